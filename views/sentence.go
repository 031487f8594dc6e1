package views

import (
	"html/template"
	"regexp"

	"sesame/texts"
)

// requestNumber matches the number of a demand in a sentence: KTR-482.
var requestNumber = regexp.MustCompile(`\b[B-DF-HJ-NPR-TV-XZ]{3}-[2-9]{3}\b`)

// sentence typesets a sentence of texts. The numbers of demands in it are kept from the browser's translation, because
// people compare them with what they received.
func sentence(s string) any {
	s = texts.Typeset(s)
	if !requestNumber.MatchString(s) {
		return s
	}
	return template.HTML(requestNumber.ReplaceAllString(template.HTMLEscapeString(s), `<span class="notranslate" translate="no">$0</span>`)) //nolint:gosec,forbidigo // G203: escaped first; what is added is constant
}
