package gauge

import (
	"strings"

	"sesame/account/gauge/words"
)

// findWords finds the listed words in the password, including those with signs instead of letters.
func (f *frenchReading) findWords() {
	n := len(f.lower)
	for from := range n {
		h := [3]words.Hash{words.Start, words.Start, words.Start}
		listable := [3]bool{true, true, true} // whether it is free of signs, which no listed word contains
		letters := 0
		for to := from + 1; to <= min(n, from+words.MaxWord); to++ {
			at := to - 1
			if kindOf(f.lower[at]) == letter {
				letters++
			}
			signs := to - from - letters
			for v := range h {
				h[v] = h[v].Add(f.variants[v][at])
				listable[v] = listable[v] && kindOf(f.variants[v][at]) != sign
			}
			if !listable[0] && !listable[1] && !listable[2] {
				break
			}
			if letters == 0 || to-from < 2 {
				continue
			}
			best, read, masked := 0.0, 0, 1.0 // by the cheapest of the variants
			if listable[0] {
				best = f.lexicon.Rank(h[0])
			}
			if signs > 0 && to-from >= shortWord && letters >= signs {
				for v := 1; v < len(h); v++ {
					if !listable[v] {
						continue
					}
					if rank := lookalike * f.lexicon.Rank(h[v]); rank > 0 && (best == 0 || rank < best) {
						best, read, masked = rank, v, lookalike
					}
				}
			}
			if best > 0 && (to-from >= shortWord || best < 2000) {
				beside := 0.0
				if read == 0 || to-from >= leastEdited { // a shorter one may be a coincidence
					beside = masked * f.lexicon.Joined(h[read])
				}
				f.words = append(f.words, place{from, to, best, beside})
			}
		}
	}
}

// Prices of a set phrase, in guesses.
const (
	sayingPrice = 400
	sayingCut   = 4  // factor for an incomplete one
	sayingLeast = 10 // least letters of an incomplete one
)

// findSayings finds set phrases and compounds, whatever characters separate their letters.
func (f *frenchReading) findSayings() {
	letters := make([]byte, 0, len(f.lower))
	places := make([]int, 0, len(f.lower))
	for i := range len(f.lower) {
		if kindOf(f.lower[i]) == letter {
			letters, places = append(letters, f.lower[i]), append(places, i)
		}
	}
	for from := 0; from+words.SayingStart <= len(letters); from++ {
		for _, s := range words.Sayings()[string(letters[from:from+words.SayingStart])] {
			n := words.SayingStart
			for n < len(s.Letters) && from+n < len(letters) && letters[from+n] == s.Letters[n] {
				n++
			}
			at, price := n, float64(sayingPrice)
			if n < len(s.Letters) {
				price *= sayingCut
				said := 0
				for i, start := range s.Starts {
					if start <= n {
						at, said = start, i
					}
				}
				if at < sayingLeast || said < 2 { // one word alone is a word like others
					continue
				}
			}
			begin, end := places[from], places[from+at-1]+1
			if digits := onlyDigits(f.lower[begin:end]); digits != "" {
				price *= readDress(digits).guesses
			}
			f.addSaying(begin, end, price)
		}
	}
	f.findCompounds(string(letters), places)
}

// shortPart is the number of letters up to which the first or the last word of a compound must not touch another
// letter.
const shortPart = 3

// findCompounds finds compounds in the letters of the password; places are the positions of these letters.
func (f *frenchReading) findCompounds(letters string, places []int) {
	for from := range letters {
		for n := 1; n <= words.CompoundKey && from+n <= len(letters); n++ {
			for _, c := range words.Compounds()[letters[from:from+n]] {
				if !strings.HasPrefix(letters[from:], c.First) || len(c.First) <= shortPart && !f.wordEdge(places[from]) {
					continue
				}
				to := f.compoundEnd(c.Compound, letters, places, from+len(c.First))
				if to < from+words.SayingStart {
					continue
				}
				begin, end := places[from], places[to-1]+1
				price := min(singleMost, max(sayingPrice, float64(c.Ways)))
				if digits := onlyDigits(f.lower[begin:end]); digits != "" {
					price *= readDress(digits).guesses
				}
				f.addSaying(begin, end, price)
			}
		}
	}
}

// addSaying adds a set phrase once, because several lines of the list begin alike.
func (f *frenchReading) addSaying(from, to int, price float64) {
	for i := range f.sayings {
		if s := &f.sayings[i]; s.from == from && s.to == to {
			s.rank = min(s.rank, price)
			return
		}
	}
	f.sayings = append(f.sayings, place{from: from, to: to, rank: price})
}

