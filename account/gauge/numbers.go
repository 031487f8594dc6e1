package gauge

import (
	"math"
	"strings"
)

// thisYear is the reference for years in passwords; an error of ten years changes no level.
const thisYear = 2026

// Prices of numbers beside a word, in guesses.
const (
	oneDigit       = 5
	commonPair     = 20 // a populous département, 11, 12, 00 to 09, 85 to 99
	anyPair        = 50
	postcode       = 2000
	greatPostcode  = 150 // of a large town: 75000, 33000
	shortDate      = 366
	fullDate       = shortDate * 80
	phoneNumber    = 3e7  // telephone lines in use
	groupedNumber  = 1e9  // a telephone number of another country, in groups
	identities     = 7e7  // identity numbers (NIR), one per person
	establishments = 4e7  // SIRET
	numberPlate    = 5e8  // of the cars on the road
	orderedDigits  = 60   // divisor for a number plate with equal or consecutive digits
	orderedLetters = 1000 // divisor for one with equal or consecutive letters
	hourOfDay      = 300
	roundHour      = 60
	anotherNumber  = 2
)

// numbers holds the prices of the numbers in a text: for each position, those of each prefix of the digits that begin there, by
// its length, read as one number or several: 1985 then 59, 59 then 62.
type numbers struct {
	first []int // by position, where its prices begin
	all   []float64
}

func numbersOf(s string) numbers {
	n := numbers{first: make([]int, len(s)+1)}
	for at := 0; at < len(s); {
		end := at
		for end < len(s) && kindOf(s[end]) == digit {
			end++
		}
		n.price(s, at, end)
		n.first[end] = len(n.all)
		at = end + 1
		n.first[min(at, len(s))] = len(n.all)
	}
	return n
}

// at returns the prices of the numbers that begin at a position, by their lengths; none if there is no digit.
func (n numbers) at(from int) []float64 { return n.all[n.first[from]:n.first[from+1]] }

// price adds the prices of a run of digits.
func (n *numbers) price(s string, from, to int) {
	var alone [longestPiece][longestPiece + 1]float64 // as one number, by where it begins, in turn, and its length
	priced := from
	for at := from; at < to; at++ {
		longest := min(longestPiece, to-at)
		for ; priced < at+longest; priced++ {
			for length := 1; length <= min(longestPiece, to-priced); length++ {
				alone[priced%longestPiece][length] = anotherNumber * digitsPrice(s[priced:priced+length])
			}
		}
		n.first[at] = len(n.all)
		best := [longestPiece + 1]float64{1.0 / anotherNumber}
		for end := 1; end <= longest; end++ {
			best[end] = math.Inf(1)
			for begin := range end {
				if best[begin] < best[end] {
					best[end] = min(best[end], best[begin]*alone[(at+begin)%longestPiece][end-begin])
				}
			}
		}
		n.all = append(n.all, best[:longest+1]...)
	}
}

// digitsPrice returns the price of a run of digits as one number: the cheapest of the usual French forms of this
// length.
func digitsPrice(s string) float64 {
	n := len(s)
	cost := math.Pow10(n) / 4 // half of all numbers on average, the likelier half
	if n >= 3 && straight(s) {
		cost = min(cost, float64(2*n))
	}
	if strings.Count(s, s[:1]) == n {
		cost = min(cost, float64(4*n))
	}
	if n >= 4 && n%2 == 0 && s[:n/2] == s[n/2:] {
		cost = min(cost, 2*digitsPrice(s[:n/2]))
	}
	if n >= 3 && keyRun(s, 0) == n {
		cost = min(cost, 100)
	}
	switch n {
	case 1:
		if s == "1" {
			return 2
		}
		return oneDigit
	case 2:
		cost = anyPair
		if strings.Contains(commonPairs, " "+s+" ") {
			cost = commonPair
		}
	case 3:
		if s[0] == s[2] || s[1:] == "00" || s[:2] == "00" || s[:2] == "97" || s[:2] == "69" {
			cost = min(cost, 60)
		}
	case 4:
		cost = min(cost, yearPrice(s))
		if isDay(s[:2]) && isMonth(s[2:]) {
			cost = min(cost, shortDate)
		}
	case 5:
		if s > "01" && s < "99" {
			cost = min(cost, postcode)
		}
		if strings.HasSuffix(s, "00") {
			cost = min(cost, greatPostcode)
		}
	case 6:
		if isDay(s[:2]) && isMonth(s[2:4]) {
			cost = min(cost, fullDate)
		}
		if isMonth(s[:2]) {
			cost = min(cost, 12*yearPrice(s[2:]))
		}
	case 8:
		if isDay(s[:2]) && isMonth(s[2:4]) && yearPrice(s[4:]) < 5000 || isMonth(s[4:6]) && isDay(s[6:]) && yearPrice(s[:4]) < 5000 {
			cost = min(cost, fullDate)
		}
	case 10:
		if s[0] == '0' && s[1] != '0' {
			cost = min(cost, phoneNumber)
		}
	case 13, 14:
		cost = min(cost, formPrice(s))
	}
	return cost
}

const commonPairs = " 00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 17 18 20 21 22 23 24 25 26 27 29 30 31 33 34 35 38 40 42 44 45 49 50 51 54 55 56 57 59 60 62 63 64 66 67 68 69 71 72 74 75 76 77 78 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 "

func yearPrice(s string) float64 {
	y := int(s[0]-'0')*1000 + int(s[1]-'0')*100 + int(s[2]-'0')*10 + int(s[3]-'0')
	switch {
	case y >= 1900 && y <= thisYear+10:
		return float64(max(4, thisYear-y))
	case y == 1789 || y == 1515:
		return 60
	case y >= 1000 && y < 2100:
		return 500
	}
	return 5000
}

func isDay(s string) bool   { return s >= "01" && s <= "31" }
func isMonth(s string) bool { return s >= "01" && s <= "12" }

// straight recognises digits in arithmetic sequence: 123, 987, 2468.
func straight(s string) bool {
	step := int(s[1]) - int(s[0])
	for i := 2; i < len(s); i++ {
		if int(s[i])-int(s[i-1]) != step {
			return false
		}
	}
	return step == 1 || step == -1 || step == 2 || step == -2
}
