// Package search converts names, towns, telephone numbers and dates, from files or typed by agents, into terms that an
// index can compare without their text: words, prefixes and phonetic keys.
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

const (
	maxSearch      = 200 // maximum length used, in bytes
	maxSearchWords = 8   // maximum number of words used; the rest is ignored
)

// Way is a method of matching the words of a search with those of a member.
type Way int

// The methods, strictest first; the next one is tried when one finds nobody.
const (
	ByWord      Way = iota // the same word
	ByBeginning            // or a prefix of at least three letters
	BySound                // or the same French pronunciation
)

// Search is a parsed search text: a member must match every word.
type Search struct {
	Identifier account.Identifier // zero when the text cannot be an identifier
	words      []searchedWord
}

// searchedWord is one word with its possible spellings.
type searchedWord struct {
	forms []string
	phone bool
}

// Parse parses the text of the search field. Any text is accepted.
func Parse(text string) (s Search) {
	text = strings.ToValidUTF8(text[:min(len(text), maxSearch)], " ")
	if id, err := account.ParseIdentifier(text); err == nil {
		s.Identifier = id
	}
	var rest []string
	for tokens := strings.FieldsFunc(text, account.Blank); len(tokens) > 0; {
		phone, n := leadingPhone(tokens)
		if n == 0 {
			rest, tokens = append(rest, tokens[0]), tokens[1:]
			continue
		}
		s.words, tokens = append(s.words, searchedWord{forms: []string{phoneWord(phone)}, phone: true}), tokens[n:]
	}
	for _, forms := range searchForms(strings.Join(rest, " ")) {
		s.words = append(s.words, searchedWord{forms: forms})
	}
	s.words = s.words[:min(len(s.words), maxSearchWords)]
	slices.SortStableFunc(s.words, func(a, b searchedWord) int { return b.rarity() - a.rarity() })
	return s
}

// rarity estimates which words match few members, to look those up first: numbers, then long words.
func (w searchedWord) rarity() int {
	n := len(w.forms[0])
	if strings.ContainsAny(w.forms[0], "0123456789") {
		n += maxSearch
	}
	return n
}

// leadingPhone parses a telephone number at the start of tokens and returns how many tokens it uses; n is 0 when there
// is none. A postcode is not taken as the start of a number.
func leadingPhone(tokens []string) (e164 string, n int) {
	const shortest, longest = 9, 18 // digits: without the initial 0; with 00, a country code and « (0) »
	if len(tokens[0]) == len("86370") && tokens[0][0] != '0' {
		return "", 0
	}
	count := 0
	for i, t := range tokens {
		if strings.Trim(t, "0123456789+()./-") != "" {
			break
		}
		for _, c := range t {
			if c >= '0' && c <= '9' {
				count++
			}
		}
		if count > longest {
			break
		}
		if count < shortest {
			continue
		}
		if number, err := account.ParsePhone(strings.Join(tokens[:i+1], "")); err == nil {
			e164, n = number, i+1
		}
	}
	return e164, n
}

// Words returns the number of words to search for.
func (s Search) Words() int { return len(s.words) }

// Probe matches the terms that equal Term in the bits of Mask; all of them are in Term's bucket.
type Probe struct{ Term, Mask Term }

// Fits says whether t matches; the bits that identify members are ignored.
func (p Probe) Fits(t Term) bool { return (t^p.Term)&p.Mask == 0 }

// Probes returns, for each word, the probes that match it. It returns none when this method cannot find more than the
// stricter ones.
func (s Search) Probes(way Way) (probes [][]Probe) {
	wider := way == ByWord
	for _, w := range s.words {
		var p []Probe
		for _, form := range w.forms {
			if w.phone {
				p = append(p, Probe{phoneTerm(form), exactMask})
				continue
			}
			exact := Probe{wordTerm(form), exactMask}
			if way == BySound {
				exact.Mask, wider = soundMask, true
			}
			p = append(p, exact)
			if t, mask, ok := beginningTerm(form); ok && way == ByBeginning {
				p, wider = append(p, Probe{t, mask}), true
			}
		}
		probes = append(probes, p)
	}
	if !wider {
		return nil
	}
	return probes
}

// Fits says whether a member matches every word.
func (s Search) Fits(way Way, m Searchable) bool {
	var words, phones []string
	for _, text := range slices.Concat(m.towns(), []string{m.LastName, m.FirstName, m.Company}) {
		words = append(words, slices.Concat(searchForms(text)...)...)
	}
	for _, p := range m.Phones {
		phones = append(phones, phoneWord(p))
	}
	for _, w := range s.words {
		among := words
		if w.phone {
			among = phones
		}
		if !slices.ContainsFunc(among, func(word string) bool { return w.fits(way, word) }) {
			return false
		}
	}
	return true
}

func (w searchedWord) fits(way Way, word string) bool {
	return slices.ContainsFunc(w.forms, func(form string) bool {
		switch {
		case form == word:
			return true
		case w.phone:
			return false
		case way == ByBeginning:
			return utf8.RuneCountInString(form) >= beginning && strings.HasPrefix(word, form)
		}
		return way == BySound && sound(form) == sound(word)
	})
}

// Names says whether the text contains the member's complete last name or company name.
func (s Search) Names(m Searchable) bool {
	name := m.LastName
	if name == "" {
		name = m.Company
	}
	forms := searchForms(name)
	for _, f := range forms {
		if !slices.ContainsFunc(s.words, func(w searchedWord) bool {
			return slices.ContainsFunc(w.forms, func(form string) bool { return slices.Contains(f, form) })
		}) {
			return false
		}
	}
	return len(forms) > 0
}
