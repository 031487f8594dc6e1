package gauge

import (
	"cmp"
	"slices"
)

// piece is a part of a password that is also a part of a source.
type piece struct {
	from, to, source int
	whole            bool // it begins and ends at the edges of words of the source
}

// pieces returns the parts of a password that are parts of a source, the longest first.
func (own *ownData) pieces(letters string) []piece {
	var all []piece
	for from := range len(letters) {
		for _, at := range own.places[letters[from]] {
			sp := own.sources[at.source].spellings[at.spelling]
			if n := sp.common(letters, from, at.start); n > 0 {
				begin, end := sp.trimmed(at.start, at.start+n)
				all = append(all, piece{from + begin - at.start, from + end - at.start, at.source, sp.words(begin, end)})
			}
			if n := sp.mirrored(letters, from, at.start); n > 0 {
				begin, end := sp.trimmed(at.start-n+1, at.start+1)
				all = append(all, piece{from + at.start + 1 - end, from + at.start + 1 - begin, at.source, sp.words(begin, end)})
			}
		}
	}
	slices.SortFunc(all, func(a, b piece) int { return cmp.Or(b.to-b.from-(a.to-a.from), a.from-b.from, a.source-b.source) })
	return all
}

// words says whether a part of a spelling consists of whole words.
func (sp spelling) words(from, to int) bool {
	return slices.Contains(sp.starts, from) && (to == len(sp.text) || slices.Contains(sp.starts, to))
}

// trimmed shortens a part of a spelling by one or two letters of another word at its ends, which equal the neighbouring
// letters of the password by chance: « de Boutin » contains the end of « André Boutin ».
func (sp spelling) trimmed(from, to int) (begin, end int) {
	begin, end = from, to
	for _, start := range sp.starts {
		if start > from && start < to {
			if begin == from && start-from < leastOwnName && !slices.Contains(sp.starts, from) {
				begin = start
			}
			if to-start < leastOwnName && to < len(sp.text) && !slices.Contains(sp.starts, to) {
				end = start
				break
			}
		}
	}
	if end-begin < leastOwn {
		return from, to
	}
	return begin, end
}

// common returns how many characters of a password and of a source are the same from two positions on; 0 for too few,
// and for digits that everybody writes.
func (sp spelling) common(letters string, from, start int) int {
	n := 0
	for from+n < len(letters) && start+n < len(sp.text) && looksLike(letters[from+n], sp.text[start+n]) {
		n++
	}
	least := leastOwn
	switch starts := slices.Contains(sp.starts, start); {
	case kindOf(sp.text[start]) != letter:
	case starts:
		least = leastOwnName
	default:
		least = leastOwnInside
	}
	return pieceLength(letters[from:from+n], sp.text[start:start+n], least)
}

// mirrored is common for a source read backwards from a position.
func (sp spelling) mirrored(letters string, from, start int) int {
	n := 0
	for from+n < len(letters) && start-n >= 0 && looksLike(letters[from+n], sp.text[start-n]) {
		n++
	}
	if n < leastOwn {
		return 0
	}
	return pieceLength(letters[from:from+n], backward(sp.text[start-n+1:start+1]), leastOwn)
}

// pieceLength returns the length of a piece; 0 if it may be a coincidence.
func pieceLength(typed, known string, least int) int {
	same := 0
	for i := range len(typed) {
		if typed[i] == known[i] {
			same++
		}
	}
	if len(typed) < least || same == 0 || len(typed) == leastOwn && onlyDigits(typed) == typed && straight(typed) {
		return 0
	}
	return len(typed)
}

// looks lists the signs used instead of each letter.
var looks = [256]string{'o': "0", 'i': "1!|", 'l': "1!|", 'e': "3", 'a': "4@", 's': "5$", 'g': "69", 't': "7+", 'b': "8"}

const lookalikes = "0134567890!|@$+"

// lookBits is looks as a bit set of typed characters, by letter.
var lookBits = func() (all [256][4]uint64) {
	for known, signs := range looks {
		for _, typed := range []byte(signs) {
			all[known][typed/64] |= 1 << (typed % 64)
		}
	}
	return all
}()

func looksLike(typed, known byte) bool {
	return typed == known || lookBits[known][typed/64]>>(typed%64)&1 == 1
}

func onlyDigits(s string) string { return only(s, '0', '9') }

func backward(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
