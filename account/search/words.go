package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/account"
)

// maxJoined is how many particles are written together with the word that follows them, at most.
const maxJoined = 2

var (
	// particles say nothing alone: Le Goff is looked for as Goff and as Legoff.
	particles = []string{"de", "la", "le", "les", "du", "des"}
	// fillers say nothing at all: Aix-en-Provence, Pierre et Marie.
	fillers = []string{"en", "et", "sur", "sous", "au", "aux"}
	// saints are one word, as towns are written on envelopes.
	saints = []string{"saint", "sainte", "ste"}
)

// searchForms cuts a text into the words by which it is found, each with the forms that it may be written in: the word
// alone, and together with the particles before it. Case, accents, ligatures, apostrophes, hyphens and points do not
// count. A text that holds nothing but particles is made of words.
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

// spelledOut joins letters that stand alone: « E. A. R. L. » is earl. A single one stays, as the d of d'Ormesson.
func spelledOut(tokens []string) []string {
	var joined []string
	letters := 0 // that stand alone, at the end of joined
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

// foldSearch writes a text in small letters without accents and digits, a space for everything else.
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

// FoldedWords are the words of a text in small letters without accents; everything but letters and digits parts them.
func FoldedWords(text string) []string { return strings.Fields(string(foldSearch(nil, text))) }

// Searchable is what a member is found by, besides the identifier.
type Searchable struct {
	LastName, FirstName, Company string
	Address                      []string  // filled lines; the last one has the postcode and the town
	Phones                       [3]string // E.164; empty where there is none
}

// names are the fields that name the member.
func (s Searchable) names() [3]string { return [3]string{s.LastName, s.FirstName, s.Company} }

// towns are the lines of the address with the postcode and the town: a country may stand below them.
func (s Searchable) towns() []string {
	n := len(s.Address)
	if n > 1 && !strings.ContainsAny(s.Address[n-1], "0123456789") {
		return s.Address[n-2:]
	}
	return s.Address[max(0, n-1):]
}

// phoneWord is a number as people dial it, which is how it is looked for.
func phoneWord(e164 string) string {
	if national, ok := account.Dialled(e164); ok {
		return national
	}
	return e164
}

// Order is what members are listed by: the name in the order of the alphabet.
func (s Searchable) Order() string {
	return string(foldSearch(nil, s.LastName+s.Company+" "+s.FirstName))
}
