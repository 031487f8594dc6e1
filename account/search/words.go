package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/account"
)

// maxJoined is the maximum number of particles joined with the following word.
const maxJoined = 3

var (
	// particles are not searched alone: Le Goff is found as Goff and as Legoff.
	particles = []string{"de", "la", "le", "les", "du", "des"}
	// prefixes are words of a name that people also join with the next word: Van der Meersch, Ker Avel.
	prefixes = []string{"van", "von", "der", "den", "vanden", "ker", "mac", "mc", "ben", "el", "al", "san", "da", "das", "di", "del", "della", "do", "dos", "st"}
	// fillers are ignored: Aix-en-Provence, Pierre et Marie.
	fillers = []string{"en", "et", "sur", "sous", "au", "aux"}
	// saints are equivalent, as in town names on envelopes.
	saints = []string{"saint", "sainte", "ste"}
)

// searchForms splits a name or a town into searchable words with their forms: the word alone, and joined with the particles
// and prefixes before it. Case, accents, ligatures, apostrophes, hyphens and points are ignored. If a text has only
// particles, they are searched as words.
func searchForms(text string) [][]string {
	var (
		forms  [][]string
		before []string // particles and prefixes since the last word
	)
	tokens := spelledOut(foldedTokens(text))
	for _, t := range tokens {
		t = oneSaint(t)
		switch {
		case slices.Contains(fillers, t):
			before = nil
			continue
		case particle(t):
			before = append(before, t)
			continue
		}
		f := []string{t}
		for n := len(before) - 1; n >= 0 && len(f) <= maxJoined; n-- {
			f = append(f, before[n]+f[len(f)-1])
		}
		forms = append(forms, append(f, abbreviatedSaint(t)...))
		if !slices.Contains(prefixes, t) {
			before = nil
			continue
		}
		before = append(before, t)
	}
	if len(forms) == 2 && len(tokens) == 2 && len(forms[1]) == 1 { // Jean-Pierre is written Jeanpierre, too
		forms[1] = append(forms[1], forms[0][0]+forms[1][0])
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

// particle says whether a word is searched only joined with the next one.
func particle(word string) bool {
	return utf8.RuneCountInString(word) == 1 || slices.Contains(particles, word)
}

// oneSaint replaces each spelling of Saint as a separate word by the same form.
func oneSaint(word string) string {
	if slices.Contains(saints, word) {
		return "st"
	}
	return word
}

// abbreviatedSaint returns the form of Saintgermain that equals its joined form when it is written in two words.
func abbreviatedSaint(word string) (forms []string) {
	const shortest = 3 // letters of the name of a saint: Saintes is a town
	for _, saint := range saints[:2] {
		if rest, ok := strings.CutPrefix(word, saint); ok && len(rest) >= shortest {
			forms = append(forms, "st"+rest)
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

func foldedTokens(text string) []string {
	return strings.Fields(string(foldSearch(make([]byte, 0, 64), text)))
}

// FoldedWords returns the words of a text in lower case without accents, separated by anything but letters and digits.
func FoldedWords(text string) []string { return foldedTokens(text) }
