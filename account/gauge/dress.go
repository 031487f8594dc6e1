package gauge

import (
	"math"
	"strings"

	"sesame/account/gauge/words"
)

// Prices, in guesses, of the characters around a word.
const (
	strayLetter    = 90
	pictograph     = 100 // an emoji
	usualDress     = 300
	wornPieces     = 4   // number of pieces above which the dress is unusual
	anotherDress   = 1.5 // unusual order of a sign and a number
	rareSign       = 25
	commonestSigns = "!.*-_@?$+&#/=,;:% "
	longestPiece   = 14 // characters of a number or a run of signs that is priced as one piece
)

// dress is what precedes or follows a word.
type dress struct {
	guesses float64
	pieces  int
	rare    bool // it contains letters or pictographs that no habit explains
	number  int  // digits in its longest number
}

var (
	noDress = dress{guesses: math.Inf(1)}
	naked   = dress{guesses: 1}
)

// with is the dress with a piece more.
func (d dress) with(p dress) dress {
	cost := d.guesses * p.guesses
	if d.pieces == 1 {
		cost *= anotherDress
	}
	return dress{cost, d.pieces + 1, d.rare || p.rare, max(d.number, p.number)}
}

// dressesBefore is the cheapest dress of each prefix, by its length.
func dressesBefore(lower string) []dress {
	best := noDresses(len(lower))
	best[0] = naked
	for from := range len(lower) {
		if math.IsInf(best[from].guesses, 1) || !pieceEdge(lower, from) {
			continue
		}
		eachPiece(lower, from, len(lower), func(to int, p dress) {
			if d := best[from].with(p); d.guesses < best[to].guesses {
				best[to] = d
			}
		})
	}
	return best
}

// dressesAfter is the cheapest dress of each suffix, by its beginning.
func dressesAfter(lower string) []dress {
	best := noDresses(len(lower))
	best[len(lower)] = naked
	for from := len(lower) - 1; from >= 0; from-- {
		eachPiece(lower, from, len(lower), func(to int, p dress) {
			if math.IsInf(best[to].guesses, 1) || !pieceEdge(lower, to) {
				return
			}
			if d := best[to].with(p); d.guesses < best[from].guesses {
				best[from] = d
			}
		})
	}
	return best
}

func noDresses(n int) []dress {
	all := make([]dress, n+1)
	for i := range all {
		all[i] = noDress
	}
	return all
}

// readDress prices characters that stand beside a word.
func readDress(lower string) dress { return dressesBefore(lower)[len(lower)] }

// pieceEdge says whether a piece may begin or end at a position: only a long number is cut.
func pieceEdge(s string, at int) bool {
	if !inNumber(s, at) {
		return true
	}
	digits := 1
	for digits < longestPiece && inNumber(s, at-digits) {
		digits++
	}
	return digits == longestPiece
}

// eachPiece calls found for the pieces of dress that begin at a position and end before a limit.
func eachPiece(s string, from, limit int, found func(to int, p dress)) {
	if length := dateLength(s[from:limit]); length > 0 {
		found(from+length, dress{guesses: fullDate, number: length})
	}
	eachAffix(s[from:limit], func(a words.Affix) {
		found(from+len(a.Text), dress{guesses: a.Price})
	})
	kind := kindOf(s[from])
	if kind == letter {
		found(from+1, dress{guesses: strayLetter, rare: true})
		return
	}
	end := from + 1
	for end < limit && end-from < longestPiece && kindOf(s[end]) == kind {
		end++
	}
	if kind == sign {
		eachSigns(s[from:end], func(n int, cost float64, rare bool) { found(from+n, dress{guesses: cost, rare: rare}) })
		return
	}
	prices := numberPrices(s[from:end])
	for n := 1; n <= end-from; n++ {
		found(from+n, dress{guesses: prices[n], number: n})
	}
}

// eachAffix calls found for the affixes with which a string begins.
func eachAffix(s string, found func(words.Affix)) {
	if len(s) < 2 {
		return
	}
	for _, a := range words.Affixes()[[2]byte{s[0], s[1]}] {
		if strings.HasPrefix(s, a.Text) {
			found(a)
		}
	}
}

// worn is the price of both sides of a word. The pieces are not independent: beyond a usual dress each further piece
// counts less than it would alone, because users add digits to satisfy a rule.
func worn(before, after dress) float64 {
	cost := before.guesses * after.guesses
	if before.rare || after.rare || before.pieces+after.pieces > wornPieces || cost < usualDress {
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

// eachSigns calls found for each prefix of a run of signs with its price: each sign by its frequency, plus one factor per
// repetition.
func eachSigns(s string, found func(n int, cost float64, rare bool)) {
	cost, kinds, rare := 1.0, 0, false
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
		if s[at] >= firstPictograph {
			one, rare = pictograph, true
		}
		for n := at + 1; n <= end; n++ {
			found(n, cost*one*float64(n-at), rare)
		}
		cost *= one * float64(end-at)
		at = end
	}
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
