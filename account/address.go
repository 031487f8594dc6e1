package account

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sesame/texts"
)

// AddressLines is the maximum number of lines of an address, AddressWidth the maximum characters per line (NF Z10-011).
const (
	AddressLines = 6
	AddressWidth = 38
)

// AddressProblem is why an address cannot be printed, in words for an agent.
type AddressProblem struct {
	Line    int    // counted from 1 on the envelope; 0 means the whole address
	Reason  string // a French sentence
	Shorter string // the line abbreviated according to the standard, as a proposal; empty if it still does not fit
}

var (
	frenchTown = regexp.MustCompile(`^(0\d|[1-8]\d|9[0-578])\d{3} [A-Z][A-Z0-9 ]+$`)
	looseTown  = regexp.MustCompile(`^(?:[Ff][- ])?(\d{2}) ?(\d{3}) +(\pL.*)$`)
	civility   = regexp.MustCompile(`^(?:M|MR|MM|MME|MMES|MLLE|MLLES|MONSIEUR|MADAME|MESSIEURS|MESDAMES|MADEMOISELLE|MAITRE|ME|DR|DOCTEUR) `)
	streetLine = regexp.MustCompile(`^(?:\d|(?:ALLEE|AVENUE|AV|BOULEVARD|BD|CHEMIN|CHE|COURS|GRANDE RUE|IMPASSE|IMP|LIEU DIT|LOTISSEMENT|LOT|PASSAGE|PLACE|PL|` +
		`QUAI|ROUTE|RTE|RUE|RUELLE|SENTIER|SQUARE|VENELLE|ZONE|ZA|ZI|BP|CS|TSA) )`)
)

// PostalAddress formats an address according to NF Z10-011. Empty lines are dropped. The name of the person or company
// comes first; it is added when no line contains one of the known names. Lines from the street on are in capitals
// without accents or punctuation; postcode and town come last. France, including overseas, is not written as a country.
// A foreign country comes last, in capitals, below the town; the other lines keep their punctuation, which may belong
// to a foreign postcode. Nothing is shortened: CheckAddress reports lines that are too long.
func PostalAddress(name string, known, lines []string) []string {
	var filled []string
	for _, line := range lines {
		if line = Cleaned(line); capitals(line) != "" { // « - » is used for an empty line
			filled = append(filled, line)
		}
	}
	if n := len(filled); n > 1 && slices.Contains(ownCountries, capitals(filled[n-1])) && frenchTown.MatchString(townLine(filled[n-2])) {
		filled = filled[:n-1]
	}
	if name = Cleaned(name); capitals(name) != "" && !named(filled, append([]string{name}, known...)) {
		filled = slices.Insert(filled, 0, name)
	}
	n := len(filled)
	if n == 0 {
		return nil
	}
	if slices.Contains(foreignCountries, capitals(filled[n-1])) {
		filled[n-1] = capitals(filled[n-1])
		if n > 2 {
			filled[n-2] = strings.ToUpper(unaccented(filled[n-2]))
		}
		return filled
	}
	first := max(1, n-2)
	for i := 1; i < first; i++ {
		if streetLine.MatchString(capitals(filled[i])) {
			first = i
		}
	}
	for i := min(first, n-1); i < n-1; i++ {
		filled[i] = capitals(filled[i])
	}
	filled[n-1] = townLine(filled[n-1])
	return filled
}

// named says whether an address contains a name: a line contains one of the known names, or the first line begins with
// a civility, because an envelope may bear a married name that the file lacks.
func named(lines, known []string) bool {
	for i, line := range lines {
		flat := " " + capitals(line) + " "
		if i == 0 && civility.MatchString(flat[1:]) {
			return true
		}
		if i > 0 && i == len(lines)-1 { // a town may have the same name
			continue
		}
		street := streetLine.MatchString(flat[1:]) // so may a street
		for _, k := range known {
			if k = capitals(k); k != "" && (flat == " "+k+" " || !street && strings.Contains(flat, " "+k+" ")) {
				return true
			}
		}
	}
	return false
}

// townLine matches « 86000 POITIERS CEDEX 9 ». The postcode may also be written « 86 000 » or « F-86000 ».
func townLine(line string) string {
	if m := looseTown.FindStringSubmatch(line); m != nil {
		line = m[1] + m[2] + " " + m[3]
	}
	return capitals(line)
}

