package gauge

import "math"

// The attack by patterns assumes no habits: it tries words, runs of keys, sequences, dates and repetitions in any order, with any
// characters in between.

const (
	// maxPatterns is the maximum number of patterns in a reading: 7 of them cost at least 7! × 10⁷ guesses, which is « fort
	// ».
	maxPatterns   = 6
	leastPattern  = 50 // guesses of a pattern
	patternWord   = 4  // least letters of a word that is no coincidence
	sequenceEach  = 8  // guesses of a sequence, for each character
	leastSequence = 4
	longestChance = 10           // characters at random that are already « fort »
	writtenDate   = fullDate * 4 // a date in any order with any separator
	longestDate   = 8            // digits
)

// pattern is a part of a password that an attacker recognises.
type pattern struct {
	from, to int
	guesses  float64
	why      Reading
}

// estimation is the number of guesses that a password needs, and the reading of the cheapest attack.
type estimation struct {
	guesses float64
	why     Reading
	french  finding
	names   bool // it contains the person's names
}

// byPatterns finds the cheapest sequence of patterns in a password.
func (f *frenchReading) byPatterns() estimation {
	n := len(f.lower)
	ending := make([][]pattern, n+1)
	f.eachPattern(func(p pattern) {
		p.guesses = max(p.guesses, leastPattern)
		ending[p.to] = append(ending[p.to], p)
	})
	// cost and last hold, for each prefix and each number of patterns, the cheapest sequence and its last pattern.
	cost := make([][maxPatterns + 1]float64, n+1)
	last := make([][maxPatterns + 1]pattern, n+1)
	for k := range cost {
		for count := range cost[k] {
			cost[k][count] = math.Inf(1)
		}
	}
	cost[0][0] = 1
	for k := 1; k <= n; k++ {
		offer := func(p pattern) {
			for count := 1; count <= maxPatterns; count++ {
				if c := cost[p.from][count-1] * p.guesses; c < cost[k][count] {
					cost[k][count], last[k][count] = c, p
				}
			}
		}
		for _, p := range ending[k] {
			offer(p)
		}
		for from := max(0, k-longestChance); from < k; from++ {
			offer(pattern{from: from, to: k, guesses: letterByLetter(k - from)})
		}
	}
	e := estimation{guesses: cost[n][0]}
	patterns, orders := 0, 1.0
	for count := 1; count <= maxPatterns; count++ {
		orders *= float64(count)
		if g := cost[n][count] * orders; g < e.guesses {
			e.guesses, patterns = g, count
		}
	}
	widest := 0
	for k, count := n, patterns; count > 0; count-- {
		p := last[k][count]
		if p.why != Unread && p.to-p.from > widest {
			widest, e.why = p.to-p.from, p.why
		}
		k = p.from
	}
	return e
}

// letterByLetter returns the price of n unexplained characters.
func letterByLetter(n int) float64 {
	if n == 1 {
		return 11
	}
	return math.Pow10(n)
}

// eachPattern calls found for the patterns of a password.
func (f *frenchReading) eachPattern(found func(pattern)) {
	for _, w := range f.words {
		if w.to-w.from >= patternWord {
			found(pattern{w.from, w.to, w.rank * f.caseCost(w.from, w.to, false), Word})
		}
	}
	for _, s := range f.sayings {
		found(pattern{s.from, s.to, s.rank, Saying})
	}
	for from := range f.lower {
		if end := from + keyRun(f.lower, from); end-from > leastKeys {
			found(pattern{from, end, keyCost(f.lower, from, end), Keys})
		}
		keyWalk(f.lower, from, func(end int, cost float64) { found(pattern{from, end, cost, Keys}) })
		if n := sequenceLength(f.typed, from); n >= leastSequence {
			found(pattern{from, from + n, sequenceEach * float64(n), Sequence})
		}
		if n := sameLength(f.typed, from); n >= leastSequence {
			found(pattern{from, from + n, 10 * float64(n), Repeat})
		}
		if n := dateLength(f.lower[from:]); n > 0 {
			found(pattern{from, from + n, writtenDate, Date})
		}
		prices := f.pieces.numbers.at(from)
		for n := 4; n < min(len(prices), longestDate+1); n += 2 {
			found(pattern{from, from + n, prices[n], Date})
		}
	}
}

// sequenceLength returns how many letters or digits from a position on follow each other with one step of at most 5:
// abcd, 9753.
func sequenceLength(s string, from int) int {
	if from+1 >= len(s) || kindOf(s[from]) == sign {
		return 0
	}
	step := int(s[from+1]) - int(s[from])
	if step == 0 || step < -5 || step > 5 {
		return 0
	}
	n := 1
	for from+n < len(s) && kindOf(s[from+n]) == kindOf(s[from]) && int(s[from+n])-int(s[from+n-1]) == step {
		n++
	}
	return n
}

// sameLength returns how many times the character at a position is repeated from there on.
func sameLength(s string, from int) int {
	n := 1
	for from+n < len(s) && s[from+n] == s[from] {
		n++
	}
	return n
}
