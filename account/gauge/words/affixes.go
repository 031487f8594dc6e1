package words

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed lists/affixes.txt
var affixesData string

// Affix is a text that people put before or after a word by habit.
type Affix struct {
	Text  string  // lower-case ASCII
	Price float64 // guesses
}

// Affixes are the affixes of two characters or more, indexed by their first character.
var Affixes = sync.OnceValue(func() *[256][]Affix {
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
			if bare := lettersOf(text); len(bare) > 3 && strings.ContainsAny(text, "@.'") { // also without its signs
				add(Affix{bare, guesses})
			}
		}
	}
	var byStart [256][]Affix
	for text, a := range cheapest {
		byStart[text[0]] = append(byStart[text[0]], a)
	}
	return &byStart
})

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
