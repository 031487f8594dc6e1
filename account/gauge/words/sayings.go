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
