package words

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed lists/affixes.txt
var affixesData string

// Affix is what people put before or after a word by habit.
type Affix struct {
	Text  string  // lower-case ASCII
	Price float64 // guesses
}

// Affixes are the affixes by their first two characters.
var Affixes = sync.OnceValue(func() map[[2]byte][]Affix {
	cheapest := map[string]Affix{}
	add := func(a Affix) {
		if known, ok := cheapest[a.Text]; len(a.Text) > 1 && (!ok || a.Price < known.Price) {
			cheapest[a.Text] = a
		}
	}
	for line := range strings.Lines(affixesData) {
		line, _, _ = strings.Cut(line, "# ")
		price, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		guesses, err := strconv.ParseFloat(price, 64)
		if err != nil {
			continue
		}
		for _, a := range strings.Fields(rest) {
			text := strings.ReplaceAll(a, "~", " ")
			add(Affix{text, guesses})
			if bare := lettersOf(text); len(bare) > 3 && strings.ContainsAny(text, "@.'") { // once its signs are taken away
				add(Affix{bare, guesses})
			}
		}
	}
	byStart := map[[2]byte][]Affix{}
	for text, a := range cheapest {
		start := [2]byte{text[0], text[1]}
		byStart[start] = append(byStart[start], a)
	}
	return byStart
})

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
