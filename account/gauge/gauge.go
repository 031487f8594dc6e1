// Package gauge rates passwords against an attacker who guesses with French words. Judge returns a level, the rules
// that are met and advice in French; Propose generates a password rated as strong. The package imports nothing else
// from this program, except its words.
package gauge

import (
	"math"

	"github.com/trustelem/zxcvbn/match"
	"github.com/trustelem/zxcvbn/matching"
	"github.com/trustelem/zxcvbn/scoring"

	"sesame/account/gauge/words"
)

// The library matches patterns in a window, because its cost grows with the cube of the length (14 ms for 64
// characters, 50 ms for 128). Windows overlap by half, so that any pattern up to half a window long is found whole.
const (
	window     = 16 // characters; fewer than 1 in 1,000 of the library's words are longer
	windowStep = window / 2
)

// estimation is the number of guesses that a password needs, and why.
type estimation struct {
	guesses  float64
	personal bool           // the member's data occur in it and make it weaker
	repeats  bool           // it contains repetitions
	sequence []*match.Match // library patterns that cover it; none for brute force
	french   finding        // result of the French model, when it is cheaper or gives better advice
}

// estimate returns the cheapest of three attacks on an ASCII password: the French model, the library's patterns on the
// whole password, and the same patterns on what remains without the member's data.
func estimate(ascii string, p Personal) estimation { return estimateBy(words.Default(), ascii, p) }

func estimateBy(lexicon *words.Lexicon, ascii string, p Personal) estimation {
	own := newPersonalWords(p)
	f := cheapestFrench(lexicon, ascii, own)
	if f.guesses < fairGuesses { // weak whatever the library says, which takes twenty times as long
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

// patterns returns the cheaper of two attacks with the library: on the whole password, and on what remains without the
// member's data.
func patterns(ascii string, own personalWords) estimation {
	e := guess(ascii)
	if e.byChance(len(ascii)) {
		e.guesses = max(e.guesses, letterByLetter(len(ascii)))
	}
	rest, found := own.strip(ascii)
	if found == 0 {
		return e
	}
	if e.guesses < fairGuesses { // weak already: the member's data matter for the advice only
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

// chanceMatch is the maximum length of a pattern that random characters often contain: « h3y », « ,04 ».
const chanceMatch = 3

// byChance recognises a reading that consists of short patterns and leaves much of the password unexplained: 1 in 40
// random passwords of 8 characters gives one. Consecutive short words are left to the French model.
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

// guess finds the cheapest sequence of patterns in an ASCII password and counts guesses as the library does, except for
// the library's additional term of 10⁴ⁿ for n+1 patterns, which would rate any word, year and sign as « moyen ». It
// stops once a prefix alone is « fort ».
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

// maxPatterns is the maximum number of patterns in a reading: 7 of them cost at least 7! × 10⁷ guesses, which is « fort
// ».
const maxPatterns = 6

// reading holds, for each prefix of a password and each number of patterns, the cheapest sequence of patterns that
// covers it.
type reading struct {
	ending [][]*match.Match // by index of the last character
	cost   [][maxPatterns + 1]float64
	last   [][maxPatterns + 1]piece
}

// piece is the last pattern of a sequence: its start and match (nil means brute force).
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

// extend computes the prefixes that end after start, up to end; shorter ones are already known.
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

// cheapest is the best sequence for the first end characters. An attacker does not know the order of its n patterns, so
// they count n! times.
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

// letterByLetter is the library's brute-force price of n characters: ten guesses each, and slightly more than the
// minimum of a pattern.
func letterByLetter(n int) float64 {
	switch n {
	case 1:
		return scoring.MinSubmatchGuessesSingleChar + 1
	default:
		return math.Pow10(n)
	}
}
