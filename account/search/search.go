// Package search converts the data by which members are found, from files or typed by agents, into terms that an index can
// compare without their text: words with their prefixes, their pronunciation and their halves, and numbers.
package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sesame/account"
	"sesame/texts"
)

// ErrTooShort means that the search contains no word of two characters or more.
var ErrTooShort = &account.FieldError{Message: texts.SearchTooLittle}

// Way is a method of matching the words of a search with those of a member.
type Way int

// The methods, strictest first. Each also accepts the same word.
const (
	ByWord      Way = iota // the same word, number or date
	ByBeginning            // a prefix of at least three letters
	BySound                // the same French pronunciation
	BySlip                 // the same pronunciation, or a word with one letter more, less, or other, or two exchanged
)

// Search is a parsed search text: a member must match every word.
type Search struct {
	Identifier account.Identifier // zero when the text cannot be an identifier
	words      []searchedWord
}

// Words returns the number of words to search for.
func (s Search) Words() int { return len(s.words) }

// Leaner returns the search without the words for the member's category and without initials of given names. It returns
// false when the text has no such word, or only such words.
func (s Search) Leaner() (Search, bool) {
	rest := slices.DeleteFunc(slices.Clone(s.words), func(w searchedWord) bool { return w.passed })
	less := len(rest) > 0 && len(rest) < len(s.words)
	s.words = rest
	return s, less
}

// Probe matches the terms that equal Term in the bits of Mask; all of them are in Term's bucket.
type Probe struct {
	Term, Mask Term
	Way        Way  // by which it matches
	OfContact  bool // the term is of a telephone number or an e-mail address
	// Vague says that the term encodes only the beginning of several words joined in one, maybe not more than the first:
	// then it also finds members with that word alone.
	Vague bool
	other string // for a half of a word: the other half, from which the term's letters may differ by one slip
}

// Fits says whether t matches; the bits that identify members are ignored.
func (p Probe) Fits(t Term) bool {
	return (t^p.Term)&p.Mask == 0 && (p.other == "" || nearTerm(t, p.other))
}

// maxSlipWords is the maximum number of words of a search with which neighbours are also tried as one with a slip.
const maxSlipWords = 4

// Probes returns, for each word, the probes that match it. It returns none when this method cannot find more than the
// same words.
func (s Search) Probes(way Way) (probes [][]Probe) {
	wider := way == ByWord
	for _, w := range s.words {
		var of []Probe
		for i, a := range w.alternatives {
			of = append(of, a.exact())
			if a.kind != spelled {
				continue
			}
			var more []Probe
			switch {
			case way == ByBeginning:
				if more = beginningProbes(a.text); len(more) > 0 {
					more[0].Vague = i > 0 && len(a.text) > beginning+following
				}
			case way >= BySound && plain(a.text):
				more = []Probe{{Term: wordTerm(a.text), Mask: soundMask, Way: BySound}}
				if way == BySlip && (i == 0 || len(s.words) <= maxSlipWords) {
					more = append(more, slipProbes(a.text)...)
				}
			}
			of, wider = append(of, more...), wider || len(more) > 0
		}
		probes = append(probes, of)
	}
	if !wider {
		return nil
	}
	return probes
}

func beginningProbes(text string) []Probe {
	t, mask, ok := beginningTerm(text)
	if !ok {
		return nil
	}
	return []Probe{{Term: t, Mask: mask, Way: ByBeginning}}
}

// exact returns the probe for the alternative as it was typed.
func (a alternative) exact() Probe {
	p := Probe{Mask: exactMask}
	switch a.kind {
	case spelled:
		p.Term = wordTerm(a.text)
	case dialled:
		p.Term, p.OfContact = phoneTerm(a.text), true
	case mailed:
		p.Term, p.OfContact = emailTerm(foldedEmail(a.text)), true
	case mailbox:
		p.Term, p.Mask, p.OfContact = emailTerm("", a.text), soundMask, true
	case born:
		p.Term, p.Mask = dateTerm(a.date)
	case livingIn:
		p.Term, p.Mask = departmentTerm(a.text), soundMask
	case identified:
		p.Term, p.Mask, _ = identifierTerm(a.text)
	}
	return p
}

// Fits says whether a member matches every word.
func (s Search) Fits(way Way, t *Traits) bool {
	for _, w := range s.words {
		if !slices.ContainsFunc(w.alternatives, func(a alternative) bool { return a.fits(way, t) }) {
			return false
		}
	}
	return true
}

func (a alternative) fits(way Way, t *Traits) bool {
	switch a.kind {
	case dialled:
		return slices.ContainsFunc(t.of.Phones[:], func(phone string) bool { return phoneWord(phone) == a.text })
	case mailed:
		whole, _ := foldedEmail(t.of.Email)
		return whole == a.text
	case mailbox:
		_, local := foldedEmail(t.of.Email)
		return local == a.text
	case born:
		d, _ := isoDate(t.of.BirthDate)
		return d.year == a.date.year && (a.date.month == 0 || a.date.month == d.month) && (a.date.day == 0 || a.date.day == d.day)
	case livingIn:
		return t.inTown(func(word string) bool { return postcode(word) && department(word) == a.text })
	case identified:
		return strings.HasPrefix(t.of.Identifier, a.text)
	case spelled:
		named := func(word string) bool { return way == BySlip && slip(a.text, word) || a.near(way, word) }
		placed := func(word string) bool {
			return way == BySlip && !kindsOfStreet[word] && slip(a.text, word) || a.near(way, word)
		}
		return t.inName(named) || t.inTown(placed) || t.inStreet(placed)
	}
	return false
}

// near says whether a word of the member matches the typed one.
func (a alternative) near(way Way, word string) bool {
	switch {
	case a.text == word:
		return true
	case way == ByBeginning:
		return utf8.RuneCountInString(a.text) >= beginning && strings.HasPrefix(word, a.text)
	}
	return way >= BySound && a.sound != "" && a.sound == sound(word)
}

func slip(typed, name string) bool {
	return len(typed) >= shortestSlip && len(name) >= shortestSlip && plain(typed) && plain(name) && slipped(typed, name)
}

// Slips says whether the probes by BySlip find every member that Fits by BySlip, so that Fits on all members may
// replace them. In long searches the probes find fewer, because joined neighbours are tried without a slip.
func (s Search) Slips() bool { return len(s.words) <= maxSlipWords }

// Named returns how many words of the search match something other than the member's address.
func (s Search) Named(way Way, t *Traits) (n int) {
	for _, w := range s.words {
		if slices.ContainsFunc(w.alternatives, func(a alternative) bool {
			if a.kind == spelled {
				return t.inName(func(word string) bool { return way == BySlip && slip(a.text, word) || a.near(way, word) })
			}
			return a.kind != livingIn && a.fits(way, t)
		}) {
			n++
		}
	}
	return n
}

// Names says whether the text contains the member's complete last name or company name.
func (s Search) Names(t *Traits) bool {
	field := lastName
	if t.of.LastName == "" {
		field = company
	}
	forms := t.forms(field)
	for _, f := range forms {
		if !slices.ContainsFunc(s.words, func(w searchedWord) bool {
			return slices.ContainsFunc(w.alternatives, func(a alternative) bool { return a.kind == spelled && slices.Contains(f, a.text) })
		}) {
			return false
		}
	}
	return len(forms) > 0
}
