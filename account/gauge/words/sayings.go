package words

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lists/sayings.txt
var sayingsData string

// Saying is a set phrase: its letters without spaces, and where its words begin.
type Saying struct {
	Letters string
	Starts  []int
}

// mostWays is the maximum number of variants of a set phrase that are listed one by one; a line with more is a
// compound.
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

// eachSaying calls found with the words of each variant of each set phrase that is not a compound.
func eachSaying(found func(said []string, enumeration bool) bool) {
	eachSayingLine(func(parts []FramePart, enumeration bool) bool {
		return waysOf(parts) > mostWays || eachWay(nil, parts, func(said []string) bool { return found(said, enumeration) })
	})
}

// waysOf returns the number of variants of all parts together.
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

// eachWay calls found with each variant of the parts, appended to said.
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

// Compound is a set phrase with many variants: poule de Marans, poule de Bresse, coq de Bresse. Its first part is never
// optional.
type Compound struct {
	Parts []FramePart
	Ways  int // how many there are
}

// CompoundStart is a compound with one spelling of its first part.
type CompoundStart struct {
	*Compound
	First string
}

// Compounds indexes the compounds by the first CompoundKey letters of their first word, or by the whole of a shorter
// word.
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

// CompoundKey is the number of letters by which compounds are indexed.
const CompoundKey = 4

// leastSaid is the least number of words of a set phrase whose initials are recognised.
const leastSaid = 5

// Initials lists the ways to write the initial of each word of a set phrase.
type Initials [][]string

// SayingInitials indexes the initials of the set phrases by the characters with which they may begin.
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

// numberWords are words that people write as a digit or a sign among initials.
var numberWords = map[string]string{
	"un": "1", "une": "1", "deux": "2", "de": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "cette": "7",
	"huit": "8", "neuf": "9", "et": "&", "a": "@", "plus": "+",
}

// initialsOf returns the ways to write the initial of a word. An elided article counts or not, as in l'habit, which a
// set phrase contains without its apostrophe.
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

// SayingStart is the number of letters by which set phrases are indexed.
const SayingStart = 6

// Sayings indexes the set phrases by the first letters of each word with which people may begin: the first word, or any
// word of an enumeration, whose line begins with « + ».
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
