package desk

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sesame/account/search"
	"sesame/db"
)

const (
	numberDigits = 9 // this many digits, whatever their separators, may be an identifier or a telephone number; a ticket number has fewer
	ownDigits    = 6 // this many first characters of the member's own identifier reveal it
)

var (
	dayWritten = regexp.MustCompile(`\b\d{1,2}/\d{1,2}/20\d\d\b`)
	dayOfBirth = regexp.MustCompile(`\b\d{1,2}[ /.-]\d{1,2}[ /.-]19\d\d\b`)
	postcode   = regexp.MustCompile(`^\s*\d{5}\b`)
	// streetWords occur in an address; plainWords occur in names and streets but identify nobody.
	streetWords = strings.Fields("rue avenue route chemin place allee allees boulevard impasse cours quai square passage sentier lotissement residence lieudit")
	plainWords  = slices.Concat(streetWords, strings.Fields("batiment appartement escalier etage zone lieu dit bis ter des les aux sur sous par pour dans ferme domaine "+
		"societe entreprise earl gaec scea sarl sas sci saint sainte"))
	civilities = strings.Fields("m mr mme mlle monsieur madame mademoiselle")
)

// telling returns the part of a text that identifies a person: a long number, a date of birth, an e-mail address, or a word
// of the member's name or street; empty for none. A word of the name that is also an ordinary word counts only with a capital
// or after a civility, a word of the street only with a capital or in an address: « un petit souci » does not name Mr Petit.
func telling(text string, p db.Profile) string {
	text = norm.NFKC.String(text)
	if i := strings.IndexByte(text, '@'); i >= 0 {
		return strings.Fields(text[strings.LastIndexByte(text[:i], ' ')+1:])[0]
	}
	if born := dayOfBirth.FindString(text); born != "" {
		return born
	}
	if number := tellingNumber(dayWritten.ReplaceAllStringFunc(text, undated), p.Identifier); number != "" {
		return number
	}
	return tellingWord(text, p)
}

// tellingNumber returns digits, with any separators between them, that are too many, or the letters and digits with
// which the identifier begins.
func tellingNumber(text, identifier string) string {
	var (
		bare  []byte
		at    []int // where each byte of bare stands in the text
		first int
		run   int
	)
	for i, r := range text {
		switch {
		case unicode.IsDigit(r):
			if run++; run == 1 {
				first = i
			}
		case unicode.IsLetter(r):
			run = 0
		default:
			continue
		}
		if run == numberDigits {
			return written(text[first:], i+1-first)
		}
		if r < utf8.RuneSelf {
			bare, at = append(bare, strings.ToUpper(text[i:i+1])...), append(at, i)
		}
	}
	own := identifier[:min(len(identifier), ownDigits)]
	if i := strings.Index(string(bare), own); i >= 0 && len(own) > 3 {
		return written(text[at[i]:], at[i+len(own)-1]+1-at[i])
	}
	return ""
}

// written returns the beginning of a text, up to the end of the word that contains its first n bytes.
func written(text string, n int) string {
	if end := strings.IndexFunc(text[n:], unicode.IsSpace); end >= 0 {
		text = text[:n+end]
	}
	return strings.TrimRight(text, ",.;:!?)»")
}

func tellingWord(text string, p db.Profile) string {
	names := search.FoldedWords(strings.Join([]string{p.LastName, p.FirstName, p.Company}, " "))
	var street []string
	for _, line := range p.Address {
		if strings.ContainsAny(line, "0123456789") && !postcode.MatchString(line) { // a town identifies nobody
			street = append(street, search.FoldedWords(line)...)
		}
	}
	addressed := slices.ContainsFunc(search.FoldedWords(text), func(w string) bool { return slices.Contains(streetWords, w) })
	before := ""
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _ := utf8.DecodeRuneInString(w)
		for _, folded := range search.FoldedWords(w) {
			named := slices.Contains(names, folded) && (unicode.IsUpper(first) || slices.Contains(civilities, before)) ||
				slices.Contains(street, folded) && (unicode.IsUpper(first) || addressed)
			if named && len(folded) >= 3 && !slices.Contains(plainWords, folded) {
				return w
			}
			before = folded
		}
	}
	return ""
}

// undated removes a date from a text; any other text is unchanged.
func undated(day string) string {
	if _, err := time.Parse("2/1/2006", day); err != nil {
		return day
	}
	return ""
}
