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

// mostWays is how many ways to say a set phrase are listed one by one; a line of more is a compound.
const mostWays = 100

// eachSayingLine calls found with the parts of each line of the set phrases.
func eachSayingLine(found func(parts []FramePart, enumeration bool) bool) {
	shared := map[string][]string{}
	for line := range strings.Lines(sayingsData) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if strings.HasPrefix(fields[0], "=") && len(fields) == 2 && shared[fields[0]] == nil {
			shared[fields[0]] = strings.Split(fields[1], "/")
			continue
		}
		enumeration := fields[0] == "+"
		if enumeration {
			fields = fields[1:]
		}
		if !found(partsOf(fields, shared), enumeration) {
			return
		}
	}
}

// eachSaying calls found with the words of each set phrase that is no compound.
func eachSaying(found func(said []string, enumeration bool) bool) {
	eachSayingLine(func(parts []FramePart, enumeration bool) bool {
		return waysOf(parts) > mostWays || eachWay(nil, parts, func(said []string) bool { return found(said, enumeration) })
	})
}

// waysOf is how many ways there are to say all parts.
func waysOf(parts []FramePart) int {
	all := 1
	for _, p := range parts {
		if n := len(p.Ways); p.Optional {
			all *= n + 1
		} else {
			all *= n
		}
	}
	return all
}

// eachWay calls found with each way to say the parts behind what is said already.
func eachWay(said []string, parts []FramePart, found func(said []string) bool) bool {
	if len(parts) == 0 {
		return found(said)
	}
	if parts[0].Optional && !eachWay(said, parts[1:], found) {
		return false
	}
	for _, way := range parts[0].Ways {
		if !eachWay(append(said[:len(said):len(said)], way), parts[1:], found) {
			return false
		}
	}
	return true
}

// Compound is what is said in many ways: poule de Marans, poule de Bresse, coq de Bresse. No first part is optional.
type Compound struct {
	Parts []FramePart
	Ways  int // how many there are
}

// CompoundStart is a compound and one way to say its first part.
type CompoundStart struct {
	*Compound
	First string
}

// Compounds are the compounds by the first letters of what they begin with: CompoundKey of them, or all of a shorter word.
var Compounds = sync.OnceValue(func() map[string][]CompoundStart {
	all := map[string][]CompoundStart{}
	eachSayingLine(func(parts []FramePart, _ bool) bool {
		ways := waysOf(parts)
		if ways <= mostWays {
			return true
		}
		c := &Compound{parts, ways}
		for _, way := range parts[0].Ways {
			key := way[:min(len(way), CompoundKey)]
			all[key] = append(all[key], CompoundStart{c, way})
		}
		return true
	})
	return all
})

// CompoundKey is how many letters of a compound lead to it.
const CompoundKey = 4

// leastSaid is how many words a set phrase has whose initials are known.
const leastSaid = 5

// Initials are the ways to write the initial of each word of a set phrase.
type Initials [][]string

// SayingInitials are the initials of the set phrases, by the characters that they may begin with.
var SayingInitials = sync.OnceValue(func() *[256][]Initials {
	var all [256][]Initials
	for said, enumeration := range eachSaying {
		if enumeration || len(said) < leastSaid {
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
	for said, enumeration := range eachSaying {
		var s Saying
		for _, w := range said {
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
