package account

// Ending returns the last characters of an identifier, which distinguish homonyms where the whole identifier is not
// shown.
func Ending(identifier string) string {
	const shown = 4
	return "…" + identifier[max(0, len(identifier)-shown):]
}
