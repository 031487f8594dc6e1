// Package words is what the gauge knows of French: how early an attacker tries a word, which passwords are among the
// million that leaked most, and how much a run of letters looks like a word. It is made by account/gauge/words/generate from
// published packages and from the lists beside it; README.md names them, with their licences.
package words

import (
	_ "embed"
	"encoding/binary"
	"math"
	"strings"
	"sync"

	"github.com/FastFilter/xorfilter"
)

//go:embed data/words.bin
var wordsData string

//go:embed data/common.bin
var commonData string

//go:embed data/letters.bin
var lettersData string

//go:embed lists/phrases.txt
var phrasesData string

// MaxWord is the longest word kept, in letters.
const MaxWord = 24

// Lexicon answers about lower-case ASCII. What it reads stays in the program's file, as it is: nothing is unpacked when
// the program starts, and the memory is shared with the file.
type Lexicon struct {
	table   string // data/words.bin
	common  *xorfilter.BinaryFuse[uint16]
	letters string // data/letters.bin
	hidden  bool   // answers as if the held-out words had never been seen
	local   Local  // words that the data do not hold
}

// Local are words that people of one place use, such as its villages, by hash.
type Local map[Hash]bool

// localRank is the rank of a local word: an attacker who knows the place tries it early.
const localRank = 200

// NewLocal prepares words as they are written: « Saint-Maixent-l'École ». Those with other signs are left out.
func NewLocal(all []string) Local {
	local := Local{}
	for _, w := range all {
		one, two := Fold(w)
		for _, folded := range []string{one, two} {
			if len(folded) > 1 && len(folded) <= MaxWord {
				local[Of(folded)] = true
			}
		}
	}
	return local
}

// With is a lexicon that knows local words, too.
func (l *Lexicon) With(local Local) *Lexicon {
	if len(local) == 0 {
		return l
	}
	with := *l
	with.local = local
	return &with
}

// Default is the lexicon that the program carries.
var Default = sync.OnceValue(func() *Lexicon {
	return &Lexicon{table: wordsData, common: decodeCommon(commonData), letters: lettersData}
})

// WithoutHeldOut is a lexicon that has never seen one word in HeldOutOf: what the gauge is worth on words that it does
// not know.
func (l *Lexicon) WithoutHeldOut() *Lexicon {
	without := *l
	without.hidden = true
	return &without
}

// Hash is the running hash of a word, letter after letter.
type Hash uint64

// Start is the hash of nothing.
const Start Hash = 14695981039346656037

// Add is the hash of the word and one byte more (FNV-1a).
func (h Hash) Add(b byte) Hash { return (h ^ Hash(b)) * 1099511628211 }

// Of is the hash of a word.
func Of(word string) Hash { return Start.AddAll(word) }

// AddAll is the hash of the word and more.
func (h Hash) AddAll(more string) Hash {
	for i := range len(more) {
		h = h.Add(more[i])
	}
	return h
}

// key spreads the hash over all its bits.
func (h Hash) key() uint64 {
	k := uint64(h)
	k ^= k >> 33
	k *= 0xff51afd7ed558ccd
	k ^= k >> 33
	k *= 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}

// HeldOutOf is how many words there are for each one that the letters are not learnt from, so that tests can measure
// what happens to unknown words.
const HeldOutOf = 20

// HeldOut tells a word that the letters are not learnt from.
func (h Hash) HeldOut() bool { return (h.key()>>7)%HeldOutOf == 0 }

// The table: 2¹⁶ + 1 places of four bytes, then the entries in the order of their keys, 3 bytes of the key and one of
// the rank. Of a word that is not there, one in two million is taken for another.
const buckets = 1 << 16

func u32(s string, at int) uint32 {
	s = s[at : at+4] // one check of the bounds
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// Rank is how many words an attacker tries before this one, by the kindest of the sources; 0 for a word that none has.
func (l *Lexicon) Rank(h Hash) float64 {
	rank := l.listed(h)
	if len(l.local) > 0 && l.local[h] && (rank == 0 || rank > localRank) {
		return localRank
	}
	return rank
}

func (l *Lexicon) listed(h Hash) float64 {
	k := h.key()
	bucket := int(k >> 48)
	from, to := int(u32(l.table, 4*bucket)), int(u32(l.table, 4*bucket+4))
	print := uint32(k >> 24 & 0xffffff)
	for i := from; i < to; i++ {
		if e := u32(l.table, 4*(buckets+1)+4*i); e>>8 == print {
			if l.hidden && h.HeldOut() {
				return 0
			}
			return ranks[e&0xff]
		}
	}
	return 0
}

// Common tells a password that is among the million, or is what remains of one without its digits and signs, or an
// inflected form that Rank does not have. One in 65,000 of the others is taken for one.
func (l *Lexicon) Common(h Hash) bool { return l.common.Contains(h.key()) }

// Hides tells that the lexicon makes as if it had never seen this word.
func (l *Lexicon) Hides(h Hash) bool { return l.hidden && h.HeldOut() }

// stepsPerDoubling is how finely ranks are kept.
const stepsPerDoubling = 12

var ranks = func() (r [256]float64) {
	for i := range r {
		r[i] = math.Exp2(float64(i) / stepsPerDoubling)
	}
	return r
}()

func rankByte(rank float64) byte {
	return byte(min(255, math.Round(stepsPerDoubling*math.Log2(max(1, rank)))))
}

// Symbols of the letters' table: a to z, and the edge of the word.
const (
	symbols = 27
	edge    = 26
	perBit  = 16 // how finely bits are kept
)

// Bits is what the letters of a word weigh: −log₂ of how likely they follow each other in French words and names and in
// common passwords, each letter after the three before it, the end included. Lower-case letters only.
func (l *Lexicon) Bits(word string) float64 {
	context, sum := edge*symbols*symbols+edge*symbols+edge, 0
	for i := 0; i <= len(word); i++ {
		s := edge
		if i < len(word) {
			s = int(word[i] - 'a')
		}
		sum += int(l.letters[context*symbols+s])
		context = context%(symbols*symbols)*symbols + s
	}
	return float64(sum) / perBit
}

// Phrases are the words that proposals are drawn from: common, inoffensive, without accents, 4 to 9 letters.
var Phrases = sync.OnceValue(func() []string { return Lines(phrasesData) })

// Everyday tells a word that proposals are drawn from.
func (l *Lexicon) Everyday(word string) bool { return phrases()[word] && !l.Hides(Of(word)) }

var phrases = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, w := range Phrases() {
		all[w] = true
	}
	return all
})

// Lines are the words of a list: separated by blanks; what follows a # on its line is a comment.
func Lines(list string) []string {
	var all []string
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "#")
		all = append(all, strings.Fields(line)...)
	}
	return all
}

// decodeCommon copies the filter out of the program's file.
func decodeCommon(data string) *xorfilter.BinaryFuse[uint16] {
	b := []byte(data[:24])
	f := &xorfilter.BinaryFuse[uint16]{
		Seed:               binary.LittleEndian.Uint64(b),
		SegmentLength:      binary.LittleEndian.Uint32(b[8:]),
		SegmentLengthMask:  binary.LittleEndian.Uint32(b[12:]),
		SegmentCount:       binary.LittleEndian.Uint32(b[16:]),
		SegmentCountLength: binary.LittleEndian.Uint32(b[20:]),
		Fingerprints:       make([]uint16, (len(data)-24)/2),
	}
	for i := range f.Fingerprints {
		f.Fingerprints[i] = uint16(data[24+2*i]) | uint16(data[25+2*i])<<8
	}
	return f
}
