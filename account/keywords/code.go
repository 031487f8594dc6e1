package keywords

import "sync"

// The words of a key are a Reed-Solomon code over the field of 2,048 elements, one element per word: 24 data words, then
// four check words. Up to four wrong words are detected, up to two are located.
const (
	dataWords  = 24
	checkWords = 4
	// PerKey is the number of words of a key.
	PerKey = dataWords + checkWords
)

const (
	fieldSize  = 1 << bitsPerWord
	fieldOrder = fieldSize - 1
	polynomial = 1<<11 | 1<<2 | 1 // primitive
)

// powers holds the powers of the field's generator, and their logarithms. It is computed when the first key is written
// or read, which few commands do.
type powers struct {
	power     [2 * fieldOrder]int
	logarithm [fieldSize]int
}

var field = sync.OnceValue(func() *powers {
	f, x := new(powers), 1
	for i := range fieldOrder {
		f.power[i], f.power[i+fieldOrder], f.logarithm[x] = x, x, i
		if x <<= 1; x >= fieldSize {
			x ^= polynomial
		}
	}
	return f
})

func times(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	f := field()
	return f.power[f.logarithm[a]+f.logarithm[b]]
}

func over(a, b int) int {
	if a == 0 {
		return 0
	}
	f := field()
	return f.power[f.logarithm[a]+fieldOrder-f.logarithm[b]]
}

// generator is the product of (x + αʲ) for j below checkWords, its highest coefficient first.
var generator = sync.OnceValue(func() []int {
	g := []int{1}
	for j := range checkWords {
		next := append(append([]int{}, g...), 0)
		for i, c := range g {
			next[i+1] ^= times(c, field().power[j])
		}
		g = next
	}
	return g
})

// withChecks appends the check words: the remainder of the data divided by the generator.
func withChecks(data []int) []int {
	rest := append(append([]int{}, data...), make([]int, checkWords)...)
	for i := range data {
		for j, c := range generator()[1:] {
			rest[i+1+j] ^= times(rest[i], c)
		}
	}
	return append(append([]int{}, data...), rest[len(data):]...)
}

// wrongWords returns the indexes of the wrong words, none if all are right. found is false when more than two are
// wrong.
func wrongWords(code []int) (wrong []int, found bool) {
	var s [checkWords]int
	for j := range s {
		for _, c := range code {
			s[j] = times(s[j], field().power[j]) ^ c
		}
	}
	if s == ([checkWords]int{}) {
		return nil, true
	}
	for i := range code {
		if x := place(code, i); s[0] != 0 && s[1] == times(s[0], x) && s[2] == times(s[1], x) && s[3] == times(s[2], x) {
			return []int{i}, true
		}
	}
	for i := range code {
		for k := i + 1; k < len(code); k++ {
			x, y := place(code, i), place(code, k)
			b := over(s[1]^times(s[0], x), x^y)
			a := s[0] ^ b
			xx, yy := times(x, x), times(y, y)
			if a != 0 && b != 0 && s[2] == times(a, xx)^times(b, yy) && s[3] == times(times(a, xx), x)^times(times(b, yy), y) {
				return []int{i, k}, true
			}
		}
	}
	return nil, false
}

// place returns the factor of an error of word i in the second syndrome.
func place(code []int, i int) int { return field().power[len(code)-1-i] }
