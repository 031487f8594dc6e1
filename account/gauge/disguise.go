package gauge

import (
	"math"

	"sesame/account/gauge/words"
)

// Prices of the changes to a word itself, in guesses.
const (
	undoneBits  = 4.3 // bits per letter below which the restored letters, if unlisted, are taken for a word
	undoneGain  = 5   // bits by which they must be likelier than the typed letters
	shiftedKeys = 12  // each letter replaced by its neighbour on the keyboard or in the alphabet
	turned      = 8   // first letters moved to the end, or the reverse
	editedEach  = 12  // one letter added, dropped, changed or exchanged, per place
	signEach    = 15  // a sign instead of a letter, per place
	leastEdited = 5   // letters
	leastCommon = 7   // least letters for looking up an edited word in the million, a filter with one false positive in 65,000
	mostCommon  = 10
	editSounds  = 5.0 // bits per letter above which letters are not tried as an edited word
)

// shifts are ways to replace each letter by another one: the key to the right or left on an AZERTY or QWERTY keyboard,
// the next or the former letter of the alphabet. A letter without such a neighbour in its row stays as it is; in a
// second variant of each shift, the letters at both ends of a row stay.
var shifts = func() (all [][256]byte) {
	shift := func(by int, lines ...string) {
		for _, stays := range []bool{false, true} {
			var to [256]byte
			for _, line := range lines {
				for i := range len(line) {
					j := i + by
					if to[line[i]] = line[i]; j >= 0 && j < len(line) && !(stays && (i == 0 || i == len(line)-1)) {
						to[line[i]] = line[j]
					}
				}
			}
			all = append(all, to)
		}
	}
	for _, by := range []int{1, -1} {
		shift(by, "azertyuiop", "qsdfghjklm", "wxcvbn")
		shift(by, "qwertyuiop", "asdfghjkl", "zxcvbnm")
		shift(by, "zabcdefghijklmnopqrstuvwxyza")
	}
	return all
}()

// eachDisguised offers the runs of letters that hide a listed word: neighbouring keys, letters moved round, one letter
// edited, a sign instead of a letter. It skips runs for which any reading would cost too much together with the text
// around them (worth).
func (f *frenchReading) eachDisguised(offer func(why Reading, from, to int, cost float64), worth func(from, to int, least float64) bool) {
	for from, to := range runs(f.lower, f.lower) {
		word := f.lower[from:to]
		if len(word) < leastEdited || len(word) > words.MaxWord || !worth(from, to, turned*singleLeast) {
			continue
		}
		for _, shift := range shifts {
			f.offerShifted(word, &shift, from, to, offer)
		}
		if len(word) > leastEdited {
			f.offerTurned(word, from, to, offer)
		}
		if sounds := f.lexicon.Bits(word) < editSounds*float64(len(word)); sounds {
			f.offerEdited(word, from, to, offer)
		}
	}
	f.offerCovered(offer, worth)
}

// offerTurned offers the words from which a run may have been made by moving, exchanging or doubling letters at an end.
func (f *frenchReading) offerTurned(word string, from, to int, offer func(Reading, int, int, float64)) {
	for n := 1; n <= 2; n++ {
		f.offerUndone(word[n:]+word[:n], word, turned, from, to, offer)
		f.offerUndone(word[len(word)-n:]+word[:len(word)-n], word, turned, from, to, offer)
		if word[:n] == word[n:2*n] { // mmarie, mamarie
			f.offerUndone(word[n:], word, turned, from, to, offer)
		}
	}
	f.offerUndone(word[1:2]+word[:1]+word[2:], word, turned, from, to, offer)
	f.offerUndone(word[:len(word)-2]+word[len(word)-1:]+word[len(word)-2:len(word)-1], word, turned, from, to, offer)
}

// offerShifted offers the word that results from a shift.
func (f *frenchReading) offerShifted(word string, shift *[256]byte, from, to int, offer func(Reading, int, int, float64)) {
	shifted := []byte(word)
	for i, b := range shifted {
		shifted[i] = shift[b]
	}
	f.offerUndone(string(shifted), word, shiftedKeys, from, to, offer)
}

