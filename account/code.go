package account

import (
	"regexp"
	"slices"
	"strings"
)

// NormaliseCode removes separators from a code, and reads O as 0, l and I as 1 if the result is all digits. Any other
// character is left and makes the code wrong.
func NormaliseCode(s string) string {
	typed := dropSeparators(keyed(s))
	if digits := asDigits(typed); Digits(digits) {
		return digits
	}
	return typed
}

// ReadCode extracts a code of the given length from typed text: alone, or pasted with the message around it. If it finds
// none, it returns the result of NormaliseCode.
func ReadCode(s string, digits int) string {
	typed := NormaliseCode(s)
	if Digits(typed) {
		return typed
	}
	s = keyed(s)
	if bound := boundToSite.FindStringSubmatch(s); bound != nil {
		return bound[1]
	}
	fits := func(run string) bool { return len(run) == digits }
	couldBe := func(run string) bool { return len(run) >= MinCodeDigits && len(run) <= MaxCodeDigits }
	for _, runs := range [][]string{linesOfDigits(s, fits), runsOfDigits(s, fits), runsOfDigits(s, couldBe)} {
		if len(runs) == 1 {
			return runs[0]
		}
	}
	if all := strings.Join(digitRun.FindAllString(s, -1), ""); fits(all) && !besideLetter.MatchString(s) { // « code : 12 34 »
		return all
	}
	return typed
}

var besideLetter = regexp.MustCompile(`\pL\d|\d\pL`)

// boundToSite matches the origin-bound line of an SMS: « @espace.example #1234 ».
var boundToSite = regexp.MustCompile(`@\S+\s+#(\d{4,16})\b`)

// linesOfDigits returns the distinct lines that contain only digits, as messages print a code.
func linesOfDigits(s string, fits func(string) bool) (found []string) {
	for line := range strings.Lines(s) {
		if code := dropSeparators(line); Digits(code) && fits(code) && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	return found
}

var digitRun = regexp.MustCompile(`\d+`)

// runsOfDigits returns the distinct words with a single fitting run of digits, which excludes hours, dates and grouped
// numbers.
func runsOfDigits(s string, fits func(string) bool) (found []string) {
	for _, word := range strings.FieldsFunc(s, Blank) {
		if runs := digitRun.FindAllString(word, -1); len(runs) == 1 && fits(runs[0]) && !slices.Contains(found, runs[0]) {
			found = append(found, runs[0])
		}
	}
	return found
}
