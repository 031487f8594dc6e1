package views

import (
	"html/template"
	"regexp"

	"sesame/texts"
)

// numbers matches what people compare with what they received, read out or dial: the number of a demand, KTR-482, and a telephone
// number as it is written in groups.
var numbers = regexp.MustCompile(`\b[B-DF-HJ-NPR-TV-XZ]{3}-[2-9]{3}\b|(?:\+[0-9]{1,3} |\b0 ?)[0-9]{1,3}(?: [0-9]{2,3}){2,4}\b`)

// sentence typesets a sentence of texts, and keeps its numbers whole.
func sentence(s string) any { return whole(texts.Typeset(s)) }

// whole keeps the numbers in a sentence from the browser's translation, and each of them on one line.
func whole(s string) any {
	if !numbers.MatchString(s) {
		return s
	}
	return template.HTML(numbers.ReplaceAllString(template.HTMLEscapeString(s), `<span class="entier notranslate" translate="no">$0</span>`)) //nolint:gosec,forbidigo // G203: escaped first; what is added is constant
}
