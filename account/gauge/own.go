package gauge

import (
	"slices"
	"strings"
	"time"
)

// Personal is what an attacker may know of a person: names, birth date, identifier, addresses, numbers, in any order and
// format.
type Personal struct {
	Names []string // the person's names; the advice may say that a password contains them
	Words []string // other data; the advice never mentions them
	Local Local    // local words, the same for all persons
}

// Limits of the person's data that are used, to bound the cost of rating.
const (
	maxOwn         = 64 // values
	maxOwnLength   = 64 // characters of one value
	leastOwn       = 4  // characters of a piece
	leastOwnName   = 3  // letters of a piece that begins a word: Luc, Léa, Bou
	leastOwnInside = 5  // letters of a piece that begins within a word
	ownPiece       = 4  // price of another piece of a value that was already found
	ownTries       = 2  // price of a value per value that the attacker knows: with and without a capital
	ownRest        = 1e4
)

// everyday are short words of postal and e-mail addresses that are not personal.
var everyday = map[string]bool{
	"rue": true, "des": true, "les": true, "sur": true, "sous": true, "bis": true, "ter": true, "com": true, "org": true, "net": true,
	"route": true, "chemin": true, "place": true, "avenue": true, "saint": true, "sainte": true, "madame": true, "monsieur": true,
}

// source is one value that the attacker knows, in its usual spellings: letters and digits alone.
type source struct {
	spellings []spelling
	name      bool
}

type spelling struct {
	text   string
	starts []int // where its words begin
}

// ownPlace is the position of a character in a source.
type ownPlace struct{ source, spelling, start int }

// ownData is the person's prepared data, indexed by the characters with which it may be typed.
type ownData struct {
	sources []source
	places  [256][]ownPlace
}

func newOwnData(p Personal) *ownData {
	own := &ownData{}
	for _, list := range [][]string{p.Names, p.Words} {
		for _, value := range list {
			if s := newSource(value); len(s.spellings) > 0 && len(own.sources) < maxOwn {
				s.name = len(own.sources) < len(p.Names)
				own.index(s)
				own.sources = append(own.sources, s)
			}
		}
	}
	return own
}

// index adds the places of a new source.
func (own *ownData) index(s source) {
	for n, sp := range s.spellings {
		for start := range len(sp.text) {
			at := ownPlace{len(own.sources), n, start}
			known := sp.text[start]
			own.places[known] = append(own.places[known], at)
			for i := range len(looks[known]) {
				own.places[looks[known][i]] = append(own.places[looks[known][i]], at)
			}
		}
	}
}

// newSource prepares a value: a date in all its forms, a telephone number with and without its country code, anything
// else unchanged.
func newSource(value string) (s source) {
	lower := lowered(project(NormalisePassword(prefix(strings.TrimSpace(value), maxOwnLength))))
	for _, layout := range []string{"2006-01-02", "02/01/2006"} {
		if t, err := time.Parse(layout, lower); err == nil {
			for _, form := range dateForms {
				s.add(t.Format(form))
			}
			s.add(t.Format("2") + monthNames[t.Month()-1] + t.Format("2006"))
			return s
		}
	}
	if number, french := strings.CutPrefix(lower, "+33"); french {
		s.add("0" + number)
	}
	s.add(lower)
	return s
}

var (
	dateForms  = []string{"02012006", "020106", "20060102", "01022006", "212006", "2106"}
	monthNames = strings.Fields(months)
)

func (s *source) add(value string) {
	var sp spelling
	for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return r < '0' || r > 'z' || r > '9' && r < 'a' }) {
		if !everyday[word] {
			sp.starts = append(sp.starts, len(sp.text))
		}
		sp.text += word
	}
	if len(sp.text) >= leastOwnName && !everyday[sp.text] {
		s.spellings = append(s.spellings, sp)
	}
}

// taken is the result of removing the person's data from a password.
type taken struct {
	rest  string
	apart string  // the rest, with a blank where data was removed before a letter
	price float64 // guesses of the removed parts
	names bool    // a name is among them
	found bool
	all   []ownPart
}

// ownPart is the position of a removed part.
type ownPart struct {
	from, to int
	whole    bool // it consists of whole words of a value
}

// strip removes the person's data from a password: whole or in part, forwards or backwards, with any signs in between,
// with signs instead of letters. One value has one price, however many pieces of it there are.
func (own *ownData) strip(ascii string) taken {
	letters, places := lettersAndDigits(lowered(ascii))
	left := taken{rest: ascii, price: 1}
	used := make([]bool, len(letters))
	seen := map[int]bool{}
	for _, p := range own.pieces(letters) {
		left.names = left.names || own.sources[p.source].name && (p.to-p.from >= leastOwn || own.whole(p))
		if slices.Contains(used[p.from:p.to], true) {
			continue
		}
		for i := p.from; i < p.to; i++ {
			used[i] = true
		}
		left.all = append(left.all, ownPart{places[p.from], places[p.to-1] + 1, p.whole && p.to-p.from >= leastOwn})
		if seen[p.source] {
			left.price *= ownPiece
		} else {
			left.price *= float64(ownTries * len(own.sources))
		}
		seen[p.source] = true
		left.found = true
	}
	if !left.found {
		return left
	}
	var rest, apart strings.Builder
	at, cut := 0, false
	for i := range len(ascii) {
		inside := at > 0 && at < len(used) && used[at-1] && used[at] // a sign inside a removed part
		if at < len(places) && places[at] == i {
			inside = used[at]
			at++
		}
		if inside {
			cut = true
			continue
		}
		if cut && kindOf(ascii[i]) == letter {
			apart.WriteByte(' ')
		}
		rest.WriteByte(ascii[i])
		apart.WriteByte(ascii[i])
		cut = false
	}
	left.rest, left.apart = rest.String(), apart.String()
	return left
}

// whole says whether a piece is a complete value.
func (own *ownData) whole(p piece) bool {
	return slices.ContainsFunc(own.sources[p.source].spellings, func(sp spelling) bool { return len(sp.text) == p.to-p.from })
}

// lettersAndDigits returns a password without its other signs, except those that resemble letters, and the position of
// each character.
func lettersAndDigits(lower string) (letters string, places []int) {
	var b strings.Builder
	for i := range len(lower) {
		if kindOf(lower[i]) != sign || insteadOfLetter(lower, i) {
			b.WriteByte(lower[i])
			places = append(places, i)
		}
	}
	return b.String(), places
}

// insteadOfLetter says whether a sign may replace a letter, because letters, or one letter and a digit, stand beside it.
func insteadOfLetter(lower string, at int) bool {
	if strings.IndexByte(lookalikes, lower[at]) < 0 || at == 0 || at+1 == len(lower) {
		return false
	}
	before, after := kindOf(lower[at-1]), kindOf(lower[at+1])
	return before != sign && after != sign && (before == letter || after == letter)
}
