// Package texts is the catalogue of the sentences that Go code shows to members and agents: errors, notices, states. Each
// is defined here once; handlers, the rules of account, the gallery of screens and the tests use it from here. The words
// that a screen always shows are in its template (views), those of an e-mail, an SMS or a letter in courier, and the advice
// of the gauge beside its rules.
//
// A sentence without a value is a constant; one with values is a function of them. They are plain French, short, and say
// what to do next. They are written with the characters of a keyboard (' and plain spaces): Typeset inserts the typographic
// ones when a sentence is drawn. This package imports no other package of Sésame, so that all of them can use it.
package texts

import "strings"

// Join joins the non-empty sentences with spaces.
func Join(sentences ...string) string {
	var b strings.Builder
	for _, s := range sentences {
		if b.Len() > 0 && s != "" {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}
