package gauge

import (
	"math"
	"strings"
)

// Prices, in guesses, of the characters around a word.
const (
	strayLetter    = 90
	usualDress     = 300
	wornPieces     = 4   // number of pieces above which the dress is unusual
	anotherDress   = 1.5 // unusual order of a sign and a number
	rareSign       = 25
	commonestSigns = "!.*-_@?$+&#/=,;:% "
)

// dress is what precedes or follows a word.
type dress struct {
	guesses float64
	pieces  int
	letters bool // it contains letters
	number  int  // digits in its longest number
}

var noDress = dress{guesses: math.Inf(1)}

// readDress prices the characters beside a word: digits, signs, and letters that form no word.
func readDress(s string, numbers personalWords) dress {
	d := dress{guesses: 1}
	for at := 0; at < len(s); d.pieces++ {
		if length := dateLength(s[at:]); length > 0 {
			d.guesses *= fullDate
			d.number = max(d.number, length)
			at += length
			continue
		}
		kind, end := kindOf(s[at]), at+1
		for end < len(s) && kindOf(s[end]) == kind {
			end++
		}
		switch kind {
		case digit:
			d.guesses *= numberPrice(s[at:end], numbers)
			d.number = max(d.number, end-at)
		case sign:
			d.guesses *= signsPrice(s[at:end])
		default:
			d.letters = true
			d.guesses *= math.Pow(strayLetter, float64(end-at))
		}
		at = end
	}
	if d.pieces > 1 {
		d.guesses *= anotherDress
	}
	return d
}

// worn is the price of both sides of a word. The pieces are not independent: beyond a usual dress each further piece
// counts less than it would alone, because users add digits to satisfy a rule.
func worn(before, after dress) float64 {
	cost := before.guesses * after.guesses
	if before.letters || after.letters || before.pieces+after.pieces > wornPieces || cost < usualDress {
		return cost
	}
	return usualDress * math.Sqrt(cost/usualDress)
}

type kind int

const (
	letter kind = iota
	digit
	sign
)

func kindOf(b byte) kind {
	switch {
	case b >= '0' && b <= '9':
		return digit
	case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z':
		return letter
	}
	return sign
}

// signsPrice is the price of a run of signs: each by its frequency, plus one factor per repetition.
func signsPrice(s string) float64 {
	cost, kinds := 1.0, 0
	for at := 0; at < len(s); {
		end := at + 1
		for end < len(s) && s[end] == s[at] {
			end++
		}
		one := float64(rareSign)
		kinds++
		if i := strings.IndexByte(commonestSigns, s[at]); i >= 0 && kinds <= 2 {
			one = min(12, float64(i+2))
		}
		cost *= one * float64(end-at)
		at = end
	}
	return cost
}

// dateLength is the length of a date with separators at the start of s (12/05/1985, 1.1.91); 0 for none.
func dateLength(s string) int {
	at := 0
	number := func(least, most int) string {
		from := at
		for at < len(s) && kindOf(s[at]) == digit && at-from < most {
			at++
		}
		if at-from < least {
			return ""
		}
		return s[from:at]
	}
	d := number(1, 2)
	if d == "" || at >= len(s) || strings.IndexByte("/-. _", s[at]) < 0 {
		return 0
	}
	separator := s[at]
	at++
	m := number(1, 2)
	if m == "" || at >= len(s) || s[at] != separator || len(m) == 2 && !isMonth(m) || len(d) == 2 && !isDay(d) {
		return 0
	}
	at++
	if y := number(2, 4); len(y) != 2 && len(y) != 4 {
		return 0
	}
	return at
}
