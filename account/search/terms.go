package search

import "strings"

// GroupBits is how many bits of a term are left to the index.
const GroupBits = 18

// Buckets is how many classes of words the index of the search tells apart.
const Buckets = 1 << bucketBits

// Term is a word as the index of the search keeps it, under the seal: from the highest bit, 13 bits for the bucket,
// 32 that tell words of a bucket apart, one that is set for a word of the address. The lowest 18 are left to the index,
// which notes there whom the word leads to.
//
// Words that sound alike share the bucket and 16 bits more; 16 tell them apart. The beginning of a word shares as much
// with all that begin with the same three letters, and 15 bits are the three letters that follow. All of it is a hash
// without a key: two words may meet, and whoever is found is compared once more with what was asked (Search.Fits).
type Term uint64

const (
	bucketBits = 13
	exactBit   = GroupBits + 1 // the lowest of those that tell words apart
	soundBit   = 37            // the lowest of those that words of one sound share
	inAddress  = Term(1) << GroupBits

	exactMask = ^Term(1<<exactBit - 1)
	soundMask = ^Term(1<<soundBit - 1)

	beginning = 3 // letters that a bucket of beginnings is chosen by
	following = 3 // letters after them that the term tells
)

// Bucket is the class of the word, from 0 to Buckets-1.
func (t Term) Bucket() int { return int(t >> (64 - bucketBits)) } //nolint:gosec // G115: 13 bits

// InBucket is the rest of the term, 33 bits; TermInBucket puts both together again.
func (t Term) InBucket() uint64 {
	return uint64(t) << bucketBits >> (bucketBits + GroupBits)
}

// TermInBucket reverses Bucket and InBucket.
func TermInBucket(bucket int, rest uint64) Term {
	return Term(bucket)<<(64-bucketBits) | Term(rest)<<GroupBits //nolint:gosec // G115: 13 bits
}

// Named says that the word is one of a name or a phone number, not of the address.
func (t Term) Named() bool { return t&inAddress == 0 }

// What a hash is of, so that a name and a number of the same characters do not meet.
const (
	hashedWord      = 'w'
	hashedSound     = 's'
	hashedBeginning = 'b'
	hashedPhone     = 'p'
)

// hashed is FNV-1a, its bits mixed once more since the highest ones are those that count.
func hashed(what byte, s string) Term {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(what)) * 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return Term(h ^ h>>32)
}

func wordTerm(word string) Term {
	return hashed(hashedSound, sound(word))&soundMask | hashed(hashedWord, word)&soundMask>>(soundBit-exactBit)&exactMask&^soundMask
}

func phoneTerm(word string) Term { return hashed(hashedPhone, word) & exactMask }

// beginningTerm is the term of a word's beginning, and the mask of the bits that its letters decide; false where the
// word is too short, or its first letters are not a to z.
func beginningTerm(word string) (t, mask Term, ok bool) {
	if len(word) < beginning || strings.Trim(word[:beginning], "abcdefghijklmnopqrstuvwxyz") != "" {
		return 0, 0, false
	}
	t, mask = hashed(hashedBeginning, word[:beginning])&soundMask, soundMask
	for i, shift := beginning, soundBit-5; i < min(len(word), beginning+following); i, shift = i+1, shift-5 {
		letter := Term(31) // anything but a to z
		if c := word[i]; c >= 'a' && c <= 'z' {
			letter = Term(c-'a') + 1
		}
		t, mask = t|letter<<shift, mask|31<<shift
	}
	return t, mask, true
}

// Indexer works out terms, and remembers those of names and towns that it has met. One goroutine at a time may
// use it.
type Indexer struct {
	known map[string][]Term
}

// maxKnown bounds what an indexer remembers, in texts: some megabytes.
const maxKnown = 1 << 14

// Terms appends the terms of a member to what is given; some may come twice.
func (x *Indexer) Terms(terms []Term, s Searchable) []Term {
	for _, name := range s.names() {
		terms = append(terms, x.of(name)...)
	}
	for _, line := range s.towns() {
		for _, t := range x.of(line) {
			terms = append(terms, t|inAddress)
		}
	}
	for _, phone := range s.Phones {
		if phone != "" {
			terms = append(terms, phoneTerm(phoneWord(phone)))
		}
	}
	return terms
}

func (x *Indexer) of(text string) []Term {
	if text == "" {
		return nil
	}
	if terms, ok := x.known[text]; ok {
		return terms
	}
	var terms []Term
	for _, forms := range searchForms(text) {
		for _, word := range forms {
			terms = append(terms, wordTerm(word))
			if t, _, ok := beginningTerm(word); ok && len(word) > beginning {
				terms = append(terms, t)
			}
		}
	}
	if x.known == nil || len(x.known) == maxKnown {
		x.known = make(map[string][]Term)
	}
	x.known[strings.Clone(text)] = terms // the text is a part of a line, which may go
	return terms
}
