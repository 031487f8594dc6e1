package gauge

import (
	"strings"

	"sesame/account/gauge/words"
)

// Prices of two first names and what joins them, in guesses.
const (
	oneFirstName = 60 // for one that is not among the commonest
	coupleJoin   = 3  // « et », &
	bothNames    = 6  // divisor for a first name of two, which go together: Jean-Paul
)

// firstNames are the first names by where they begin, alone and in twos with a hyphen.
func (f *frenchReading) firstNames() map[int][]place {
	names := map[int][]place{}
	add := func(from, to int, h words.Hash, masked bool) {
		price := f.lexicon.Joined(h)
		if price == 0 || price > oneFirstName {
			price = oneFirstName
		}
		if masked {
			price *= lookalike
		}
		names[from] = append(names[from], place{from: from, to: to, rank: price * f.caseCost(from, to, from == 0)})
	}
	for _, variant := range f.variants {
		for from, to := range runs(variant, f.lower) {
			if h := words.Of(variant[from:to]); to-from >= shortWord-1 && f.lexicon.FirstName(h) {
				add(from, to, h, variant[from:to] != f.lower[from:to])
			}
		}
	}
	for _, w := range f.words {
		if h := words.Of(f.lower[w.from:w.to]); w.to-w.from >= shortWord-1 && f.lexicon.FirstName(h) {
			add(w.from, w.to, h, false)
		}
	}
	for from, ones := range names {
		for _, one := range ones {
			if one.to == len(f.lower) || f.lower[one.to] != '-' && f.lower[one.to] != ' ' {
				continue
			}
			for _, two := range names[one.to+1] {
				names[from] = append(names[from], place{from: from, to: two.to, rank: one.rank * two.rank / bothNames})
			}
		}
	}
	return names
}

// eachCouple calls found for two first names and what joins them: « Clotilde et Gaspard », Zoé&Théo, Marie-et-Jean-Paul.
func (f *frenchReading) eachCouple(found func(from, to int, price float64)) {
	names := f.firstNames()
	join := func(one place, next int, price float64) {
		for _, two := range names[next] {
			if next > one.to {
				found(one.from, two.to, one.rank*price*two.rank)
			}
		}
	}
	for _, ones := range names {
		for _, one := range ones {
			if one.to == len(f.lower) {
				continue
			}
			for _, p := range f.pieces.at(one.to) {
				if p.frame {
					join(one, p.to, p.guesses)
				}
			}
			for _, sign := range [...]string{"et", "&", "+", "and", "loves", "love", "aime"} {
				if strings.HasPrefix(f.lower[one.to:], sign) {
					join(one, one.to+len(sign), coupleJoin)
				}
			}
		}
	}
}
