// Package search turns names, towns, telephones and dates, as files write them and as agents type them, into terms that
// an index compares without reading them: words, beginnings of words, sounds.
package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sesame/account"
	"sesame/texts"
)

// ErrTooShort says that a search names nobody: not one word of two characters.
var ErrTooShort = &account.FieldError{Message: texts.SearchTooLittle}

const (
	maxSearch      = 200 // bytes of a search that are read
	maxSearchWords = 8   // words that count; those after them do not
)

// Way is how the words of a search are compared with those of a member.
type Way int

// From the strictest on: the next one is tried when one finds nobody.
const (
	ByWord      Way = iota // the same word
	ByBeginning            // or the beginning of it, from three letters on
	BySound                // as it is heard in French
)

// Search is what an agent asks for: members in whom every word is found.
type Search struct {
	Identifier account.Identifier // zero where the text cannot be one
	words      []searchedWord
}

// searchedWord is one word, in the forms that it may be written in.
type searchedWord struct {
	forms []string
	phone bool
}

// Parse reads what was typed into the one field. Any text is taken.
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

// rarity guesses which words lead to few members, for they are best looked at first: numbers, then long words.
func (w searchedWord) rarity() int {
	n := len(w.forms[0])
	if strings.ContainsAny(w.forms[0], "0123456789") {
		n += maxSearch
	}
	return n
}

// leadingPhone reads a telephone number in as many of the tokens as make one; n is 0 where none does. A postcode is not
// taken for the beginning of one.
func leadingPhone(tokens []string) (e164 string, n int) {
	const shortest, longest = 9, 18 // digits: without its 0; with 00, a country's code and « (0) »
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

// Words is how many words there are to look for.
func (s Search) Words() int { return len(s.words) }

// Probe fits the terms that agree with Term in the bits of Mask; all of them are in the bucket of Term.
type Probe struct{ Term, Mask Term }

// Fits compares without regard to whom the term leads.
func (p Probe) Fits(t Term) bool { return (t^p.Term)&p.Mask == 0 }

// Probes are, for each word, what leads to it; none where this way can find nobody whom the stricter ones did not.
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

// Fits tells whether every word is found in a member.
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

// Names tells whether all of the member's last name, or of the company's, was typed.
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
