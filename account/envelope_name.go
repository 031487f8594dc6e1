package account

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sesame/texts"
)

// ShortName is a name line of an address, and its short form for envelopes.
type ShortName struct {
	Line  int    `json:"-"`     // counted from 1 on the envelope
	Of    string `json:"of"`    // the line of the file
	Short string `json:"short"` // empty until an agent has shortened it
}

// LongNames lists the name lines of an address formatted by PostalAddress that are too long for the window. A name line is
// the first one, or one above the street that contains the name.
func LongNames(lines []string, name string) (long []ShortName) {
	for i, line := range lines {
		flat := capitals(line)
		if i == len(lines)-1 || streetLine.MatchString(flat+" ") {
			break
		}
		if i > 0 && !strings.Contains(" "+flat+" ", " "+capitals(name)+" ") {
			continue
		}
		if utf8.RuneCountInString(line) > AddressWidth {
			long = append(long, ShortName{Line: i + 1, Of: line})
		}
	}
	return long
}

// Renamed replaces name lines by their short forms. A line that the file has changed meanwhile stays unchanged.
func Renamed(lines []string, names []ShortName) []string {
	lines = slices.Clone(lines)
	for i, line := range lines {
		if at := slices.IndexFunc(names, func(n ShortName) bool { return n.Of == line && n.Short != "" }); at >= 0 {
			lines[i] = names[at].Short
		}
	}
	return lines
}

// CheckShortName checks the short form that an agent gives a name line: it fits, keeps a whole word of the name, and
// contains only words of the line or their abbreviations, so that it names nobody else. Errors are *FieldError.
func CheckShortName(short, line, name string) error {
	if short == "" {
		return ErrEmpty
	}
	for _, p := range CheckAddress([]string{short, "86000 POITIERS"}) { // any town: only the line counts
		if p.Line == 1 {
			return &FieldError{p.Reason}
		}
	}
	words, rest := strings.Fields(capitals(short)), strings.Fields(capitals(line))
	for _, w := range words {
		taken := abbreviates(w, rest)
		if taken == 0 {
			return &FieldError{texts.ShortNameOther(w)}
		}
		rest = rest[taken:]
	}
	kept := wordsToKeep(line, name)
	if len(kept) > 0 && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(kept, w) }) {
		return &FieldError{texts.ShortNameUnnamed}
	}
	return nil
}

// particles are words of names that identify nobody by themselves.
var particles = strings.Fields("DE DU DES LA LE LES D L ET SAINT SAINTE ST STE")

// wordsToKeep returns the words of which at least one must stay whole: the words of the name that the line contains, or
// all words of the line if it contains none, as with a married name that the file lacks.
func wordsToKeep(line, name string) (words []string) {
	flat := strings.Fields(capitals(line))
	if civility.MatchString(strings.Join(flat, " ") + " ") {
		flat = flat[1:]
	}
	own := strings.Fields(capitals(name))
	if !slices.ContainsFunc(own, func(w string) bool { return namesSomebody(w) && slices.Contains(flat, w) }) {
		own = flat
	}
	for _, w := range flat {
		if namesSomebody(w) && slices.Contains(own, w) {
			words = append(words, w)
		}
	}
	return words
}

func namesSomebody(word string) bool {
	return utf8.RuneCountInString(word) > 1 && !slices.Contains(particles, word)
}

// longestAbbreviation is the maximum length of a shortened word: a longer one could be another name (MARTIN for MARTINEAU).
const longestAbbreviation = 4

// abbreviates says how many leading words of a line are used up when a word abbreviates one of them, or the initials of
// some; 0 if it abbreviates none.
func abbreviates(word string, line []string) int {
	for i, of := range line {
		short := utf8.RuneCountInString(word) <= longestAbbreviation && word[0] == of[0] && withinLetters(word, of)
		if word == of || short {
			return i + 1
		}
	}
	if utf8.RuneCountInString(word) > 2 { // « GAEC » for « Groupement agricole d'exploitation en commun »
		return initialsOf(word, line)
	}
	return 0
}

// initialsOf says how many leading words of a line are used up when a word consists of initials of them, in their
// order; 0 if it does not.
func initialsOf(word string, line []string) int {
	for i, of := range line {
		if of[0] == word[0] {
			word = word[1:]
		}
		if word == "" {
			return i + 1
		}
	}
	return 0
}

// withinLetters says whether a word consists of letters of another one, in their order.
func withinLetters(word, of string) bool {
	for _, r := range of {
		if word != "" && strings.HasPrefix(word, string(r)) {
			word = word[len(string(r)):]
		}
	}
	return word == ""
}
