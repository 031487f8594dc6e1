package account

import (
	"math"
	"slices"
	"strings"

	"sesame/account/words"
)

// The French model: an attacker takes a word, gives it a case and a dress, and tries the whole as one rule. What that
// costs is the word's rank × the case × the dress, whatever a row of independent patterns would cost.

// Prices of words, in guesses. Measured on words held out of the sources: account/words/README.md.
const (
	singleMost  = 2e4 // however rare, one word is one word
	singleLeast = 20
	shortLeast  = 150 // of three letters or fewer
	commonPrice = 2e4 // one of the million passwords, or what remains of one undressed
	seemsLeast  = 800
	seemsLess   = 17 // bits: by how much a name in no list is cheaper than its letters
	seemsLetter = 5  // bits a letter; above, it does not sound like a word
	unknownLess = 6  // the same beside other words
	unknownMost = 3e4
	shortWord   = 4   // letters; below, a word is an article or a chance
	wordLeast   = 250 // of a word among others: nobody knows which are most used together
	capitalised = 2   // a second word
	allCapitals = 3
	lastCapital = 4
	lookalike   = 3 // 0 for o
	maskedLeast = 6 // letters of a name with signs among them
	backwards   = 3
	compound    = 4 // a word written with its hyphens, or without
	joined      = 2
	longestRead = 40 // characters; past it the library's patterns are left alone with the password
	longestWorn = 12 // characters of a word's dress, on one side
)

// why tells what a reading recognised.
type why int

const (
	unread      why = iota
	aWord           // in a list
	aCommon         // among the million, whole or undressed
	aName           // in no list, but it sounds like one
	aRun            // touches that follow each other
	aPersonal       // the member's own
	aRepeat         // weak once what follows itself is counted once
	severalWord     // words in a row
)

// finding is the cheapest reading of a password by the French model.
type finding struct {
	guesses  float64
	why      why
	from, to int // where the word stands that was recognised
	reversed bool
}

type frenchReading struct {
	lexicon  *words.Lexicon
	personal personalWords
	lower    string
	typed    string
	// variants are the readings of signs for letters: none, 1 for i, 1 for l.
	variants [3]string
}

// readFrench looks for the cheapest reading of an ASCII password.
func readFrench(lexicon *words.Lexicon, ascii string, personal personalWords) finding {
	if len(ascii) > longestRead {
		return finding{guesses: math.Inf(1)}
	}
	lower := strings.ToLower(ascii)
	f := frenchReading{lexicon: lexicon, personal: personal, lower: lower, typed: ascii}
	f.variants = [3]string{lower, strings.Map(lookalikeLetter("igi"), lower), strings.Map(lookalikeLetter("lql"), lower)}
	best := f.single()
	if several := f.several(); several.guesses < best.guesses {
		return several
	}
	return best
}

// lookalikeLetter maps a sign to the letter it is written for; which gives those of 1, 9 and !.
func lookalikeLetter(which string) func(rune) rune {
	return func(r rune) rune {
		switch r {
		case '0':
			return 'o'
		case '1', '|':
			return rune(which[0])
		case '9', '6':
			return rune(which[1])
		case '!':
			return rune(which[2])
		case '3', '&': // the projection writes € as &
			return 'e'
		case '4', '@':
			return 'a'
		case '5', '$':
			return 's'
		case '7', '+':
			return 't'
		case '8':
			return 'b'
		case '2':
			return 'z'
		case '(':
			return 'c'
		}
		return r
	}
}

// single reads the password as one word and its dress.
func (f *frenchReading) single() finding {
	n := len(f.lower)
	before, after := make([]float64, n+1), make([]float64, n+1)
	for i := range n + 1 {
		before[i], after[i] = math.Inf(1), math.Inf(1)
		if i <= longestWorn {
			before[i] = dressPrice(f.lower[:i], f.personal)
		}
		if n-i <= longestWorn {
			after[i] = dressPrice(f.lower[i:], f.personal)
		}
	}
	best, known := finding{guesses: math.Inf(1)}, finding{guesses: math.Inf(1)}
	offer := func(why why, from, to int, cost float64, reversed bool) {
		cost *= before[from] * after[to] * f.caseCost(from, to, true)
		if cost < best.guesses {
			best = finding{cost, why, from, to, reversed}
		}
		if cost < known.guesses && why != aName {
			known = finding{cost, why, from, to, reversed}
		}
	}
	f.eachWord(func(from, to int, rank float64) {
		least := float64(singleLeast)
		if to-from < shortWord {
			least = shortLeast
		}
		offer(aWord, from, to, min(max(rank, least), singleMost), false)
	})
	f.eachCommon(func(from, to int) { offer(aCommon, from, to, commonPrice, false) })
	f.eachPersonal(func(from, to int, cost float64) { offer(aPersonal, from, to, cost, false) })
	for from := 0; from < n; from++ {
		if end := from + keyRun(f.lower, from); end-from > leastKeys {
			offer(aRun, from, end, keyCost(f.lower, from, end), false)
		}
	}
	for _, variant := range f.variants {
		for from, to := range runs(variant, f.lower) {
			word, extra := variant[from:to], 1.0
			if n := different(word, f.lower[from:to]); n > 0 {
				if 5*n > 2*len(word) || len(word)-n < shortWord || len(word) < maskedLeast {
					continue
				}
				extra = lookalike
			}
			if to-from >= shortWord {
				offer(aName, from, to, extra*f.seems(word, f.caseCost(from, to, true)), false)
			}
			back := []byte(word)
			slices.Reverse(back)
			if rank := f.lexicon.Rank(words.Of(string(back))); rank > 0 && to-from >= shortWord {
				offer(aWord, from, to, backwards*extra*min(rank, singleMost), true)
			}
		}
	}
	if best.why == aName && known.guesses < fairGuesses { // a word that can be named says more
		known.guesses = best.guesses
		return known
	}
	return best
}

