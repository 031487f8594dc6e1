package gauge

import (
	"slices"
	"strconv"
	"strings"
)

// Prices of a counting sequence, with some numbers in letters: un2trois4, one2three, un1deux2.
const (
	countBegins = 40 // guesses for where it begins and its step
	countEach   = 2  // for each number, which may be written in two ways
	leastCount  = 3  // different numbers
)

// numberWord is a number in letters.
type numberWord struct {
	text string
	n    int
}

// numberWords are numbers in letters, as the gauge reads them, in French and English, indexed by their first letter,
// the longest first.
var numberWords = func() (all [256][]numberWord) {
	for _, list := range []string{
		"zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
		"nul une de troi katre sinq sis sette uit nuef dis",
		"rien one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
		"zeros premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme",
	} {
		for n, w := range strings.Fields(list) {
			all[w[0]] = append(all[w[0]], numberWord{w, n})
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b numberWord) int { return len(b.text) - len(a.text) })
	}
	return all
}()

// counting returns the end and the price of a counting sequence that begins at a position; 0 for none. At least one
// number must be in letters, because digits alone belong to the dress.
func counting(lower string, at int) (end int, price float64) {
	values := make([]int, 0, leastCount) // without the same number twice in a row
	price = countBegins
	letters := false
	for {
		n, length := numberAt(lower[at:], values)
		if length == 0 {
			break
		}
		letters = letters || kindOf(lower[at]) == letter
		if len(values) == 0 || n != values[len(values)-1] {
			values = append(values, n)
		}
		price *= countEach
		at += length
		end = at
		if at < len(lower) && joins(lower[at]) {
			at++
		}
	}
	if !letters || len(values) < leastCount {
		return 0, 0
	}
	return end, price
}

// numberAt reads a number that continues the sequence before with the same step of one or two, and its length; 0 for
// none.
func numberAt(s string, before []int) (n, length int) {
	goesOn := func(n int) bool {
		switch count := len(before); {
		case count == 0 || n == before[count-1]:
			return true
		case count == 1:
			step := n - before[0]
			return step != 0 && step >= -2 && step <= 2
		default:
			return n-before[count-1] == before[1]-before[0]
		}
	}
	if s == "" {
		return 0, 0
	}
	for _, w := range numberWords[s[0]] {
		if startsLike(s, w.text) && goesOn(w.n) {
			return w.n, len(w.text)
		}
	}
	for length = min(len(s), 2); length > 0; length-- {
		digits := s[:length]
		if onlyDigits(digits) != digits || length == 2 && digits[0] == '0' {
			continue
		}
		if n, _ := strconv.Atoi(digits); goesOn(n) {
			return n, length
		}
	}
	return 0, 0
}

// startsLike says whether a text begins with a word; signs may replace its letters.
func startsLike(s, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := range len(word) {
		if !looksLike(s[i], word[i]) {
			return false
		}
	}
	return true
}
