package words

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lists/sayings.txt
var sayingsData string

// Saying is a set phrase: letters alone, and where its words begin.
type Saying struct {
	Letters string
	Starts  []int
}

// Initials are the ways to write the initial of each word of a set phrase.
type Initials [][]string

// SayingInitials are the initials of the set phrases, by the characters that they may begin with.
var SayingInitials = sync.OnceValue(func() *[256][]Initials {
	var all [256][]Initials
	for line := range strings.Lines(sayingsData) {
		line, _, _ = strings.Cut(line, "#")
		said := strings.Fields(line)
		if len(said) == 0 || said[0] == "+" {
			continue
		}
		var initials Initials
		for _, word := range said {
			initials = append(initials, initialsOf(word))
		}
		seen := map[byte]bool{}
		for _, initial := range initials[0] {
			if first := initial[0]; !seen[first] {
				seen[first] = true
				all[first] = append(all[first], initials)
			}
		}
	}
	return &all
})

// numberWords are words that are written as a digit among initials.
var numberWords = map[string]string{
	"un": "1", "une": "1", "deux": "2", "de": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "cette": "7",
	"huit": "8", "neuf": "9", "et": "&", "a": "@", "plus": "+",
}

// initialsOf are the ways to write the initial of a word: an article that lost its vowel counts or not, as in
// l'habit, which a set phrase holds without its apostrophe.
func initialsOf(word string) []string {
	all := []string{word[:1]}
	if digit := numberWords[word]; digit != "" {
		all = append(all, digit)
	}
	if after, found := strings.CutPrefix(word, "qu"); found && len(after) > 1 && strings.IndexByte("aioeu", after[0]) >= 0 {
		return append(all, "q"+after[:1], after[:1])
	}
	const elided, vowels = "ldnsjmtc", "aeiouyh"
	if len(word) > 3 && strings.IndexByte(elided, word[0]) >= 0 && strings.IndexByte(vowels, word[1]) >= 0 {
		all = append(all, word[:2], word[1:2])
	}
	return all
}

// SayingStart is how many letters of a saying lead to it.
const SayingStart = 6

// Sayings are the set phrases, by the first letters of each word with which one may begin to write them: the first; any
// word of an enumeration, whose line begins with a sign « + ».
var Sayings = sync.OnceValue(func() map[string][]Saying {
	all := map[string][]Saying{}
	for line := range strings.Lines(sayingsData) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		enumeration := fields[0] == "+"
		if enumeration {
			fields = fields[1:]
		}
		var s Saying
		for _, w := range fields {
			s.Starts = append(s.Starts, len(s.Letters))
			s.Letters += w
		}
		for i, from := range s.Starts {
			if i > 0 && !enumeration || len(s.Letters)-from < SayingStart {
				break
			}
			cut := Saying{Letters: s.Letters[from:]}
			for _, start := range s.Starts[i:] {
				cut.Starts = append(cut.Starts, start-from)
			}
			key := cut.Letters[:SayingStart]
			all[key] = append(all[key], cut)
		}
	}
	return all
})