// seems is the price of letters that are in no list. Where they sound like a name and their capitals are those of one,
// an attacker makes it up letter by letter, the likeliest first; else they are letters.
func (f *frenchReading) seems(word string, capitals float64) float64 {
	bits := f.lexicon.Bits(word)
	sounds := bits <= seemsLetter*float64(len(word))
	if capitals > lastCapital || len(word) <= shortWord && !sounds {
		return math.Exp2(bits - unknownLess)
	}
	price := max(seemsLeast, math.Exp2(bits-seemsLess))
	if sounds && len(word) < len(seemsMost) {
		price = min(price, seemsMost[len(word)])
	}
	return price
}

// seemsMost is the most that a word costs that sounds like one, by its letters: past ten it may be two.
var seemsMost = [...]float64{0, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 2e4, 3e4, 2e5}

// runs gives the runs of letters, from a letter that was typed to another.
func runs(variant, lower string) func(func(int, int) bool) {
	return func(yield func(int, int) bool) {
		for from := 0; from < len(variant); {
			if kindOf(variant[from]) != letter {
				from++
				continue
			}
			to := from
			for to < len(variant) && kindOf(variant[to]) == letter {
				to++
			}
			first, last := from, to
			for first < last && kindOf(lower[first]) != letter {
				first++
			}
			for last > first && kindOf(lower[last-1]) != letter {
				last--
			}
			if last > first && !yield(first, last) {
				return
			}
			from = to
		}
	}
}

