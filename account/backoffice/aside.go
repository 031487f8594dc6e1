package backoffice

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/account"
	"sesame/texts"
)

// sum matches how the line of a total begins, folded.
var sum = regexp.MustCompile(`^(sous[- ]?)?(total|totaux|somme|nombre)\b`)

// isSum says whether a value begins as the line of a total does.
func isSum(v string) bool {
	return (v[0] >= utf8.RuneSelf || strings.IndexByte("sStTnN", v[0]) >= 0) && sum.MatchString(account.Fold(v))
}

// end matches what programs write below a table, folded: « 2 lignes », « (2 rows affected) », « --- fin du fichier --- ».
var end = regexp.MustCompile(`^[\pP\s]*(?:\d[\d\s]*(?:lignes?|enregistrements?|adherents?|paiements?|rows?|records?)\b[\pL\s().]*|(?:fin|eof|end)\b(?: d[eu] (?:fichier|l'export|liste)| of file)?)[\pP\s]*$`)

// isRule says whether a line only draws a rule under the header or the table: ----;-----;---.
func isRule(l Line) bool {
	long := false
	for _, f := range l.Fields {
		if strings.Trim(f, "-=_+ ") != "" {
			return false
		}
		long = long || len(f) > 2
	}
	return long
}

// alone says whether a line holds one value, and nothing else but a count: « FIN;2 ».
func alone(l Line, v string) bool {
	counts := 0
	for _, f := range l.Fields[1:] {
		f = account.Cleaned(f)
		if f != "" && !account.Digits(f) {
			return false
		}
		if f != "" {
			counts++
		}
	}
	return v != "" && counts <= 1
}

// Aside returns why a line is skipped, because it describes nobody: the header again, a total or a note. It returns an
// empty string for any other line, one without an identifier included.
func (t *Table) Aside(l Line) string {
	if t.headerAgain(l) {
		return texts.LineHeaderAgain
	}
	if t.isNote(l) {
		return texts.LineNote
	}
	return ""
}

// headerAgain recognises the header in the middle of a file that was assembled from several.
func (t *Table) headerAgain(l Line) bool {
	first := t.value(l, 0)
	if first == "" || first[0] >= '0' && first[0] <= '9' || columnName(first) != t.columnsOf.Known[0] {
		return false
	}
	for place := range t.columnsOf.Known {
		if t.says(place) && t.place(columnName(t.value(l, place))) != place {
			return false
		}
	}
	return true
}

// isNote recognises a total or a remark under the table. A line with an identifier, a category or an address line
// concerns a person.
func (t *Table) isNote(l Line) bool {
	written := t.identifierText(l)
	if isRule(l) || alone(l, written) && end.MatchString(account.Fold(written)) {
		return true
	}
	if written != "" && written[0] >= '0' && written[0] <= '9' {
		return false
	}
	filled, total := 0, false
	for place := range t.columnsOf.Known {
		v := t.value(l, place)
		if v == "" {
			continue
		}
		filled++
		switch {
		case isSum(v):
			total = true
		case t.tellsOfSomebody(place) && !account.Digits(v):
			return false
		}
	}
	if written != "" && !isSum(written) {
		if _, err := account.ParseIdentifier(written); err == nil {
			return false
		}
	}
	return total || filled == 1 && sentence(written)
}

// tellsOfSomebody says whether a value of this column shows that a line concerns a person.
func (t *Table) tellsOfSomebody(place int) bool {
	if len(t.columnsOf.Known) != memberColumns {
		return place == int(nature)
	}
	c := Column(place) //nolint:gosec // G115: few columns
	return c == Category || c.Address()
}

// sentence says whether a text has several words, which no identifier has.
func sentence(s string) bool {
	letters := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return 'a'
		}
		return r
	}, s), "a")
	return letters >= 10 && strings.Contains(s, " ")
}

// beyondNames says whether a line has a value to the right of all columns with a name.
func (t *Table) beyondNames(l Line) bool {
	return !blankFields(l.Fields[min(slices.Max(t.at)+1, len(l.Fields)):])
}

// Remarks returns a warning for each value in a column without a name.
func (t *Table) Remarks(l Line) (told []RowError) {
	for _, i := range t.unnamed {
		if i < len(l.Fields) {
			if v := account.Cleaned(l.Fields[i]); v != "" {
				told = append(told, RowError{Line: l.Number, Masked: maskShape(v, 1), Reason: texts.LineUnnamedColumn(i + 1)})
			}
		}
	}
	return told
}
