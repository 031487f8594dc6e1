package words

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed lists/frames.txt
var framesData string

// Frame is what people write around a name, a place or a number: « je m'appelle … ». Each part lists the ways to write
// it, in lower-case ASCII; at each _ a sign may stand.
type Frame struct {
	Parts []FramePart
	Price float64 // guesses
}

// FramePart is one part of a frame in turn.
type FramePart struct {
	Ways     []string
	Optional bool
}

// Frames are all frames. No first part is optional.
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

// partsOf reads the fields of a line: words, between which a / stands where one of them is said, or the name of shared ones, and a ?
// behind those that may be missing.
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

// alone are the words of a frame that may be all of it.
func (f Frame) alone() []string {
	for _, p := range f.Parts[1:] {
		if !p.Optional {
			return nil
		}
	}
	return f.Parts[0].Ways
}