// compoundEnd returns where the longest form of a compound ends whose first part ends at a position of the letters; -1
// for none.
func (f *frenchReading) compoundEnd(c *words.Compound, letters string, places []int, at int) int {
	longest := -1
	var read func(part, at int)
	read = func(part, at int) {
		if part == len(c.Parts) {
			longest = max(longest, at)
			return
		}
		if c.Parts[part].Optional {
			read(part+1, at)
		}
		for _, way := range c.Parts[part].Ways {
			if to := at + len(way); strings.HasPrefix(letters[at:], way) && (part+1 < len(c.Parts) || len(way) > shortPart || f.wordEdge(places[to-1]+1)) {
				read(part+1, to)
			}
		}
	}
	read(1, at)
	return longest
}

// wordEdge says whether a word may begin or end at a position: beside a character that is not a letter, or at a
// capital.
func (f *frenchReading) wordEdge(at int) bool {
	return at == 0 || at == len(f.lower) || kindOf(f.lower[at-1]) != letter || kindOf(f.lower[at]) != letter || f.typed[at] != f.lower[at]
}

// Limits of the initials of a set phrase.
const (
	initialsLeast = 6 // least number for an incomplete phrase
	initialsWhole = 5 // least number for a complete one
)

// findInitials finds the initials of set phrases: Rnsdcifpap.
func (f *frenchReading) findInitials() {
	for from := range f.lower {
		if from > 0 && kindOf(f.lower[from-1]) == letter {
			continue
		}
		for _, said := range words.SayingInitials()[f.lower[from]] {
			if to, n := f.initialsOf(said, from); n >= initialsLeast || n >= initialsWhole && n == len(said) {
				price := float64(sayingPrice)
				if n < len(said) {
					price *= sayingCut
				}
				f.addSaying(from, to, price)
			}
		}
	}
}

// initialsOf returns where the initials of a phrase end that begin at a position, and of how many words they are: as
// many as possible, with no letter after them.
func (f *frenchReading) initialsOf(said words.Initials, from int) (to, n int) {
	var read func(word, at int)
	read = func(word, at int) {
		if word > n && (at == len(f.lower) || kindOf(f.lower[at]) != letter) {
			to, n = at, word
		}
		if word == len(said) {
			return
		}
		if at > from && at < len(f.lower) && joins(f.lower[at]) {
			at++
		}
		for _, initial := range said[word] {
			if strings.HasPrefix(f.lower[at:], initial) {
				read(word+1, at+len(initial))
			}
		}
	}
	read(0, from)
	return to, n
}

// eachCommon calls found for the parts that are among the million common passwords, with or without dress. A part must
// contain all letters of the password, or all but an affix: each query of the filter may be a false positive, and a
// phrase would need hundreds.
func (f *frenchReading) eachCommon(found func(from, to int)) {
	n := len(f.lower)
	first, last := 0, n
	for first < n && kindOf(f.lower[first]) != letter {
		first++
	}
	for last > first && kindOf(f.lower[last-1]) != letter {
		last--
	}
	for from := range first + 1 {
		var h [3]words.Hash
		h[0], h[1], h[2] = words.Start, words.Start, words.Start
		letters := 0
		for to := from + 1; to <= min(n, from+words.MaxWord); to++ {
			at := to - 1
			if kindOf(f.lower[at]) == letter {
				letters++
			}
			for v := range h {
				h[v] = h[v].Add(f.variants[v][at])
			}
			if to < last && !f.affixFrom(to, last) || to-from < shortWord || to-from < 6 && letters < 4 {
				continue
			}
			if to-from > longestLeaked && (from != first || to != last) {
				continue
			}
			for v, hash := range h {
				if v > 0 && (letters == to-from || letters < 3 || to > last) {
					break
				}
				if f.common(hash, f.variants[v][from:to]) {
					found(from, to)
					break
				}
			}
		}
	}
}

// affixFrom says whether an affix begins at a position and holds the letters up to the last one.
func (f *frenchReading) affixFrom(at, last int) bool {
	whole := false
	eachAffix(f.lower[at:], func(a words.Affix) { whole = whole || at+len(a.Text) >= last })
	return whole
}

// common says whether a text is among the common passwords that the lexicon knows.
func (f *frenchReading) common(h words.Hash, lower string) bool {
	return f.lexicon.Common(h) && !f.lexicon.Hides(words.Of(words.Base(lower)))
}
