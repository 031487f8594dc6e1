package texts

// OtherHost answers a request for another host than the service's.
func OtherHost(site string) string {
	return "Ce nom n'est pas celui de ce service. Ouvrez " + site + "."
}
