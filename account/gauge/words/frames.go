package words

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed lists/frames.txt
var framesData string

// Frame is a phrase that people write around a name, a place or a number: « je m'appelle … ». Each part lists its
// spellings, in lower-case ASCII; a sign may be inserted at each _.
type Frame struct {
	Parts []FramePart
	Price float64 // guesses
}

// FramePart is one part of a frame, with its spellings.
type FramePart struct {
	Ways     []string
	Optional bool
}

// Frames returns all frames. Their first part is never optional.
var Frames = sync.OnceValue(func() []Frame {
	var all []Frame
	shared := map[string][]string{}
	for line := range strings.Lines(framesData) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		if strings.HasPrefix(fields[0], "=") {
			shared[fields[0]] = strings.Split(fields[1], "/")
			continue
		}
		price, err := strconv.ParseFloat(fields[0], 64)
		if err != nil {
			continue
		}
		all = append(all, Frame{partsOf(fields[1:], shared), price})
	}
	return all
})

// partsOf parses the fields of a line. A field lists alternative spellings separated by /, or names shared ones; a ? at
// its end makes the part optional.
func partsOf(fields []string, shared map[string][]string) (parts []FramePart) {
	for _, field := range fields {
		ways, optional := strings.CutSuffix(field, "?")
		part := FramePart{shared[ways], optional}
		if part.Ways == nil {
			part.Ways = strings.Split(ways, "/")
		}
		parts = append(parts, part)
	}
	return parts
}

// alone returns the words that can be the whole frame.
func (f Frame) alone() []string {
	for _, p := range f.Parts[1:] {
		if !p.Optional {
			return nil
		}
	}
	return f.Parts[0].Ways
}
