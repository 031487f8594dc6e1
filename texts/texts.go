// Package texts is the catalogue of the sentences that Go code says to members and agents: errors, notices, states. Each
// stands here once, and handlers, the rules of account, the gallery of screens and the tests take it from here. Words that
// a screen always shows stand in its template (views), those of a mail, an SMS or a letter in courier, and the advice of
// the gauge beside its rules.
//
// A sentence without a value is a constant; one with values is a function of them. They are plain French, short, and say
// what to do next. They are written with the signs of the keyboard (' and plain spaces): Typeset puts in the others where a
// sentence is drawn. This package imports nothing of Sésame's, so that every room may take its words from here.
package texts

import "strings"

// Join puts sentences one after the other and leaves out what is empty.
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
