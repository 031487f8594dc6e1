package gauge

import (
	"regexp"
	"slices"
	"strings"

	"sesame/account/gauge/words"
)

// dressPieces holds the pieces of dress in a text, ordered by where they begin.
type dressPieces struct {
	lower   string
	typed   string
	numbers numbers
	first   []int // by position, the first piece that begins there
	all     []dressPiece
}

type dressPiece struct {
	dress
	to int
}

func piecesOf(lower, typed string) dressPieces {
	const usual = 4 // at a position
	ps := dressPieces{lower: lower, typed: typed, numbers: numbersOf(lower), first: make([]int, len(lower)+1), all: make([]dressPiece, 0, usual*len(lower))}
	for from := range len(lower) {
		ps.first[from] = len(ps.all)
		ps.find(from)
	}
	ps.first[len(lower)] = len(ps.all)
	return ps
}

// at returns the pieces that begin at a position.
func (ps dressPieces) at(from int) []dressPiece { return ps.all[ps.first[from]:ps.first[from+1]] }

func (ps *dressPieces) add(to int, d dress) { ps.all = append(ps.all, dressPiece{d, to}) }

// addFrame adds a frame once, at the cheapest of its readings.
func (ps *dressPieces) addFrame(from, to int, price float64) {
	for i := ps.first[from]; i < len(ps.all); i++ {
		if p := &ps.all[i]; p.frame && p.to == to {
			p.guesses = min(p.guesses, price)
			return
		}
	}
	ps.add(to, dress{guesses: price, frame: true})
}

// connectors are signs between two words that people write with blanks.
var connectors = []string{", ", "; ", " & ", " + ", " = ", " - ", " / ", " : ", ": "}

const connector = 3 // guesses

// find adds the pieces that begin at a position.
func (ps *dressPieces) find(from int) {
	rest := ps.lower[from:]
	if length := dateLength(rest); length > 0 {
		ps.add(from+length, dress{guesses: fullDate, number: length})
	}
	if length, dayMonth := lettersDate(rest); dayMonth > 0 && !inNumber(ps.lower, from) {
		ps.add(from+dayMonth, dress{guesses: shortDate, number: dayMonth})
		if length > 0 {
			ps.add(from+length, dress{guesses: fullDate, number: length})
		}
	}
	for _, c := range connectors {
		if strings.HasPrefix(rest, c) {
			ps.add(from+len(c), dress{guesses: connector, frame: true})
		}
	}
	if length := phoneLength(rest); length > 0 {
		ps.add(from+length, dress{guesses: phoneNumber, number: length})
	}
	if length := groupsLength(rest); length > 0 && !inNumber(ps.lower, from) {
		ps.add(from+length, dress{guesses: formPrice(onlyDigits(rest[:length])), number: length})
	}
	if length := plateLength(rest); length > 0 && !inNumber(ps.lower, from) && lettersBefore(ps.lower, from) == 0 {
		ps.add(from+length, dress{guesses: platePrice(rest[:length]), number: length})
	}
	if length := hourLength(rest); length > 0 && !inNumber(ps.lower, from) && lettersBefore(ps.lower, from) == 0 {
		ps.add(from+length, dress{guesses: hourPrice(rest[:length]), number: length})
	}
	if length := romanLength(ps.lower, ps.typed, from); length > 0 {
		ps.add(from+length, romanDress(length))
	}
	eachFrame(ps.lower, ps.typed, from, func(to int, price float64) { ps.addFrame(from, to, price) })
	eachAffix(rest, func(a words.Affix) { ps.add(from+len(a.Text), dress{guesses: a.Price}) })
	switch kindOf(rest[0]) {
	case letter:
		ps.add(from+1, dress{guesses: strayLetter, rare: true})
	case digit:
		prices := ps.numbers.at(from)
		for n := 1; n < len(prices); n++ {
			ps.add(from+n, dress{guesses: prices[n], number: n})
			if unit := unitLength(rest[n:]); unit > leastUnit || unit > 0 && n > 1 { // of one digit and two letters it may be a coincidence
				ps.add(from+n+unit, dress{guesses: unitPrice * prices[n], number: n})
			}
		}
	case sign:
		end := 1
		for end < len(rest) && end < longestPiece && kindOf(rest[end]) == sign {
			end++
		}
		eachSigns(rest[:end], func(n int, cost float64, rare bool) { ps.add(from+n, dress{guesses: cost, rare: rare}) })
	}
}

// units are what people write after a number: 500 mg, 12 ha, 1.5 dci.
var units = strings.Fields("mg ml cl kg qx cm mm km ha cv ch hl hdi tdi dci gti cdi g l m h q t eme er ere nd an ans mois jours heures kms kmh " +
	"pers places pots pattes parts litres kilos metres tonnes hectares pieds rangs oeufs euros fois etoiles points")

const (
	unitPrice = 12 // guesses
	leastUnit = 2  // a unit of so many characters or fewer needs two digits or more before it
)

// unitLength returns the length of the unit at the beginning of a text, with or without a blank before it.
func unitLength(s string) int {
	blank := len(s) - len(strings.TrimPrefix(s, " "))
	n := lettersAfter(s, blank)
	if n == 0 || !slices.Contains(units, s[blank:blank+n]) {
		return 0
	}
	return blank + n
}

const (
	romanNumber    = 30 // guesses, of up to 31
	romanYear      = 150
	leastRoman     = 2  // letters; one is a letter like others
	leastRomanYear = 4  // letters: MMXX
	longestRoman   = 12 // MDCCCLXXXVII
)

// romans are the Roman numbers up to 2999, in lower case.
var romans = regexp.MustCompile(`^m{0,2}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$`)

// romanLength returns the length of a Roman number at a position, in capitals, after no letter and before no capital: Paris XV,
// MCMLXXXVa1.
func romanLength(lower, typed string, from int) int {
	if lettersBefore(lower, from) > 0 {
		return 0
	}
	n := 0
	for n <= longestRoman && from+n < len(typed) && strings.IndexByte("IVXLCDM", typed[from+n]) >= 0 {
		n++
	}
	beside := from+n < len(typed) && kindOf(typed[from+n]) == letter
	if n < leastRoman || n > longestRoman || beside && (n < leastRomanYear || typed[from+n] != lower[from+n]) || !romans.MatchString(lower[from:from+n]) {
		return 0
	}
	return n
}

// romanDress returns a Roman number of so many letters as a piece of dress.
func romanDress(letters int) dress {
	if letters < leastRomanYear {
		return dress{guesses: romanNumber}
	}
	return dress{guesses: romanYear, number: leastForm}
}

// eachAffix calls found for the affixes with which a string begins.
func eachAffix(s string, found func(words.Affix)) {
	if len(s) < 2 {
		return
	}
	for _, a := range words.Affixes()[s[0]] {
		if s[1] == a.Text[1] && strings.HasPrefix(s, a.Text) { // most differ there
			found(a)
		}
	}
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
