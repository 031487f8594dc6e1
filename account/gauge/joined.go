package gauge

import (
	"math"

	"sesame/account/gauge/words"
)

// Prices of consecutive words, in guesses.
const (
	wordLeast = 220 // minimum price of a word beside others: which words are popular together is unknown
	joined    = 2   // factor for a word beside others
	ofPhrases = 3   // factor instead, for a word from which proposals are drawn: people do not join it to others by habit
)

// joinedWords prices a password as consecutive words. Each token covers a range of positions.
type joinedWords struct {
	best   [][3]float64 // by position, the cheapest sequence that ends there with no word, one, or more
	last   []int        // by position, the index in tokens of the last token that begins there, plus one; 0 for none
	tokens []token
	ends   []bool // whether a word ends there
}

type token struct {
	to     int
	cost   float64
	word   bool // word of three letters or more
	former int  // the previous token that begins at the same position, numbered as in last
}

func newJoinedWords(n int) *joinedWords {
	const usual = 8 // tokens that begin at a position
	return &joinedWords{make([][3]float64, n+1), make([]int, n), make([]token, 0, usual*n), make([]bool, n+1)}
}

func (j *joinedWords) add(from, to int, cost float64) { j.put(from, to, cost, to-from >= shortWord-1) }

func (j *joinedWords) addDress(from, to int, cost float64) { j.put(from, to, cost, false) }

func (j *joinedWords) put(from, to int, cost float64, word bool) {
	j.tokens = append(j.tokens, token{to, cost, word, j.last[from]})
	j.last[from] = len(j.tokens)
}

// cheapest returns the price of the whole password with at least one word, and whether there is only one. Without a
// word the tokens would be coincidences.
func (j *joinedWords) cheapest() (cost float64, alone bool) {
	for k := range j.best {
		j.best[k] = [3]float64{math.Inf(1), math.Inf(1), math.Inf(1)}
	}
	j.best[0][0] = 1
	for from, at := range j.last {
		for ; at > 0; at = j.tokens[at-1].former {
			t := j.tokens[at-1]
			to := &j.best[t.to]
			for count, cost := range j.best[from] {
				if t.word {
					count = min(count+1, len(to)-1)
				}
				to[count] = min(to[count], t.cost*cost)
			}
		}
	}
	last := j.best[len(j.last)]
	return min(last[1], last[2]), last[1] <= last[2]
}

// several reads the password as consecutive words with characters in between, and says whether there is only one word.
func (f *frenchReading) several() (row finding, alone bool) {
	n := len(f.lower)
	j := newJoinedWords(n)
	for _, w := range f.words {
		j.ends[w.to] = true
		j.add(w.from, w.to, f.besideOthers(w)*f.caseCost(w.from, w.to, w.from == 0))
	}
	for _, s := range f.sayings {
		j.add(s.from, s.to, s.rank)
	}
	for from, to := range runs(f.lower, f.lower) {
		if to-from >= shortWord {
			unknown := max(unknownMost, math.Exp2(f.lexicon.Bits(f.lower[from:to])-unknownLess))
			j.add(from, to, joined*unknown*f.caseCost(from, to, from == 0))
		}
	}
	for from := range n {
		j.addDress(from, from+1, strayLetter)
		eachAffix(f.lower[from:], func(a words.Affix) {
			if letterCount(a.Text) < len(a.Text) { // of letters alone it is a word, or a coincidence
				j.addDress(from, from+len(a.Text), joined*a.Price)
			}
		})
		if end := from + keyRun(f.lower, from); end-from > leastKeys {
			j.add(from, end, joined*keyCost(f.lower, from, end))
		}
		if inNumber(f.lower, from) && !j.ends[from] {
			continue
		}
		f.addDresses(j, from)
	}
	f.eachFrame(func(from, to int, price float64) { j.addDress(from, to, price) })
	for _, c := range f.couples() {
		j.add(c.from, c.to, c.rank)
	}
	guesses, alone := j.cheapest()
	return finding{guesses: guesses, why: Words}, alone
}

// addDresses adds the digits and signs that begin at a position.
func (f *frenchReading) addDresses(j *joinedWords, from int) {
	dresses, longest := f.pieces.between(from)
	for n := 1; n <= longest; n++ {
		if !inNumber(f.lower, from+n) && !math.IsInf(dresses[n].guesses, 1) {
			j.addDress(from, from+n, worn(naked, dresses[n]))
		}
	}
}

// besideOthers returns the price of a word beside others, from its length, its rank and its price in compounds.
func (f *frenchReading) besideOthers(w place) float64 {
	switch letters := w.to - w.from; {
	case w.beside > 0:
		return w.beside
	case letters == 2:
		return joined * max(w.rank, 20)
	case letters == 3:
		return joined * max(w.rank, 40)
	case f.lexicon.Everyday(f.lower[w.from:w.to]):
		return ofPhrases * max(w.rank, wordLeast)
	}
	return joined * max(w.rank, wordLeast)
}

// inNumber says whether a position is between two digits.
func inNumber(s string, at int) bool {
	return at > 0 && at < len(s) && kindOf(s[at-1]) == digit && kindOf(s[at]) == digit
}
