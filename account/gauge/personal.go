package gauge

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Limits of the member's data that are used, to bound the cost of rating.
const (
	maxPersonalWords = 64
	maxPersonalWord  = 32 // characters
	minPersonalWord  = 3  // letters: Luc, Léa
	minPersonalRun   = 4  // consecutive digits from a number or a date
)

// everyday are short words of postal and e-mail addresses that are not personal.
var everyday = map[string]bool{"rue": true, "des": true, "les": true, "sur": true, "bis": true, "ter": true, "com": true, "org": true, "net": true}

// personalWords is the member's prepared data: words in lower-case ASCII, longest first, and numbers.
type personalWords struct {
	words   []string
	numbers []string
}

func newPersonalWords(p Personal) personalWords {
	var pw personalWords
	for _, s := range p.Words {
		s = strings.ToLower(project(NormalisePassword(prefix(strings.TrimSpace(s), 4*maxPersonalWord))))
		pw.number(onlyDigits(s))
		for _, layout := range []string{"2006-01-02", "02/01/2006"} {
			if t, err := time.Parse(layout, s); err == nil {
				pw.number(t.Format("02012006"))
				pw.number(t.Format("020106"))
				pw.number(t.Format("20060102"))
			}
		}
		parts := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
		pw.word(strings.Join(parts, ""))
		for _, part := range parts {
			pw.word(part)
		}
	}
	slices.SortFunc(pw.words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	pw.words = slices.Compact(pw.words)
	return pw
}

// word adds a word and its reverse.
func (pw *personalWords) word(w string) {
	if len(w) < minPersonalWord || len(w) > maxPersonalWord || everyday[w] || len(pw.words) >= 2*maxPersonalWords {
		return
	}
	backwards := []byte(w)
	slices.Reverse(backwards)
	pw.words = append(pw.words, w, string(backwards))
}

func (pw *personalWords) number(n string) {
	if len(n) >= minPersonalRun && len(pw.numbers) < maxPersonalWords {
		pw.numbers = append(pw.numbers, n)
	}
}

// tries is the price of one item of the member's data for an attacker who has them all: one guess per item, with and
// without a capital.
func (pw personalWords) tries() float64 { return float64(2 * (len(pw.words) + len(pw.numbers))) }

// strip removes the member's data from an ASCII password, ignoring case and look-alike signs such as 3 for e and 0 for
// o, and returns the number of items removed.
func (pw personalWords) strip(ascii string) (rest string, found int) {
	lower := strings.ToLower(ascii)
	taken := make([]bool, len(ascii))
	take := func(at, length int) bool {
		if slices.Contains(taken[at:at+length], true) {
			return false
		}
		for i := range length {
			taken[at+i] = true
		}
		found++
		return true
	}
	for at := 0; at < len(lower); {
		if n := pw.longestRun(lower[at:]); n > 0 && take(at, n) {
			at += n
			continue
		}
		at++
	}
	for _, w := range pw.words {
		for at := 0; at+len(w) <= len(lower); at++ {
			if looksLike(lower[at:at+len(w)], w) {
				take(at, len(w))
			}
		}
	}
	var left strings.Builder
	for i := range len(ascii) {
		if !taken[i] {
			left.WriteByte(ascii[i])
		}
	}
	return left.String(), found
}

// longestRun is the number of leading digits of s that also occur consecutively in one of the member's numbers; 0 below
// minPersonalRun.
func (pw personalWords) longestRun(s string) int {
	longest := 0
	for _, n := range pw.numbers {
		for length := max(longest+1, minPersonalRun); length <= min(len(s), len(n)); length++ {
			if !strings.Contains(n, s[:length]) {
				break
			}
			if length > minPersonalRun || !straight(s[:length]) { // 1234 is not personal
				longest = length
			}
		}
	}
	return longest
}

// lookalikes are the signs used instead of a letter.
var lookalikes = map[byte]string{
	'0': "o", '1': "il", '!': "il", '|': "il", '3': "e", '4': "a", '@': "a", '5': "s", '$': "s", '6': "g", '7': "t", '+': "t", '8': "b", '9': "g",
}

// looksLike compares a word with the typed text: at least one letter is equal, the others are equal or look alike.
func looksLike(typed, word string) bool {
	letters := 0
	for i := range len(word) {
		switch {
		case typed[i] == word[i]:
			letters++
		case strings.IndexByte(lookalikes[typed[i]], word[i]) < 0:
			return false
		}
	}
	return letters > 0
}

func onlyDigits(s string) string {
	return only(s, '0', '9')
}
