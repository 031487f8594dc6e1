package keywords

import (
	"errors"
	"fmt"
	"strings"
)

// The errors of typed words, besides *WordError and *OrderError.
var (
	ErrEmpty = errors.New("no words")
	ErrCount = errors.New("each key has 28 words")
)

// WordError says which words of a key are not those of its sheet.
type WordError struct {
	Key   int   // position among the typed keys, from 1
	Words []int // positions of the wrong words of that key, from 1; none if more than two are wrong
}

func (e *WordError) Error() string { return fmt.Sprintf("key %d: wrong words %v", e.Key, e.Words) }

// OrderError says that keys are missing or typed twice.
type OrderError struct{ Missing int }

func (e *OrderError) Error() string {
	return fmt.Sprintf("key %d is missing, or keys are of two sheets", e.Missing)
}

// Read reads the words of one or more keys, or the texts of their QR codes, in any order of the keys. Capitals,
// accents, numbers and signs between words do not matter, and four letters of a word are enough.
func Read(text string) (keys [][]byte, err error) {
	numbered, squares, err := readSquares(text)
	if err != nil {
		return nil, err
	}
	if !squares {
		if numbered, err = readWords(text); err != nil {
			return nil, err
		}
	}
	for n := 1; n <= len(numbered); n++ {
		key, ok := numbered[n]
		if !ok {
			return nil, &OrderError{Missing: n}
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func readWords(text string) (numbered map[int][]byte, err error) {
	var typed []string
	for _, field := range strings.Fields(text) {
		if word := plain(field); word != "" {
			typed = append(typed, word)
		}
	}
	numbered = map[int][]byte{}
	for at := 0; at < len(typed); at += PerKey {
		key := at/PerKey + 1
		code, unknown := numbersOf(typed[at:min(at+PerKey, len(typed))])
		if len(unknown) > 0 {
			return nil, &WordError{Key: key, Words: unknown}
		}
		if len(code) < PerKey {
			return nil, ErrCount
		}
		if wrong, found := wrongWords(code); !found || len(wrong) > 0 {
			for i := range wrong {
				wrong[i]++
			}
			return nil, &WordError{Key: key, Words: wrong}
		}
		bytes := joined(code[:dataWords])
		if _, twice := numbered[int(bytes[keyBytes])]; twice {
			return nil, &OrderError{Missing: len(numbered) + 1}
		}
		numbered[int(bytes[keyBytes])] = bytes[:keyBytes]
	}
	if len(numbered) == 0 {
		return nil, ErrEmpty
	}
	return numbered, nil
}

// numbersOf returns the numbers of words in the list, and the positions of the unknown ones, from 1.
func numbersOf(words []string) (code, unknown []int) {
	for i, word := range words {
		number, known := 0, false
		if len(word) >= prefix {
			number, known = numbers()[word[:prefix]]
		}
		if !known {
			unknown = append(unknown, i+1)
		}
		code = append(code, number)
	}
	return code, unknown
}
