package gauge

// Prices of capitals in a word, in guesses. A first capital costs nothing, because the rules require one.
const (
	capitalised = 2 // capital of a second word
	allCapitals = 3
	lastCapital = 4
)

// caseCost returns the price of the capitals between two positions; first says that this is the first word.
func (f *frenchReading) caseCost(from, to int, first bool) float64 {
	letters, capitals := 0, 0
	for i := from; i < to; i++ {
		if kindOf(f.lower[i]) != letter {
			continue
		}
		letters++
		if f.typed[i] != f.lower[i] {
			capitals++
		}
	}
	begins, ends := f.typed[from] != f.lower[from], f.typed[to-1] != f.lower[to-1]
	switch {
	case capitals == 0:
		return 1
	case capitals == 1 && begins && first:
		return 1
	case capitals == 1 && begins:
		return capitalised
	case capitals == letters:
		return allCapitals
	case capitals == 1 && ends, capitals == letters-1 && !begins:
		return lastCapital
	}
	cost := 1.0
	for i := 1; i <= min(capitals, letters-capitals); i++ {
		cost += binomial(letters, i)
	}
	return max(cost, lastCapital)
}
