package gauge

import (
	"math"
	"slices"
	"strings"

	"sesame/account/gauge/words"
)

// The French model: an attacker takes a word, gives it a case and a dress, and tries the whole as one rule. What that
// costs is the word's rank × the case × the dress, whatever a row of independent patterns would cost.

// Prices of words, in guesses. Measured on words held out of the sources: account/gauge/words/README.md.
const (
	singleMost    = 2e4 // however rare, one word is one word
	singleLeast   = 20
	shortLeast    = 150 // of three letters
	pairLeast     = 600 // of two
	commonPrice   = 2e4 // one of the million passwords, or what remains of one undressed
	shortWord     = 4   // letters; below, a word is an article or a chance
	lookalike     = 3   // 0 for o
	maskedLeast   = 6   // letters of a name with signs among them
	maskedName    = 5   // the first sign for a letter in a name that no list has; lookalike for each other
	initialLess   = 3   // how much cheaper than any other a letter is that touches a word
	backwards     = 3
	compound      = 4  // a word written with its hyphens, or without
	longestLeaked = 16 // characters; few of the million have more, but for inflected forms, which are letters only
	longestRead   = 40 // characters; past it the library's patterns are left alone with the password
	longestWorn   = 14 // characters of a word's dress, on one side
	wornNumber    = 4  // digits at least of a number that people put beside initials or a short word
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
	theInitials     // two or three letters and a number
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
	several, alone := f.several()
	switch {
	case alone && best.guesses < fairGuesses: // the word can be named
		best.guesses = min(best.guesses, several.guesses)
	case several.guesses < best.guesses, best.why == aName && several.guesses < fairGuesses:
		several.guesses = min(best.guesses, several.guesses)
		return several
	}
	return best
}

// single reads the password as one word and its dress.
func (f *frenchReading) single() finding {
	n := len(f.lower)
	before, after := make([]dress, n+1), make([]dress, n+1)
	for i := range n + 1 {
		before[i], after[i] = noDress, noDress
		if i <= longestWorn {
			before[i] = readDress(f.lower[:i], f.personal)
		}
		if n-i <= longestWorn {
			after[i] = readDress(f.lower[i:], f.personal)
		}
	}
	best, known := finding{guesses: math.Inf(1)}, finding{guesses: math.Inf(1)}
	offer := func(why why, from, to int, cost float64, reversed bool) {
		around := worn(before[from], after[to])
		if to-from < shortWord && max(before[from].number, after[to].number) < wornNumber {
			around = before[from].guesses * after[to].guesses // the word may well be a chance
		}
		if why == aWord && f.initial(from, to) {
			around /= initialLess
		}
		cost *= around * f.caseCost(from, to, true)
		if cost < best.guesses {
			best = finding{cost, why, from, to, reversed}
		}
		if cost < known.guesses && why != aName {
			known = finding{cost, why, from, to, reversed}
		}
	}
	f.eachWord(func(from, to int, rank, _ float64) {
		least := float64(singleLeast)
		switch to - from {
		case 2:
			least = pairLeast
		case 3:
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
		keyWalk(f.lower, from, func(end int, cost float64) { offer(aRun, from, end, cost, false) })
	}
	for _, variant := range f.variants {
		for from, to := range runs(variant, f.lower) {
			word, extra := variant[from:to], 1.0
			if n := different(word, f.lower[from:to]); n > 0 {
				if 5*n > 2*len(word) || len(word)-n < shortWord || len(word) < maskedLeast || f.lexicon.Bits(word) > seemsMasked*float64(len(word)) {
					continue
				}
				extra = maskedName * math.Pow(lookalike, float64(n-1))
			}
			if len(word) < shortWord {
				if number := max(before[from].number, after[to].number); extra == 1 && number >= wornNumber {
					offer(theInitials, from, to, initialsPrice[len(word)], false)
				}
				continue
			}
			offer(aName, from, to, extra*f.seems(word, f.caseCost(from, to, true), extra > 1), false)
			back := []byte(word)
			slices.Reverse(back)
			if rank := f.lexicon.Rank(words.Of(string(back))); rank > 0 {
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

// initial tells a word of four letters or more with one letter before or after it: jdupont, duponte.
func (f *frenchReading) initial(from, to int) bool {
	begins := from == 1 && kindOf(f.lower[0]) == letter
	ends := to < len(f.lower) && kindOf(f.lower[to]) == letter && (to+1 == len(f.lower) || kindOf(f.lower[to+1]) != letter)
	return to-from >= shortWord && begins != ends
}

// cheapestFrench reads the password as it is, with what follows itself only once, and with compound words in one.
func cheapestFrench(lexicon *words.Lexicon, ascii string, personal personalWords) finding {
	best := readFrench(lexicon, ascii, personal)
	if once, times := squeezeRepeats(ascii, sameLetter); times > 1 {
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
