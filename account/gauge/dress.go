package gauge

import (
	"math"
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
	number  int  // digits in its longest number
	rare    bool // it contains letters or pictographs that no habit explains
	frame   bool // « je m'appelle … », which makes the rest no more unusual
}

var (
	noDress = dress{guesses: math.Inf(1)}
	naked   = dress{guesses: 1}
)

// with returns the dress with one more piece.
func (d dress) with(p dress) dress {
	both := dress{guesses: d.guesses * p.guesses, pieces: d.pieces, number: max(d.number, p.number), rare: d.rare || p.rare}
	if p.frame {
		return both
	}
	if d.pieces == 1 {
		both.guesses *= anotherDress
	}
	both.pieces++
	return both
}

// before returns the cheapest dress of each prefix, by its length.
func (ps dressPieces) before() []dress {
	best := noDresses(len(ps.lower))
	best[0] = naked
	for from := range len(ps.lower) {
		if math.IsInf(best[from].guesses, 1) || !pieceEdge(ps.lower, from) {
			continue
		}
		for _, p := range ps.at(from) {
			if d := best[from].with(p.dress); d.guesses < best[p.to].guesses {
				best[p.to] = d
			}
		}
	}
	return best
}

// after returns the cheapest dress of each suffix, by its beginning.
func (ps dressPieces) after() []dress {
	best := noDresses(len(ps.lower))
	best[len(ps.lower)] = naked
	for from := len(ps.lower) - 1; from >= 0; from-- {
		for _, p := range ps.at(from) {
			if math.IsInf(best[p.to].guesses, 1) || !pieceEdge(ps.lower, p.to) {
				continue
			}
			if d := best[p.to].with(p.dress); d.guesses < best[from].guesses {
				best[from] = d
			}
		}
	}
	return best
}

// whole returns the cheapest dress of the whole text.
func (ps dressPieces) whole() dress { return ps.before()[len(ps.lower)] }

// between returns the cheapest dress of each part that begins at a position and ends before the next letter, by its
// length.
func (ps dressPieces) between(from int) (best [longestPiece + 1]dress, longest int) {
	for longest < longestPiece && from+longest < len(ps.lower) && kindOf(ps.lower[from+longest]) != letter {
		longest++
	}
	for n := range best {
		best[n] = noDress
	}
	best[0] = naked
	for at := range longest {
		if math.IsInf(best[at].guesses, 1) || at > 0 && inNumber(ps.lower, from+at) {
			continue
		}
		for _, p := range ps.at(from + at) {
			to := p.to - from
			if to > longest {
				continue
			}
			if d := best[at].with(p.dress); d.guesses < best[to].guesses {
				best[to] = d
			}
		}
	}
	return best, longest
}

func noDresses(n int) []dress {
	all := make([]dress, n+1)
	for i := range all {
		all[i] = noDress
	}
	return all
}

// readDress prices characters beside a word.
func readDress(lower string) dress { return piecesOf(lower, lower).whole() }

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

// worn returns the price of both sides of a word. The pieces are not independent: beyond a usual dress each further
// piece counts less than it would alone, because users add digits to satisfy a rule.
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
