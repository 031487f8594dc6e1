package gauge

import (
	"math"
	"slices"

	"sesame/account/gauge/words"
)

// Limits for the text beside the person's data. Numbers, signs and small words up to ownDress guesses, with at most one other
// word of any price, do not make a password of them.
const (
	ownDress  = 1e7
	smallEach = 2
)

// rest reads the rest of a password as usual additions to personal data.
type rest struct {
	*frenchReading
	best   [][2]float64 // by position, the cheapest reading that ends there, without the one word and with it
	inside []bool       // whether a position is within a run of letters that is read whole
}

// aWordAtMost says whether a text is at most one word with small words, frames, a number and signs, with or without
// signs instead of letters.
func (r *reader) aWordAtMost(text string) bool {
	if len(text) > longestSingle {
		return false
	}
	if r.read(text).aWordAtMost() {
		return true
	}
	plain := withLetters(text)
	return plain != text && r.read(plain).aWordAtMost()
}

// withLetters replaces the signs within words and at their ends by letters: « J3 m'@pp3ll3 ». A number or signs after a
// word stay.
func withLetters(text string) string {
	all := []byte(text)
	for i := range all {
		to := byte(lookalikeLetter("igi")(rune(text[i]))) //nolint:gosec // G115: a letter or the same character
		if text[i] >= firstPictograph || kindOf(to) != letter || kindOf(text[i]) == letter {
			continue
		}
		before := i > 0 && kindOf(all[i-1]) == letter
		after := i+1 < len(text) && kindOf(text[i+1]) == letter
		if before && after || (before || after) && edgeOfWord(text, i, before) {
			all[i] = to
		}
	}
	return string(all)
}

// edgeOfWord says whether a sign beside letters is the end of a word: after it (behind) or before it there is a blank,
// a joining sign or, before, the start of the text.
func edgeOfWord(text string, at int, behind bool) bool {
	if behind {
		return at+1 < len(text) && joins(text[at+1])
	}
	return at == 0 || joins(text[at-1])
}

func (f *frenchReading) aWordAtMost() bool {
	n := len(f.lower)
	r := rest{f, make([][2]float64, n+1), make([]bool, n+1)}
	for i := range r.best {
		r.best[i] = [2]float64{math.Inf(1), math.Inf(1)}
	}
	r.best[0][0] = 1
	words := r.words()
	for from := range n {
		if r.inside[from] {
			continue
		}
		if joins(f.lower[from]) {
			r.offer(from, from+1, 1)
		}
		for _, p := range f.pieces.at(from) {
			stray := p.rare && kindOf(f.lower[from]) == letter
			if !stray && !r.inside[p.to] && pieceEdge(f.lower, from) && pieceEdge(f.lower, p.to) {
				r.offer(from, p.to, p.guesses)
			}
		}
		for _, w := range words[from] {
			if w.rank > 0 {
				r.offer(from, w.to, w.rank)
			} else {
				r.best[w.to][1] = min(r.best[w.to][1], r.best[from][0])
			}
		}
	}
	return min(r.best[n][0], r.best[n][1]) < ownDress
}

// offer adds a part that is not a word.
func (r rest) offer(from, to int, cost float64) {
	for count := range r.best[from] {
		r.best[to][count] = min(r.best[to][count], r.best[from][count]*cost)
	}
}

// words returns the words by where they begin: small and short ones with their price, and those that can be the one
// word with price 0.
func (r rest) words() [][]place {
	all := make([][]place, len(r.lower))
	add := func(from, to int, cost float64) {
		all[from] = append(all[from], place{from: from, to: to, rank: cost})
	}
	for from, to := range runs(r.lower, r.lower) {
		h := words.Of(r.lower[from:to])
		switch {
		case r.lexicon.Small(h):
			add(from, to, smallEach)
		case to-from < shortWord && r.lexicon.Rank(h) > 0:
			add(from, to, min(r.lexicon.Rank(h), initialsPrice[to-from]))
		case to-from < shortWord:
			add(from, to, initialsPrice[to-from])
		case r.lexicon.Rank(h) > 0 || r.common(h, r.lower[from:to]):
			add(from, to, 0)
		case r.seems(r.lower[from:to], r.caseCost(from, to, true), false) <= seemsMost[splitAll]:
			add(from, to, 0)
			continue
		default:
			continue
		}
		for i := from + 1; i < to; i++ {
			r.inside[i] = true
		}
	}
	for _, w := range r.frenchReading.words {
		switch h := words.Of(r.lower[w.from:w.to]); {
		case r.lexicon.Small(h):
			add(w.from, w.to, smallEach)
		case w.to-w.from >= shortWord:
			add(w.from, w.to, 0)
		}
	}
	for _, s := range r.sayings {
		add(s.from, s.to, 0)
	}
	for from := range r.lower {
		if end := from + keyRun(r.lower, from); end-from > leastKeys {
			add(from, end, 0)
		}
	}
	return all
}

// plainly says whether the removed parts clearly stand in the password as personal data, and are not a chance sequence
// of letters in another word.
func (t taken) plainly(f *frenchReading) bool {
	return slices.ContainsFunc(t.all, func(p ownPart) bool {
		return t.edge(f, p.from) && t.edge(f, p.to) || p.whole && !f.inWord(p)
	})
}

// edge says whether a removed part may begin or end at a position: beside no letter, at a capital, or beside another
// removed part.
func (t taken) edge(f *frenchReading, at int) bool {
	if at == 0 || at == len(f.lower) || kindOf(f.lower[at-1]) != letter || kindOf(f.lower[at]) != letter {
		return true
	}
	capital := func(i int) bool { return f.typed[i] != f.lower[i] }
	if capital(at) && !capital(at-1) {
		return true
	}
	before := slices.ContainsFunc(t.all, func(p ownPart) bool { return p.to == at })
	return before && slices.ContainsFunc(t.all, func(p ownPart) bool { return p.from == at })
}

// inWord says whether a removed part is inside a longer listed word: at least two letters longer, because a single
// letter may belong to the next word.
func (f *frenchReading) inWord(p ownPart) bool {
	if slices.ContainsFunc(f.words, func(w place) bool { return w.from <= p.from && w.to >= p.to && w.to-w.from > p.to-p.from+1 }) {
		return true
	}
	from, to := p.from-lettersBefore(f.lower, p.from), p.to+lettersAfter(f.lower, p.to)
	h := words.Of(f.lower[from:to])
	return to-from > p.to-p.from && (f.lexicon.Rank(h) > 0 || to-from <= mostCommon && f.lexicon.Common(h))
}
