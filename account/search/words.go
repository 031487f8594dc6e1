package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/account"
)

// maxJoined is the maximum number of particles joined with the following word.
const maxJoined = 2

var (
	// particles are not searched alone: Le Goff is found as Goff and as Legoff.
	particles = []string{"de", "la", "le", "les", "du", "des"}
	// fillers are ignored: Aix-en-Provence, Pierre et Marie.
	fillers = []string{"en", "et", "sur", "sous", "au", "aux"}
	// saints are equivalent, as in town names on envelopes.
	saints = []string{"saint", "sainte", "ste"}
)

// searchForms splits a text into searchable words with their forms: the word alone, and joined with the particles
// before it. Case, accents, ligatures, apostrophes, hyphens and points are ignored. If a text has only particles, they
// are searched as words.
func searchForms(text string) [][]string {
	var (
		forms  [][]string
		before []string // particles since the last word
	)
	tokens := spelledOut(strings.Fields(string(foldSearch(make([]byte, 0, 64), text))))
	for _, t := range tokens {
		switch {
		case slices.Contains(fillers, t):
			before = nil
		case utf8.RuneCountInString(t) == 1 || slices.Contains(particles, t):
			before = append(before, t)
		default:
			if slices.Contains(saints, t) {
				t = "st"
			}
			f := []string{t}
			for n := len(before) - 1; n >= 0 && len(f) <= maxJoined; n-- {
				f = append(f, before[n]+f[len(f)-1])
			}
			forms, before = append(forms, f), nil
		}
	}
	if len(forms) == 0 {
		for _, t := range tokens {
			if utf8.RuneCountInString(t) > 1 {
				forms = append(forms, []string{t})
			}
		}
	}
	return forms
}

// spelledOut joins single letters: « E. A. R. L. » gives earl. One single letter is left, such as the d of d'Ormesson.
func spelledOut(tokens []string) []string {
	var joined []string
	letters := 0 // single letters at the end of joined
	for _, t := range tokens {
		if r, n := utf8.DecodeRuneInString(t); n < len(t) || !unicode.IsLetter(r) {
			letters = 0
		} else if letters++; letters > 1 {
			joined[len(joined)-1] += t
			continue
		}
		joined = append(joined, t)
	}
	return joined
}

// foldSearch converts letters to lower case without accents, keeps digits, and replaces everything else by a space.
func foldSearch(folded []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			folded = append(folded, byte(r))
		case r >= '0' && r <= '9':
			folded = append(folded, byte(r))
		case r >= 'A' && r <= 'Z':
			folded = append(folded, byte(r-'A'+'a'))
		case r < utf8.RuneSelf:
			folded = append(folded, ' ')
		default:
			folded = account.FoldLetter(folded, unicode.ToLower(r))
		}
	}
	return folded
}

// FoldedWords returns the words of a text in lower case without accents, separated by anything but letters and digits.
func FoldedWords(text string) []string { return strings.Fields(string(foldSearch(nil, text))) }

// Searchable holds the values by which a member is found, besides the identifier.
type Searchable struct {
	LastName, FirstName, Company string
	Address                      []string  // non-empty lines; the last one has the postcode and the town
	Phones                       [3]string // E.164; empty if unknown
}

// names returns the fields that name the member.
func (s Searchable) names() [3]string { return [3]string{s.LastName, s.FirstName, s.Company} }

// towns returns the address lines with postcode and town; a country may follow them.
func (s Searchable) towns() []string {
	n := len(s.Address)
	if n > 1 && !strings.ContainsAny(s.Address[n-1], "0123456789") {
		return s.Address[n-2:]
	}
	return s.Address[max(0, n-1):]
}

// phoneWord formats a number as it is dialled, which is how agents search for it.
func phoneWord(e164 string) string {
	if national, ok := account.Dialled(e164); ok {
		return national
	}
	return e164
}

// Order is the sort key of members in a list: the name in alphabetical order.
func (s Searchable) Order() string {
	return string(foldSearch(nil, s.LastName+s.Company+" "+s.FirstName))
}
