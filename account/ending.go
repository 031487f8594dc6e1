package account

// Ending is the end of an identifier, by which homonyms are told apart where the whole of it is not shown.
func Ending(identifier string) string {
	const shown = 4
	return "…" + identifier[max(0, len(identifier)-shown):]
}
