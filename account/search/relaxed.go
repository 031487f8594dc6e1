package search

import "slices"

// Relaxed is a search without one of its words. A member must match the others, and have a name that resembles this one.
type Relaxed struct {
	Search
	like string
}

const (
	shortestLike = 5 // letters of a word that a name may only resemble
	shortestKey  = 4 // sounds of both words
	likeShare    = 3 // one sound in so many may differ
)

// Relaxed returns the searches without one word each. It returns none for a search of one word, or of more than are
// searched with slips.
func (s Search) Relaxed() (all []Relaxed) {
	if len(s.words) < 2 || len(s.words) > maxSlipWords {
		return nil
	}
	for i, w := range s.words {
		said := w.alternatives[0]
		if said.kind != spelled || len(said.text) < shortestLike || !plain(said.text) {
			continue
		}
		rest := Search{words: slices.Delete(slices.Clone(s.words), i, i+1)}
		all = append(all, Relaxed{rest, said.text})
	}
	return all
}

// Resembles says whether a name of the member sounds roughly like the word: Caravel for Keravel.
func (r Relaxed) Resembles(t *Traits) bool {
	key := sound(r.like)
	return t.inName(func(name string) bool {
		other := sound(name)
		return len(key) >= shortestKey && len(other) >= shortestKey && likeShare*distance(key, other) <= max(len(key), len(other))
	})
}

// distance is the number of letters to add, remove or replace to turn one word into the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0] // of the previous row, one column before
		row[0] = i + 1
		for j := range len(b) {
			replaced := before
			if a[i] != b[j] {
				replaced++
			}
			before = row[j+1]
			row[j+1] = min(replaced, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