// different counts the bytes in which two strings of one length differ.
func different(a, b string) int {
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// several reads the password as words in a row, each with what stands between.
func (f *frenchReading) several() finding {
	n := len(f.lower)
	best := make([]float64, n+1)
	for k := range best {
		best[k] = math.Inf(1)
	}
	best[0] = 1
	type token struct {
		to   int
		cost float64
	}
	tokens := make([][]token, n)
	wordEnds := make([]bool, n+1)
	add := func(from, to int, cost float64) { tokens[from] = append(tokens[from], token{to, cost}) }
	f.eachWord(func(from, to int, rank float64) {
		letters := to - from
		switch {
		case letters == 2:
			rank = max(rank, 20)
		case letters == 3:
			rank = max(rank, 40)
		default:
			rank = max(rank, wordLeast)
		}
		wordEnds[to] = true
		add(from, to, joined*rank*f.caseCost(from, to, from == 0))
	})
	f.eachPersonal(func(from, to int, cost float64) { add(from, to, joined*cost*f.caseCost(from, to, from == 0)) })
	for from, to := range runs(f.lower, f.lower) {
		if to-from >= shortWord {
			unknown := max(unknownMost, math.Exp2(f.lexicon.Bits(f.lower[from:to])-unknownLess))
			add(from, to, joined*unknown*f.caseCost(from, to, from == 0))
		}
	}
	for from := range n {
		add(from, from+1, strayLetter)
		if end := from + keyRun(f.lower, from); end-from > leastKeys {
			add(from, end, joined*keyCost(f.lower, from, end))
		}
		if inNumber(f.lower, from) && !wordEnds[from] {
			continue
		}
		for to := from + 1; to <= min(n, from+longestWorn) && kindOf(f.lower[to-1]) != letter; to++ {
			if !inNumber(f.lower, to) {
				add(from, to, dressPrice(f.lower[from:to], f.personal))
			}
		}
	}
	for from := range n {
		for _, t := range tokens[from] {
			best[t.to] = min(best[t.to], best[from]*t.cost)
		}
	}
	return finding{guesses: best[n], why: severalWord}
}

// inNumber tells a place between two digits.
func inNumber(s string, at int) bool {
	return at > 0 && at < len(s) && kindOf(s[at-1]) == digit && kindOf(s[at]) == digit
}

// eachWord gives the words of the lists that stand in the password, with signs read as letters too.
func (f *frenchReading) eachWord(found func(from, to int, rank float64)) {
	n := len(f.lower)
	for from := range n {
		var h [3]words.Hash
		h[0], h[1], h[2] = words.Start, words.Start, words.Start
		letters := 0
		for to := from + 1; to <= min(n, from+words.MaxWord); to++ {
			at := to - 1
			if kindOf(f.lower[at]) == letter {
				letters++
			}
			signs := to - from - letters
			for v := range h {
				h[v] = h[v].Add(f.variants[v][at])
			}
			if letters == 0 || to-from < 2 {
				continue
			}
			best := f.lexicon.Rank(h[0])
			if signs > 0 && to-from > shortWord && (letters >= 2*signs || letters >= signs && to-from > maskedLeast) {
				for _, v := range h[1:] {
					if rank := lookalike * f.lexicon.Rank(v); rank > 0 && (best == 0 || rank < best) {
						best = rank
					}
				}
			}
			if best > 0 && (to-from >= shortWord || best < 2000) {
				found(from, to, best)
			}
		}
	}
}

// eachCommon gives the pieces that are among the million passwords, or are what remains of one undressed.
func (f *frenchReading) eachCommon(found func(from, to int)) {
	n := len(f.lower)
	for from := range min(n, longestWorn+1) {
		var h [3]words.Hash
		h[0], h[1], h[2] = words.Start, words.Start, words.Start
		letters := 0
		for to := from + 1; to <= min(n, from+words.MaxWord); to++ {
			at := to - 1
			if kindOf(f.lower[at]) == letter {
				letters++
			}
			for v := range h {
				h[v] = h[v].Add(f.variants[v][at])
			}
			if n-to > longestWorn || to-from < shortWord || to-from < 6 && letters < 4 {
				continue
			}
			for v, hash := range h {
				if v > 0 && (letters == to-from || letters < 3) {
					break
				}
				if f.lexicon.Common(hash) && !f.lexicon.Hides(words.Of(words.Base(f.variants[v][from:to]))) {
					found(from, to)
					break
				}
			}
		}
	}
}

// eachPersonal gives the member's own words.
func (f *frenchReading) eachPersonal(found func(from, to int, cost float64)) {
	for _, w := range f.personal.words {
		for from := 0; from+len(w) <= len(f.lower); from++ {
			if looksLike(f.lower[from:from+len(w)], w) {
				found(from, from+len(w), f.personal.tries())
			}
		}
	}
}

// caseCost is the price of a word's capitals. The rule asks for one: at the beginning it costs nothing.
func (f *frenchReading) caseCost(from, to int, first bool) float64 {
	letters, capitals := 0, 0
	for i := from; i < to; i++ {
		if kindOf(f.lower[i]) != letter {
			continue
		}
		letters++
		if f.typed[i] != f.lower[i] {
			capitals++
		}
	}
	begins, ends := f.typed[from] != f.lower[from], f.typed[to-1] != f.lower[to-1]
	switch {
	case capitals == 0:
		return 1
	case capitals == 1 && begins && first:
		return 1
	case capitals == 1 && begins:
		return capitalised
	case capitals == letters:
		return allCapitals
	case capitals == 1 && ends, capitals == letters-1 && !begins:
		return lastCapital
	}
	cost := 1.0
	for i := 1; i <= min(capitals, letters-capitals); i++ {
		cost += binomial(letters, i)
	}
	return max(cost, lastCapital)
}

func binomial(n, k int) float64 {
	b := 1.0
	for i := 1; i <= k; i++ {
		b = b * float64(n-k+i) / float64(i)
	}
	return b
}

// cheapestFrench reads the password as it is, with what follows itself only once, and with compound words in one.
func cheapestFrench(lexicon *words.Lexicon, ascii string, personal personalWords) finding {
	best := readFrench(lexicon, ascii, personal)
	if once, times := squeezeRepeats(ascii); times > 1 {
		if f := readFrench(lexicon, once, personal); f.guesses*times < best.guesses {
			best = finding{guesses: f.guesses * times, why: aRepeat}
		}
	}
	if joined, places := joinCompounds(ascii); joined != ascii {
		f := readFrench(lexicon, joined, personal)
		if known := f.why == aWord || f.why == aCommon || f.why == aPersonal; known && f.guesses*compound < best.guesses {
			best = f
			best.guesses *= compound
			best.from, best.to = places[f.from], places[f.to-1]+1
		}
	}
	return best
}

// joinCompounds drops the hyphens, blanks and the like between two letters, « Saint-Étienne », and tells where each
// character left stood.
func joinCompounds(s string) (joined string, places []int) {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i < len(s)-1 && strings.IndexByte("-_ .'", s[i]) >= 0 && kindOf(s[i-1]) == letter && kindOf(s[i+1]) == letter {
			continue
		}
		b.WriteByte(s[i])
		places = append(places, i)
	}
	return b.String(), places
}
