package views

import (
	"html/template"

	"sesame/texts"
)

// sentence typesets a sentence of the package texts, and protects its numbers with whole.
func sentence(s string) any { return whole(texts.Typeset(s)) }

// whole prevents the browser from translating the numbers in a sentence, and from breaking a line within one.
func whole(s string) any {
	if !texts.HasNumber(s) {
		return s
	}
	return template.HTML(texts.MarkNumbers(template.HTMLEscapeString(s), `<span class="entier notranslate" translate="no">$0</span>`)) //nolint:gosec,forbidigo // G203: escaped first; what is added is constant
}
