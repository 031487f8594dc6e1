package views

import (
	"html/template"

	"sesame/texts"
)

// sentence typesets a sentence of texts, and keeps its numbers whole.
func sentence(s string) any { return whole(texts.Typeset(s)) }

// whole keeps the numbers in a sentence from the browser's translation, and each of them on one line.
func whole(s string) any {
	if !texts.HasNumber(s) {
		return s
	}
	return template.HTML(texts.MarkNumbers(template.HTMLEscapeString(s), `<span class="entier notranslate" translate="no">$0</span>`)) //nolint:gosec,forbidigo // G203: escaped first; what is added is constant
}
