package gauge

import (
	"math"
	"strconv"
	"strings"

	"sesame/account/gauge/words"
)

// Prices of letters that are in no list, in guesses or bits.
const (
	seemsLeast    = 800
	seemsLess     = 19    // bits by which an unlisted name is cheaper than its letters
	seemsLessEach = 2.4   // maximum of this discount per letter
	seemsMasked   = 5.2   // bits per letter above which signs for letters form no name
	plainBits     = 3.8   // bits per letter of nearly all words; more bits make a long name more expensive
	plainLetters  = 11    // least letters of such a long name
	unknownLess   = 6     // seemsLess beside other words
	unknownMost   = 3e4   // minimum price of an unknown word beside other words
	twoWords      = 9     // bits by which consecutive words must be better than one name
	pairMost      = 2.8e6 // maximum price of what may be one name but is more likely two words
	everydayPair  = 4.4e6 // minimum price of two everyday words, whatever they sound like together: the number of pairs
	formRank      = 6e4   // rank of an inflected form among consecutive words
	splitAll      = 12    // letters; longer names are priced by their letters and not split into words
)

// soundsMost is the maximum number of bits of letters that sound like a word. Short words are tried letter by letter
// anyway; from eight letters on, initials of a sentence keep their full price.
func soundsMost(letters int) float64 {
	if letters < 8 {
		return 6.5
	}
	return 5.4
}

// soundsLike says whether letters sound like a word, and more like a word than like the initials of a sentence.
func (f *frenchReading) soundsLike(word string, bits float64) bool {
	n := float64(len(word))
	if bits > soundsMost(len(word))*n {
		return false
	}
	switch gain := bits - initialsBits(word); {
	case len(word) < fewInitials:
		return true
	case len(word) < leastInitials:
		return gain <= fewInitialsGain*n
	default:
		return gain <= initialsGain*n
	}
}

// initialsBits returns −log₂ of how likely these letters are as the initials of a sentence.
func initialsBits(letters string) (bits float64) {
	for i := range len(letters) {
		bits += initialBits[letters[i]-'a']
	}
	return bits
}

// Limits from which letters are taken for initials of a sentence and not for a name. They classify as initials 1 of 1,000
// held-out words and names, and 95 of 100 initials of eight words.
const (
	leastInitials   = 8    // letters
	initialsGain    = 0.43 // bits per letter by which letters must be likelier as initials than as a word
	repeatedGain    = 1    // the same after repeated letters were removed
	fewInitials     = 7    // letters
	fewInitialsGain = 2    // the same for so many: words without their vowels are as short
)

// initialBits are −log₂ of the share of words of a French text that begin with each letter, and one more bit for a
// vowel, because words contain more vowels than initials do.
var initialBits = func() (bits [26]float64) {
	const perMille = "e81 a81 i28 o19 u37 y10 d117 l117 p81 c73 s73 m46 q37 n37 j28 t28 r28 v37 f28 b19 g10 h10 k4 w4 x4 z4"
	for field := range strings.FieldsSeq(perMille) {
		share, _ := strconv.ParseFloat(field[1:], 64)
		bits[field[0]-'a'] = math.Log2(1000 / share)
		if strings.IndexByte("aeiouy", field[0]) >= 0 {
			bits[field[0]-'a']++
		}
	}
	return bits
}()

// seemsMost is the maximum price of an unlisted word that sounds like one, by number of letters.
var seemsMost = [splitAll + 1]float64{0, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 2e4, 2e4, 5e4, 1.4e5, 1.4e5}

// initialsPrice holds the prices of one to three unexplained letters, by their number.
var initialsPrice = [shortWord]float64{0, 26, 300, 4000}

// seems returns the price of letters in no list; masked says that signs replace some. If they sound like a name and
// have a name's capitals, an attacker generates them letter by letter, most likely first; otherwise they are
// brute-forced.
func (f *frenchReading) seems(word string, capitals float64, masked bool) float64 {
	bits := f.lexicon.Bits(word)
	sounds := f.soundsLike(word, bits)
	named := len(word) > leastSpread && bits < namedBits*float64(len(word))
	if capitals > lastCapital && !named || len(word) <= shortWord && !sounds {
		return math.Exp2(bits - unknownLess)
	}
	price := max(seemsLeast, math.Exp2(bits-min(seemsLess, seemsLessEach*float64(len(word)))))
	switch {
	case !masked && f.twoEveryday(word):
		return max(price, everydayPair)
	case len(word) > splitAll:
		return price
	case !masked && len(word) >= 2*shortWord && f.split(word)+twoWords < bits:
		return pairMost
	case sounds && len(word) >= plainLetters:
		return min(price, seemsMost[len(word)]*math.Exp2(max(0, bits-plainBits*float64(len(word)))))
	case sounds:
		return min(price, seemsMost[len(word)])
	}
	return price
}

// split returns the price in bits of letters as consecutive words of at least four letters each; infinite when
// impossible.
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

// twoEveryday says whether letters are two different words from which proposals are drawn: grivevase.
func (f *frenchReading) twoEveryday(letters string) bool {
	for at := shortWord; at+shortWord <= len(letters); at++ {
		if one, two := letters[:at], letters[at:]; one != two && f.lexicon.Everyday(one) && f.lexicon.Everyday(two) {
			return true
		}
	}
	return false
}