// Town returns the town, or the foreign country, of an address formatted by PostalAddress.
func Town(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	last := lines[len(lines)-1]
	if frenchTown.MatchString(last) {
		return last[6:]
	}
	return last
}

// TownOf returns the Town of these lines once formatted by PostalAddress, in a fraction of the time; empty when all are empty.
func TownOf(lines []string) string {
	var last, above string // the last two non-empty lines
	for i := len(lines) - 1; i >= 0 && above == ""; i-- {
		switch line := Cleaned(lines[i]); {
		case capitals(line) == "":
		case last == "":
			last = line
		default:
			above = line
		}
	}
	if above != "" && slices.Contains(ownCountries, capitals(last)) && frenchTown.MatchString(townLine(above)) {
		last = above
	}
	if slices.Contains(foreignCountries, capitals(last)) {
		return capitals(last)
	}
	return Town([]string{townLine(last)})
}

// CheckAddress lists the problems that prevent an address formatted by PostalAddress from being printed.
func CheckAddress(lines []string) (problems []AddressProblem) {
	tell := func(line int, reason string) {
		problems = append(problems, AddressProblem{Line: line, Reason: reason})
	}
	if n := len(lines); n > AddressLines {
		tell(0, texts.AddressLines(n, AddressLines))
	}
	abroad := len(lines) > 0 && slices.Contains(foreignCountries, lines[len(lines)-1])
	for i, line := range lines {
		if n := utf8.RuneCountInString(line); n > AddressWidth {
			tell(i+1, texts.AddressLineLong(i+1, n, AddressWidth))
			if i == 0 || !abroad { // abbreviations are French: they apply to the name only abroad
				problems[len(problems)-1].Shorter, _ = shortened(line, i == 0)
			}
		}
		if at := strings.IndexFunc(unaccented(line), func(r rune) bool { return r < ' ' || r > '~' }); at >= 0 {
			r, _ := utf8.DecodeRuneInString(unaccented(line)[at:])
			tell(i+1, texts.AddressLineSign(i+1, r))
		}
	}
	n := len(lines)
	if n == 0 {
		tell(0, texts.AddressMissing)
		return problems
	}
	if last := lines[n-1]; !frenchTown.MatchString(last) && !abroad {
		tell(n, texts.AddressTown)
	}
	return problems
}

// Shortened applies the abbreviations that CheckAddress proposes.
func Shortened(lines []string) []string {
	lines = slices.Clone(lines)
	for _, p := range CheckAddress(lines) {
		if p.Shorter != "" {
			lines[p.Line-1] = p.Shorter
		}
	}
	return lines
}

// capitals converts a text to capitals without accents; each run of other characters becomes one space.
func capitals(s string) string {
	s = unaccented(s)
	if !isASCII(s) {
		return strings.Join(strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	}
	flat := make([]byte, 0, len(s))
	apart := false // separators follow the last word
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			apart = len(flat) > 0
			continue
		}
		if apart {
			flat, apart = append(flat, ' '), false
		}
		flat = append(flat, c)
	}
	return string(flat)
}

// plainLetters maps letters that Unicode does not decompose, and signs that have a simpler form.
var plainLetters = strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D",
	"ı", "i", "þ", "th", "Þ", "TH", "ð", "d", "Ð", "D", "’", "'", "‘", "'", "–", "-", "—", "-", "«", `"`, "»", `"`, "°", "", "º", "", "ª", "", "\u00a0", " ", "\u202f", " ")

func unaccented(s string) string {
	if isASCII(s) { // nearly every line of an address
		return s
	}
	plain, latin := make([]byte, 0, len(s)), plainLatin()
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			plain = append(plain, byte(r)) //nolint:gosec // G115: below 128
		case int(r) < len(latin):
			plain = append(plain, latin[r]...)
		default:
			return withoutAccents(s)
		}
	}
	return string(plain)
}

// plainLatin caches the letters frequent in French without their accents, each of which is one character.
var plainLatin = sync.OnceValue(func() *[0x180]string {
	var all [0x180]string
	for r := range rune(len(all)) {
		all[r] = withoutAccents(string(r))
	}
	return &all
})

// withoutAccents takes accents off any text.
func withoutAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(plainLetters.Replace(s)))
}
