// Package textstest helps tests to find sentences in drawn pages, mails and letters, and to check that they are easy to
// read.
package textstest

import "strings"

var plain = strings.NewReplacer("’", "'", "\u00a0", " ", "\u202f", " ")

// Plain replaces the characters that texts.Typeset has inserted into a page, a mail or a letter by those of a keyboard.
func Plain(drawn string) string { return plain.Replace(drawn) }
