package gauge

import "math"

// Prices of a second copy of letters, in guesses.
const (
	copyPrice   = 3   // of the first copy, forwards or backwards
	copyApart   = 6   // factor for a copy more than two characters away
	copyAgain   = 3   // of each further copy
	copyChanged = 1.5 // factor for each letter of it that differs
	leastCopy   = 5   // characters
	copyLetters = 3   // letters among them
	mostCopies  = 8
	copyEdges   = 2 // characters of it that may differ
)

// withoutCopies removes repeated letters, as in word.Word, a word and its mirror image, or a copy with another ending.
func withoutCopies(ascii string) (rest string, price float64) {
	rest, price = ascii, 1
	for n := range mostCopies {
		c := longestCopy(lowered(rest))
		if c.to == c.from {
			break
		}
		rest = rest[:c.from] + rest[c.to:]
		cost := float64(copyPrice)
		if n > 0 {
			cost = copyAgain
		}
		if c.apart > copyEdges {
			cost *= copyApart
		}
		price *= cost * math.Pow(copyChanged, float64(c.changed))
	}
	return rest, price
}

// letterCopy is a part of a password that repeats an earlier part.
type letterCopy struct {
	from, to int
	changed  int // characters that differ
	apart    int // characters between it and the earlier part
}

// longestCopy returns the longest part that repeats an earlier one, forwards or backwards.
func longestCopy(lower string) (c letterCopy) {
	n, longest := len(lower), leastCopy-1
	for distance := 1; distance < n; distance++ { // the same way round: equal runs on a diagonal
		length := 0
		for at := distance; at <= n; at++ {
			if at < n && lower[at] == lower[at-distance] && length < distance {
				length++
				continue
			}
			begins := at == length || kindOf(lower[at-length-1]) != letter // at the beginning of a word a shorter repetition is no coincidence
			if (length > longest || length == longest && begins && c.to == 0) && letterCount(lower[at-length:at]) >= copyLetters {
				longest = length
				c = letterCopy{from: at - length, apart: distance - length}
				c.to, c.changed = copyEnd(lower, at-distance, at)
			}
			length = 0
			if at < n && lower[at] == lower[at-distance] {
				length = 1
			}
		}
	}
	for sum := 1; sum < 2*n-2; sum++ { // backwards: runs that mirror around a centre
		length := 0
		for left, right := (sum-1)/2, sum/2+1; ; left, right = left-1, right+1 {
			if left < 0 || right >= n || lower[left] != lower[right] {
				break
			}
			length++
		}
		right := sum/2 + 1
		if length > longest && letterCount(lower[right:right+length]) >= copyLetters {
			longest, c = length, letterCopy{from: right, to: right + length}
		}
	}
	return c
}

// copyEnd returns where a copy ends and how many characters differ. It passes differing characters if the following
// ones are equal again, or if they end the word.
func copyEnd(lower string, original, at int) (end, changed int) {
	for changed < copyEdges && at+1 < len(lower) && lower[at+1] == lower[original+1] && kindOf(lower[at]) == kindOf(lower[original]) {
		changed++
		at, original = at+1, original+1
		for at < len(lower) && lower[at] == lower[original] {
			at, original = at+1, original+1
		}
	}
	if n := lettersAfter(lower, at); n <= copyEdges && lettersAfter(lower, original) <= copyEdges {
		return at + n, changed + n
	}
	return at, changed
}

func letterCount(s string) int {
	n := 0
	for i := range len(s) {
		if kindOf(s[i]) == letter {
			n++
		}
	}
	return n
}
