package gauge

import (
	"math"
	"strings"

	"sesame/account/gauge/words"
)

// Prices of first names and of the text between them, in guesses.
const (
	oneFirstName = 50 // maximum price of a first name
	nameCapitals = 1.5
	nameMasked   = 1.7 // factor for signs instead of letters in a name
	coupleJoin   = 3   // « et », &
	heart        = 10  // an emoji between them
	bothNames    = 6   // divisor for a double first name, whose parts go together: Jean-Paul
	loneLetter   = 26  // beside a couple's number: 79a
	mostNames    = 4
	longestJoin  = 12 // characters between two names
)

// firstNames returns the first names by where they begin, single ones and double ones with a hyphen or a capital, and
// how many single ones there are.
func (f *frenchReading) firstNames() (names [][]place, count int) {
	names = make([][]place, len(f.lower)+1)
	add := func(from, to int, h words.Hash, masked bool) {
		price := f.lexicon.Joined(h)
		if price == 0 || price > oneFirstName {
			price = oneFirstName
		}
		if masked {
			price *= nameMasked
		}
		capitals := f.caseCost(from, to, true)
		if capitals == allCapitals {
			capitals = nameCapitals
		}
		price *= capitals
		for i, known := range names[from] {
			if known.to == to {
				names[from][i].rank = min(known.rank, price)
				return
			}
		}
		names[from] = append(names[from], place{from: from, to: to, rank: price})
		count++
	}
	for _, variant := range f.variants {
		for from, to := range runs(variant, f.lower) {
			if h := words.Of(variant[from:to]); to-from >= shortWord-1 && f.lexicon.FirstName(h) {
				add(from, to, h, variant[from:to] != f.lower[from:to])
			}
		}
	}
	for _, w := range f.words {
		for _, variant := range f.variants {
			if h := words.Of(variant[w.from:w.to]); w.to-w.from >= shortWord-1 && f.lexicon.FirstName(h) {
				add(w.from, w.to, h, variant[w.from:w.to] != f.lower[w.from:w.to])
				break
			}
		}
	}
	for from, ones := range names {
		for _, one := range ones {
			next := one.to
			switch {
			case next == len(f.lower):
				continue
			case f.lower[next] == '-' || f.lower[next] == ' ':
				next++
			case f.typed[next] == f.lower[next]: // JeanPaul
				continue
			}
			for _, two := range names[next] {
				names[from] = append(names[from], place{from: from, to: two.to, rank: one.rank * two.rank / bothNames})
			}
		}
	}
	return names, count
}

// couples returns the parts that are two to four joined first names: « Clotilde et Gaspard », Zoé&Théo, Léa/Tom/Zoé,
// Marie45+Jean-Paul47.
func (f *frenchReading) couples() []place {
	n := len(f.lower)
	if n > longestSingle {
		return nil
	}
	if f.together != nil {
		return f.together
	}
	f.together = []place{}
	names, count := f.firstNames()
	if count < 2 {
		return f.together
	}
	joins := make([]*[longestJoin + 1]float64, n+1)
	for from := range n {
		if len(names[from]) == 0 {
			continue
		}
		var cheapest [mostNames][longestSingle + 1]float64 // of more than one name, by how many more and where they end
		for _, one := range names[from] {
			offer(&cheapest[0][one.to], one.rank)
		}
		for more := range mostNames - 1 {
			for to := from + 1; to < n; to++ {
				price := cheapest[more][to]
				if price == 0 {
					continue
				}
				if joins[to] == nil {
					joins[to] = f.nameJoins(to)
				}
				for length, join := range joins[to] {
					if length > 0 && math.IsInf(join, 1) || to+length >= n || len(names[to+length]) == 0 {
						continue
					}
					if more > 0 { // further names are joined in the same way as the first two
						join = min(join, coupleJoin)
					}
					if cost := price * join; cost < fairGuesses {
						for _, next := range names[to+length] {
							offer(&cheapest[more+1][next.to], cost*next.rank)
						}
					}
				}
			}
		}
		for to := range n + 1 {
			best := 0.0
			for _, ends := range cheapest[1:] {
				if ends[to] > 0 {
					offer(&best, ends[to])
				}
			}
			if best > 0 && best < fairGuesses {
				f.together = append(f.together, place{from: from, to: to, rank: best})
			}
		}
	}
	return f.together
}

// offer keeps the lower of two prices; 0 means none.
func offer(best *float64, price float64) {
	if *best == 0 || price < *best {
		*best = price
	}
}

// loveSigns are the words and signs that join two first names and are not part of a dress.
var loveSigns = [...]string{"et", "&", "+", "and", "loves", "love", "aime", "x", " x ", "<3", " <3 "}

// nameJoins returns the prices of the text between two first names from a position on, by its length: nothing,
// loveSigns, an emoji, numbers, signs and frames.
func (f *frenchReading) nameJoins(from int) *[longestJoin + 1]float64 {
	var joins [longestJoin + 1]float64
	for n := range joins {
		joins[n] = math.Inf(1)
	}
	joins[0] = 1
	for at := range longestJoin {
		if math.IsInf(joins[at], 1) || from+at >= len(f.lower) {
			continue
		}
		offer := func(n int, price float64) {
			if at+n <= longestJoin {
				joins[at+n] = min(joins[at+n], joins[at]*price)
			}
		}
		if f.lower[from+at] >= firstPictograph {
			offer(1, heart)
		}
		for _, sign := range loveSigns {
			if strings.HasPrefix(f.lower[from+at:], sign) {
				offer(len(sign), coupleJoin)
			}
		}
		for _, p := range f.pieces.at(from + at) {
			if !p.rare {
				offer(p.to-from-at, p.guesses)
			}
		}
	}
	for n := range joins {
		joins[n] = max(joins[n], coupleJoin)
	}
	return &joins
}

// coupleDresses returns a function for the price of the text around a couple, by where it begins and ends. A single
// letter, which the rules require, is a piece of dress.
func (f *frenchReading) coupleDresses() func(from, to int) float64 {
	side := func(s string) dress {
		for at := range s {
			if lettersBefore(s, at) == 0 && lettersAfter(s, at) == 1 {
				d := readDress(s[:at] + s[at+1:])
				d.guesses *= loneLetter
				d.pieces++
				return d
			}
		}
		return readDress(s)
	}
	before, after := map[int]dress{}, map[int]dress{}
	return func(from, to int) float64 {
		if _, known := before[from]; !known {
			before[from] = side(f.lower[:from])
		}
		if _, known := after[to]; !known {
			after[to] = side(f.lower[to:])
		}
		return worn(before[from], after[to])
	}
}
