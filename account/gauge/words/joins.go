package words

import (
	_ "embed"
	"sync"
)

//go:embed lists/names.txt
var namesData string

//go:embed lists/firstnames.txt
var firstNamesData string

//go:embed lists/joins.txt
var joinsData string

// Prices of a word that people join to another, in guesses: joinLeast for the first of its list, and one more every joinStep words.
const (
	joinLeast = 8
	joinStep  = 4
	joinMost  = 100
)

var joins = sync.OnceValue(func() map[Hash]float64 {
	prices := map[Hash]float64{}
	for _, list := range []string{joinsData, namesData} {
		for i, w := range Lines(list) {
			price := min(joinMost, joinLeast+float64(i)/joinStep)
			if known, ok := prices[Of(w)]; !ok || price < known {
				prices[Of(w)] = price
			}
		}
	}
	return prices
})

// Joined returns the price, beside another word, of a first name, a nickname or a small word (« vive », « forever »),
// in guesses; 0 for any other word, which is less expected there.
func (l *Lexicon) Joined(h Hash) float64 {
	if l.Hides(h) {
		return 0
	}
	return joins()[h]
}

var firstNames = sync.OnceValue(func() map[Hash]bool {
	all := map[Hash]bool{}
	for _, list := range []string{namesData, firstNamesData} {
		for _, w := range Lines(list) {
			all[Of(w)] = true
		}
	}
	return all
})

// FirstName says whether a word is a first name or a nickname.
func (l *Lexicon) FirstName(h Hash) bool { return firstNames()[h] && !l.Hides(h) }

var small = sync.OnceValue(func() map[Hash]bool {
	all := map[Hash]bool{}
	for _, w := range Lines(joinsData) {
		all[Of(w)] = true
	}
	for _, f := range Frames() {
		for _, w := range f.alone() {
			all[Of(w)] = true
		}
	}
	return all
})

// Small says whether a word is a small word that people join to another, « vive », « forever », or a frame by itself,
// « dans ».
func (l *Lexicon) Small(h Hash) bool { return small()[h] && !l.Hides(h) }
