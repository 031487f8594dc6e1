package gauge

import (
	"math"

	"sesame/account/gauge/words"
)

// Prices of letters that are in no list, in guesses or bits.
const (
	seemsLeast    = 800
	seemsLess     = 19    // bits by which a name in no list is cheaper than its letters
	seemsLessEach = 2.4   // the most that it may be for each letter
	seemsMasked   = 5.2   // bits a letter, above which signs for letters make no name
	unknownLess   = 6     // seemsLess beside other words
	unknownMost   = 3e4   // least price of an unknown word beside other words
	twoWords      = 9     // bits by which words in a row must explain letters better than one name does
	pairMost      = 2.8e6 // of what may be one name and is likelier two words
	formRank      = 6e4   // of an inflected form, when words are looked for in a row
	splitAll      = 12    // letters; past it a name's letters cost what they cost, and words in a row are not looked for
)

// soundsMost is how many bits a letter weighs at most in what sounds like a word. Short ones are tried letter by letter
// all the same; from nine letters on, initials of a sentence are worth what they weigh.
func soundsMost(letters int) float64 {
	switch {
	case letters < 8:
		return 6.5
	case letters == 8:
		return 6.2
	}
	return 5.4
}

// seemsMost is the most that a word costs that sounds like one, by its letters.
var seemsMost = [splitAll + 1]float64{0, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 2e4, 2e4, 5e4, 1.4e5, 1.4e5}

// initialsPrice is the price of one to three letters that nothing explains, by their number.
var initialsPrice = [shortWord]float64{0, 26, 300, 4000}

// seems is the price of letters that are in no list; masked tells that signs stand for some. Where they sound like a name
// and their capitals are those of one, an attacker makes it up letter by letter, the likeliest first; else they are
// letters.
func (f *frenchReading) seems(word string, capitals float64, masked bool) float64 {
	bits := f.lexicon.Bits(word)
	sounds := bits <= soundsMost(len(word))*float64(len(word))
	if capitals > lastCapital || len(word) <= shortWord && !sounds {
		return math.Exp2(bits - unknownLess)
	}
	price := max(seemsLeast, math.Exp2(bits-min(seemsLess, seemsLessEach*float64(len(word)))))
	switch {
	case len(word) > splitAll:
		return price
	case !masked && len(word) >= 2*shortWord && f.split(word)+twoWords < bits:
		return pairMost
	case sounds:
		return min(price, seemsMost[len(word)])
	}
	return price
}

// split is how many bits letters cost as words in a row, each of four letters or more; infinite where they are not.
func (f *frenchReading) split(word string) float64 {
	var bits [splitAll + 1]float64
	for to := 1; to <= len(word); to++ {
		bits[to] = math.Inf(1)
	}
	for from := 0; from+shortWord <= len(word); from++ {
		if math.IsInf(bits[from], 1) {
			continue
		}
		h := words.Start
		for to := from + 1; to <= len(word); to++ {
			h = h.Add(word[to-1])
			if to-from < shortWord || to-from == len(word) {
				continue
			}
			rank := f.lexicon.Rank(h)
			if rank == 0 && f.lexicon.Common(h) && !f.lexicon.Hides(h) {
				rank = formRank
			}
			if rank > 0 {
				bits[to] = min(bits[to], bits[from]+math.Log2(rank)+0.5)
			}
		}
	}
	return bits[len(word)]
}
