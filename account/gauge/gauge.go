// Package gauge judges passwords as a French attacker would guess them: Judge gives a level, the rules that are met and
// advice in French; Propose draws a password that it judges strong. It imports nothing of the rest of the program.
package gauge

import (
	"math"

	"github.com/trustelem/zxcvbn/match"
	"github.com/trustelem/zxcvbn/matching"
	"github.com/trustelem/zxcvbn/scoring"

	"sesame/account/gauge/words"
)

// The library looks for patterns in a window: its cost grows with the cube of the length (14 ms for 64 characters, 50
// for 128). The windows overlap by half, so that what is no longer than half of one is seen whole.
const (
	window     = 16 // characters; fewer than 1 in 1,000 of the library's words are longer
	windowStep = window / 2
)

// estimation is what an attacker has to spend on a password, and why.
type estimation struct {
	guesses  float64
	personal bool           // the member's own data are in it and make it weaker
	repeats  bool           // a piece follows itself
	sequence []*match.Match // the patterns that it was read as; none for what has to be tried letter by letter
	french   finding        // what the French model read, where that is the cheaper attack or says more
}

// estimate takes the cheapest of three attacks on an ASCII password: French words in their dress, the library's patterns
// on all of it, and the same on what the member's own data leave of it.
func estimate(ascii string, p Personal) estimation { return estimateBy(words.Default(), ascii, p) }

func estimateBy(lexicon *words.Lexicon, ascii string, p Personal) estimation {
	own := newPersonalWords(p)
	f := cheapestFrench(lexicon, ascii, own)
	if f.guesses < fairGuesses { // weak whatever the library says, and it costs twenty times as much
		_, found := own.strip(ascii)
		once, _ := squeezeRepeats(ascii, sameLetter)
		return estimation{guesses: f.guesses, french: f, personal: found > 0, repeats: 2*len(once) <= len(ascii)}
	}
	e := patterns(ascii, own)
	if f.guesses < e.guesses {
		e.guesses, e.french, e.personal = f.guesses, f, f.why == aPersonal
	}
	return e
}

// patterns takes the cheaper of two attacks by the library: on all of the password, and on what the member's own data
// leave of it.
func patterns(ascii string, own personalWords) estimation {
	e := guess(ascii)
	if e.byChance(len(ascii)) {
		e.guesses = max(e.guesses, letterByLetter(len(ascii)))
	}
	rest, found := own.strip(ascii)
	if found == 0 {
		return e
	}
	if e.guesses < fairGuesses { // weak already: the member's data are worth naming, not counting
		e.personal = true
		return e
	}
	left := guess(rest)
	for range found {
		left.guesses *= own.tries()
	}
	if left.guesses < e.guesses {
		left.personal = true
		return left
	}
	return e
}

// chanceMatch is the longest pattern that characters drawn at random often hold: « h3y », « ,04 ».
const chanceMatch = 3

// byChance tells a reading of short patterns only, that leave a good part of the password: 1 in 40 of random passwords
// of 8 characters is read so. Short words in a row are the French model's to find.
func (e estimation) byChance(length int) bool {
	covered := 0
	for _, m := range e.sequence {
		if len(m.Token) > chanceMatch {
			return false
		}
		covered += len(m.Token)
	}
	return !e.repeats && covered*8 <= length*5
}

// guess reads an ASCII password as the cheapest row of patterns, and counts the guesses as the library does, but for a
// term that it adds: 10⁴ⁿ for n+1 patterns, by which any word, year and sign would be « moyen ». It stops as soon as
// the beginning alone is « fort »: whoever guesses all has guessed that.
func guess(ascii string) estimation {
	ascii, repeats := squeezeRepeats(ascii, sameByte)
	ascii, sequences := squeezeSequences(ascii)
	r := newReading(ascii)
	for end := min(window, len(ascii)); ; end = min(end+windowStep, len(ascii)) {
		start := max(0, end-window)
		for _, m := range matching.Omnimatch(ascii[start:end], nil) {
			m.I, m.J = m.I+start, m.J+start
			scoring.EstimateGuesses(m, ascii)
			r.ending[m.J] = append(r.ending[m.J], m)
		}
		r.extend(start, end)
		if e := r.cheapest(end); end == len(ascii) || e.guesses >= strongGuesses {
			e.guesses *= repeats * sequences
			e.repeats = repeats > 1
			return e
		}
	}
}

// maxPatterns is how many patterns a reading may have: 7 of them cost 7! × 10⁷ guesses at least, which is « fort ».
const maxPatterns = 6

// reading keeps, for each beginning of a password and each number of patterns, the cheapest row of patterns that makes
// it up.
type reading struct {
	ending [][]*match.Match // by place of the last character
	cost   [][maxPatterns + 1]float64
	last   [][maxPatterns + 1]piece
}

// piece is the last pattern of a row: from where, and what (nil: letter by letter).
type piece struct {
	from int
	m    *match.Match
}

func newReading(ascii string) *reading {
	r := &reading{
		ending: make([][]*match.Match, len(ascii)),
		cost:   make([][maxPatterns + 1]float64, len(ascii)+1),
		last:   make([][maxPatterns + 1]piece, len(ascii)+1),
	}
	for k := range r.cost {
		for n := range r.cost[k] {
			r.cost[k][n] = math.Inf(1)
		}
	}
	r.cost[0][0] = 1
	return r
}

// extend reckons the beginnings that end after start, up to end; those before are known, and stay.
func (r *reading) extend(start, end int) {
	for k := start + 1; k <= end; k++ {
		for _, m := range r.ending[k-1] {
			r.offer(k, piece{m.I, m}, m.Guesses)
		}
		for from := range k {
			r.offer(k, piece{from, nil}, letterByLetter(k-from))
		}
	}
}

func (r *reading) offer(k int, p piece, guesses float64) {
	for n := 1; n <= maxPatterns; n++ {
		if cost := r.cost[p.from][n-1] * guesses; cost < r.cost[k][n] {
			r.cost[k][n], r.last[k][n] = cost, p
		}
	}
}

// cheapest is the best row for the first end characters. Its patterns come in any order: n of them count n! times.
func (r *reading) cheapest(end int) estimation {
	e := estimation{guesses: r.cost[end][0]}
	patterns, orders := 0, 1.0
	for n := 1; n <= maxPatterns; n++ {
		orders *= float64(n)
		if g := r.cost[end][n] * orders; g < e.guesses {
			e.guesses, patterns = g, n
		}
	}
	for k, n := end, patterns; n > 0; n-- {
		p := r.last[k][n]
		if p.m != nil {
			e.sequence = append(e.sequence, p.m)
		}
		k = p.from
	}
	return e
}

// letterByLetter is the library's price of n characters that no pattern explains: ten each, and a little more than the
// least that a pattern costs.
func letterByLetter(n int) float64 {
	switch n {
	case 1:
		return scoring.MinSubmatchGuessesSingleChar + 1
	default:
		return math.Pow10(n)
	}
}
