package transport

import "net/netip"

// Loopback says whether a host can only be this computer.
func Loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
