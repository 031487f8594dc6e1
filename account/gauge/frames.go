package gauge

import (
	"strings"
	"sync"

	"sesame/account/gauge/words"
)

// Limits from which text is taken for a frame, « je m'appelle … », and not for a coincidence.
const (
	leastFrame   = 6 // least letters of a frame of two parts or more that touches other letters
	shortFrame   = 3 // up to so many letters, it must have signs that join words on both sides
	frameSigns   = 2 // signs between its parts and around it, which cost nothing
	frameMasked  = 2 // factor for a sign instead of a letter
	leastAlone   = 8 // least characters of a frame that is offered as the whole text of a password
	aloneFrame   = 30
	frameJoiners = compounds + ",:;=/&+"
)

// eachFrame calls found for the frames in a password.
func (f *frenchReading) eachFrame(found func(from, to int, price float64)) {
	for from := range f.lower {
		for _, p := range f.pieces.at(from) {
			if p.frame {
				found(from, p.to, p.guesses)
			}
		}
	}
}

// withoutFrames removes the longest frames, one after the other, each at its price: « j'habite à Saint-Maixent ».
func (f *frenchReading) withoutFrames() (rest string, price float64) {
	var kept strings.Builder
	price = 1
	for from := 0; from < len(f.lower); {
		to, cost := from, 1.0
		for _, p := range f.pieces.at(from) {
			if p.frame && p.to > to && letterCount(f.lower[from:p.to]) > 0 && f.standsAlone(from, p.to) {
				to, cost = p.to, p.guesses
			}
		}
		price *= cost
		if to == from {
			kept.WriteByte(f.typed[from])
			to++
		} else if kept.Len() > 0 {
			kept.WriteByte(' ')
		}
		from = to
	}
	return kept.String(), price
}

// standsAlone says whether a part of a password has no letter directly before or after it.
func (f *frenchReading) standsAlone(from, to int) bool {
	within := func(at int) bool {
		return at > 0 && at < len(f.lower) && kindOf(f.lower[at-1]) == letter && kindOf(f.lower[at]) == letter
	}
	return !within(from) && !within(to)
}

// frameStart is a frame with one spelling of its first part.
type frameStart struct {
	frame *words.Frame
	way   string
}

// frameStarts indexes the frames by the first two characters with which they may be typed; by one character if a sign
// or another part may follow it.
type frameStarts struct {
	byTwo map[[2]byte][]frameStart
	known [256][4]uint64 // which second characters there are, a bit each
}

var starts = sync.OnceValue(func() *frameStarts {
	s := &frameStarts{byTwo: map[[2]byte][]frameStart{}}
	all := words.Frames()
	for i := range all {
		for _, way := range all[i].Parts[0].Ways {
			seconds := "\x00"
			if len(way) > 1 && way[1] != '_' {
				seconds = way[1:2] + looks[way[1]]
			}
			for _, first := range []byte(way[:1] + looks[way[0]]) {
				for _, second := range []byte(seconds) {
					key := [2]byte{first, second}
					s.byTwo[key] = append(s.byTwo[key], frameStart{&all[i], way})
					s.known[first][second/64] |= 1 << (second % 64)
				}
			}
		}
	}
	return s
})

// with returns the frames that begin with two characters.
func (s *frameStarts) with(first, second byte) []frameStart {
	if s.known[first][second/64]>>(second%64)&1 == 0 {
		return nil
	}
	return s.byTwo[[2]byte{first, second}]
}
