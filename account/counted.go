package account

import "sesame/texts"

// Counted is texts.Counted, for packages that write sentences for the operator.
func Counted(n int, one, many string) string { return texts.Counted(n, one, many) }

// Thousands is texts.Thousands, for the same packages.
func Thousands(n int) string { return texts.Thousands(n) }
