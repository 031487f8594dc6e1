package gauge

import (
	"sesame/account/gauge/words"
)

// eachWord calls found for the listed words in the password, including those with signs instead of letters, with their
// price alone and beside another word (0 when it is not lower).
func (f *frenchReading) eachWord(found func(from, to int, rank, beside float64)) {
	n := len(f.lower)
	for from := range n {
		var h [3]words.Hash
		h[0], h[1], h[2] = words.Start, words.Start, words.Start
		letters := 0
		for to := from + 1; to <= min(n, from+words.MaxWord); to++ {
			at := to - 1
			if kindOf(f.lower[at]) == letter {
				letters++
			}
			signs := to - from - letters
			for v := range h {
				h[v] = h[v].Add(f.variants[v][at])
			}
			if letters == 0 || to-from < 2 {
				continue
			}
			best := f.lexicon.Rank(h[0])
			if signs > 0 && to-from >= shortWord && letters >= signs {
				for _, v := range h[1:] {
					if rank := lookalike * f.lexicon.Rank(v); rank > 0 && (best == 0 || rank < best) {
						best = rank
					}
				}
			}
			if best > 0 && (to-from >= shortWord || best < 2000) {
				found(from, to, best, f.lexicon.Joined(h[0]))
			}
		}
	}
}

// eachCommon calls found for the parts that are among the million common passwords, with or without dress. A part must
// contain all letters of the password: each query of the filter may be a false positive, and a phrase would need
// hundreds.
func (f *frenchReading) eachCommon(found func(from, to int)) {
	n := len(f.lower)
	first, last := 0, n
	for first < n && kindOf(f.lower[first]) != letter {
		first++
	}
	for last > first && kindOf(f.lower[last-1]) != letter {
		last--
	}
	for from := range min(first, longestWorn) + 1 {
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
			if to < last || n-to > longestWorn || to-from < shortWord || to-from < 6 && letters < 4 {
				continue
			}
			if to-from > longestLeaked && (from != first || to != last) {
				continue
			}
			for v, hash := range h {
				if v > 0 && (letters == to-from || letters < 3 || to > last) {
					break
				}
				if f.lexicon.Common(hash) && !f.lexicon.Hides(words.Of(words.Base(f.variants[v][from:to]))) {
					found(from, to)
					break
				}
			}
		}
	}
}

// eachPersonal calls found for the member's own words.
func (f *frenchReading) eachPersonal(found func(from, to int, cost float64)) {
	for _, w := range f.personal.words {
		for from := 0; from+len(w) <= len(f.lower); from++ {
			if looksLike(f.lower[from:from+len(w)], w) {
				found(from, from+len(w), f.personal.tries())
			}
		}
	}
}
