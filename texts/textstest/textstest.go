// Package textstest helps tests to find a sentence where it is drawn.
package textstest

import "strings"

var plain = strings.NewReplacer("’", "'", "\u00a0", " ", "\u202f", " ")

// Plain takes the signs that texts.Typeset puts in out of a page, a mail or a letter: what is left reads as it was written.
func Plain(drawn string) string { return plain.Replace(drawn) }
