package gauge

import "slices"

// keyLines are the lines of keys that people type along, in both directions: rows and columns of an AZERTY keyboard
// with and without Shift (in projected form: é as e), of a QWERTY keyboard, and of the numeric pad.
var keyLines = func() []string {
	lines := []string{
		"azertyuiop", "qsdfghjklm", "wxcvbn", "wxcvbn,;:!", "1234567890", `&e"'(-e_ca)=`,
		"1aqw", "2zsx", "3edc", "4rfv", "5tgb", "6yhn", "7uj", "8ik", "9ol", "0pm", "&aqw", "ezsx", `"edc`, "'rfv", "(tgb", "-yhn",
		"qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz", "2wsx", "4rfv",
		"789", "456", "123", "741", "852", "963", "159", "753", "0123456789", "abcdefghijklmnopqrstuvwxyz",
	}
	for _, l := range lines {
		back := []byte(l)
		slices.Reverse(back)
		lines = append(lines, string(back))
	}
	return lines
}()

// Prices, in guesses, of a run of adjacent keys and of each change of line: azerty, aqwzsx.
const (
	keyLine     = 120
	anotherLine = 8
	leastKeys   = 3 // minimum length on one line
)

// keyPlace is the position of three keys on a line.
type keyPlace struct{ line, from int }

// keyPlaces indexes the lines by three consecutive keys.
var keyPlaces = func() map[string][]keyPlace {
	places := map[string][]keyPlace{}
	for l, line := range keyLines {
		for from := 0; from+leastKeys <= len(line); from++ {
			places[line[from:from+leastKeys]] = append(places[line[from:from+leastKeys]], keyPlace{l, from})
		}
	}
	return places
}()

// lineLength returns how many characters of a lower-case password follow one line from an index on; 0 below leastKeys.
func lineLength(lower string, at int) int {
	if len(lower)-at < leastKeys {
		return 0
	}
	longest := 0
	for _, p := range keyPlaces[lower[at:at+leastKeys]] {
		line, n := keyLines[p.line][p.from:], leastKeys
		for at+n < len(lower) && n < len(line) && lower[at+n] == line[n] {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

// keyRun returns how many characters from an index on are consecutive line runs.
func keyRun(lower string, at int) int {
	end := at
	for {
		n := lineLength(lower, end)
		if n == 0 {
			return end - at
		}
		end += n
	}
}

// keyCost returns the price of such a run.
func keyCost(lower string, at, end int) float64 {
	cost := float64(keyLine)
	for at += lineLength(lower, at); at < end; at += lineLength(lower, at) {
		cost *= anotherLine
	}
	return cost
}