// offerUndone offers restored letters: as a listed word, or as a name if they sound like one and the typed letters do
// not.
func (f *frenchReading) offerUndone(undone, typed string, factor float64, from, to int, offer func(Reading, int, int, float64)) {
	f.offerListed(words.Of(undone), len(undone), factor, from, to, offer)
	if len(undone) < shortWord {
		return
	}
	if bits := f.lexicon.Bits(undone); bits < undoneBits*float64(len(undone)) && bits+undoneGain < f.lexicon.Bits(typed) {
		offer(Name, from, to, factor*f.seems(undone, 1, false))
	}
}

// offerListed offers a listed word. If length is given, it also offers one of the million common passwords.
func (f *frenchReading) offerListed(h words.Hash, length int, factor float64, from, to int, offer func(Reading, int, int, float64)) {
	if rank := f.lexicon.Rank(h); rank > 0 {
		offer(Word, from, to, factor*min(max(rank, singleLeast), singleMost))
	} else if length >= leastCommon && length <= mostCommon && f.lexicon.Common(h) && !f.lexicon.Hides(h) {
		offer(Common, from, to, factor*commonPrice)
	}
}

const alphabet = "abcdefghijklmnopqrstuvwxyz"

// offerEdited offers the words that are one edit away.
func (f *frenchReading) offerEdited(word string, from, to int, offer func(Reading, int, int, float64)) {
	n := len(word)
	factor := float64(editedEach * n)
	before := words.Start
	for i := range n {
		after := word[i+1:]
		f.offerListed(before.AddAll(after), n-1, factor, from, to, offer)
		if after != "" {
			f.offerListed(before.Add(after[0]).Add(word[i]).AddAll(after[1:]), n, factor, from, to, offer)
		}
		for c := range len(alphabet) {
			h := before.Add(alphabet[c])
			f.offerListed(h.AddAll(after), n, factor, from, to, offer)
			f.offerListed(h.AddAll(word[i:]), n+1, factor, from, to, offer)
		}
		before = before.Add(word[i])
	}
	for c := range len(alphabet) {
		f.offerListed(before.Add(alphabet[c]), n+1, factor, from, to, offer)
	}
}

// offerCovered offers the words in which a sign or a digit replaces one letter: Dece.ber.
func (f *frenchReading) offerCovered(offer func(Reading, int, int, float64), worth func(from, to int, least float64) bool) {
	for at := 1; at+1 < len(f.lower); at++ {
		if kindOf(f.lower[at]) == letter || kindOf(f.lower[at-1]) != letter && kindOf(f.lower[at+1]) != letter {
			continue
		}
		from, to := at, at+1
		for from > 0 && kindOf(f.lower[from-1]) == letter {
			from--
		}
		for to < len(f.lower) && kindOf(f.lower[to]) == letter {
			to++
		}
		factor := float64(signEach * (to - from))
		if to-from < leastEdited || to-from > words.MaxWord || !worth(from, to, factor*singleLeast) {
			continue
		}
		before, likeliest := words.Of(f.lower[from:at]), math.Inf(1)
		for c := range len(alphabet) {
			f.offerListed(before.Add(alphabet[c]).AddAll(f.lower[at+1:to]), to-from, factor, from, to, offer)
			likeliest = min(likeliest, f.lexicon.Bits(f.lower[from:at]+alphabet[c:c+1]+f.lower[at+1:to]))
		}
		inside := from < at && at+1 < to
		if inside && to-from > leastEdited && likeliest < namedBits*float64(to-from) && !f.twoWords(f.lower[from:at], f.lower[at+1:to], f.lower[at:at+1]) {
			offer(Name, from, to, factor*seemsMost[min(to-from, splitAll)])
		}
	}
}

// binomial is the number of ways to choose k of n.
func binomial(n, k int) float64 {
	b := 1.0
	for i := 1; i <= k; i++ {
		b = b * float64(n-k+i) / float64(i)
	}
	return math.Round(b)
}
