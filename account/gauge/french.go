package gauge

import (
	"math"
	"slices"
	"strings"

	"sesame/account/gauge/words"
)

// The French model assumes an attacker who combines a word, a case pattern and a dress (the characters around the word)
// in one rule. The cost is the word's rank × the case × the dress, even if independent patterns would cost more.

// Prices of words, in guesses, measured on words excluded from the sources: account/gauge/words/README.md.
const (
	singleMost    = 2e4 // maximum price of a single word
	singleLeast   = 20
	shortLeast    = 150 // minimum for a word of three letters
	pairLeast     = 600 // minimum for a word of two letters
	commonPrice   = 2e4 // for one of the million common passwords, with or without its dress
	shortWord     = 4   // letters; a shorter word is an article or a coincidence
	lookalike     = 3   // factor for a sign instead of a letter: 0 for o
	maskedLeast   = 6   // minimum letters of a name with signs for letters
	maskedName    = 5   // factor for the first sign in a name that is in no list; lookalike for each other
	initialLess   = 3   // divisor for a single letter attached to a word (jdupont)
	backwards     = 3
	compound      = 4  // factor for a compound word, with or without its hyphens
	longestLeaked = 16 // maximum length in characters of a common password that is looked up; longer ones are mostly inflected forms
	longestRead   = 40 // maximum length in characters; only the library's patterns apply to longer passwords
	longestWorn   = 14 // maximum length in characters of the dress on one side
	wornNumber    = 4  // minimum digits of a number beside initials or a short word
)

// why is what a reading recognised.
type why int

const (
	unread      why = iota
	aWord           // in a list
	aCommon         // among the million common passwords, with or without its dress
	aName           // in no list, but sounds like a name
	aRun            // adjacent keys
	aPersonal       // from the member's data
	aRepeat         // weak once repetitions are reduced to one
	theInitials     // two or three letters and a number
	severalWord     // consecutive words
)

// finding is the cheapest reading of a password by the French model.
type finding struct {
	guesses  float64
	why      why
	from, to int // position of the recognised word
	reversed bool
}

type frenchReading struct {
	lexicon  *words.Lexicon
	personal personalWords
	lower    string
	typed    string
	// variants are the password without substitution, with 1 read as i, and with 1 read as l.
	variants [3]string
}

// readFrench finds the cheapest reading of an ASCII password.
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
	case alone && best.guesses < fairGuesses: // the word can be named in the advice
		best.guesses = min(best.guesses, several.guesses)
	case several.guesses < best.guesses, best.why == aName && several.guesses < fairGuesses:
		several.guesses = min(best.guesses, several.guesses)
		return several
	}
	return best
}

// single reads the password as one word with its dress.
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
			around = before[from].guesses * after[to].guesses // the word may be a coincidence, so both sides are priced independently
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
	if best.why == aName && known.guesses < fairGuesses { // a word that can be named gives better advice
		known.guesses = best.guesses
		return known
	}
	return best
}

// initial recognises a word of four letters or more with one letter attached: jdupont, duponte.
func (f *frenchReading) initial(from, to int) bool {
	begins := from == 1 && kindOf(f.lower[0]) == letter
	ends := to < len(f.lower) && kindOf(f.lower[to]) == letter && (to+1 == len(f.lower) || kindOf(f.lower[to+1]) != letter)
	return to-from >= shortWord && begins != ends
}

// cheapestFrench reads the password as typed, with repetitions reduced to one, and with compound words joined.
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

// joinCompounds removes the hyphens, blanks and similar signs between two letters, « Saint-Étienne », and returns the
// original position of each character left.
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
