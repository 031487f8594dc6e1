package gauge

import (
	"strings"

	"sesame/account/gauge/words"
)

// frameRead is the state of reading a frame.
type frameRead struct {
	lower string
	typed string
	frame *words.Frame
	from  int // its first letter
	first int // length of the spelling of its first part
	found func(to int, price float64)
}

// eachFrame calls found for the frames that begin at a position, with the signs before and after them.
func eachFrame(lower, typed string, from int, found func(to int, price float64)) {
	at := from
	for at < len(lower) && at-from < frameSigns && joins(lower[at]) {
		at++
	}
	if at == len(lower) || at > from && from > 0 && joins(lower[from-1]) {
		return // signs are taken from the first one on
	}
	second := byte(0)
	if at+1 < len(lower) {
		second = lower[at+1]
	}
	for _, second := range [...]byte{0, second} {
		for _, s := range starts().with(lower[at], second) {
			r := frameRead{lower, typed, s.frame, at, len(s.way), found}
			r.way(s.way, 0, at, frameCount{})
		}
	}
}

func joinsWords(b byte) bool { return strings.IndexByte(compounds, b) >= 0 }

func joins(b byte) bool { return strings.IndexByte(frameJoiners, b) >= 0 }

// frameCount counts what was read of a frame.
type frameCount struct {
	parts, letters, masked int
	last                   int  // letters of its last word
	spaced                 bool // signs other than an apostrophe separate its words
}

// after records whether the signs that join words between at and begin separate words.
func (n frameCount) after(lower string, at, begin int) frameCount {
	n.spaced = n.spaced || strings.Trim(lower[at:begin], "'") != ""
	return n
}

// way reads one spelling of a part, then the next part.
func (r frameRead) way(way string, part, at int, n frameCount) {
	n.last = 0
	for i := range len(way) {
		switch {
		case way[i] == '_':
			if at < len(r.lower) && joins(r.lower[at]) {
				n = n.after(r.lower, at, at+1)
				at++
			}
			n.last = 0
			continue
		case at == len(r.lower) || !looksLike(r.lower[at], way[i]):
			return
		case r.lower[at] != way[i]:
			n.masked++
		}
		n.letters++
		n.last++
		at++
	}
	n.parts++
	r.next(part+1, at, n)
}

// next reads a part in each of its spellings, and skips it if it is optional.
func (r frameRead) next(part, at int, n frameCount) {
	if part == len(r.frame.Parts) {
		r.end(at, n)
		return
	}
	if r.frame.Parts[part].Optional {
		r.next(part+1, at, n)
	}
	begin := at
	for begin < len(r.lower) && begin-at < frameSigns && joins(r.lower[begin]) {
		begin++
	}
	if begin == len(r.lower) {
		return
	}
	for _, way := range r.frame.Parts[part].Ways {
		if looksLike(r.lower[begin], way[0]) {
			r.way(way, part, begin, n.after(r.lower, at, begin))
		}
	}
}

// end reports a frame that was read completely, unless it may be a coincidence.
func (r frameRead) end(at int, n frameCount) {
	before, after := byte(' '), byte(' ')
	capitals := n.letters > shortFrame // whether a capital counts as the edge of a word
	if r.from > 0 && !(capitals && r.capital(r.from)) {
		before = r.lower[r.from-1]
	}
	if at < len(r.lower) && !(capitals && r.capital(at)) {
		after = r.lower[at]
	}
	spaced := n.spaced || r.from > 0 && joinsWords(r.lower[r.from-1])
	switch {
	case 3*n.masked > n.letters:
		return
	case n.letters == 1 && (before != ' ' || after != ' ' && after != '\''):
		return
	case n.letters <= shortFrame && !(joinsWords(before) && joinsWords(after)):
		return
	case n.last == 1 && kindOf(after) == letter, r.first == 1 && kindOf(before) == letter && r.lower[r.from] != 'j':
		return
	case (n.letters < leastFrame || n.parts == 1 || spaced) && (kindOf(before) == letter || kindOf(after) == letter):
		return
	}
	price := r.frame.Price
	for range n.masked {
		price *= frameMasked
	}
	r.found(at, price)
	for more := 1; more <= frameSigns && at+more <= len(r.lower) && joins(r.lower[at+more-1]); more++ {
		r.found(at+more, price)
	}
}

// capital says whether a capital after a small letter begins a word at a position.
func (r frameRead) capital(at int) bool {
	return at > 0 && r.typed[at] != r.lower[at] && kindOf(r.lower[at-1]) == letter && r.typed[at-1] == r.lower[at-1]
}
