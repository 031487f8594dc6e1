package search

import "strings"

// GroupBits is the number of low bits of a term that the index uses for the member.
const GroupBits = 18

// Buckets is the number of buckets of the search index.
const Buckets = 1 << bucketBits

// Term is a word in the search index, stored sealed. From the highest bit: 13 bits for the bucket, 32 bits that
// distinguish words within it, 1 bit set for a word of the address. The index stores the member in the lowest 18 bits.
//
// Words with the same pronunciation share the bucket and 16 more bits; the other 16 distinguish them. Prefix terms
// share as much among words with the same first three letters; 15 bits encode the next three letters. All bits are an
// unkeyed hash: two words may collide, so each result is compared with the search text (Search.Fits).
type Term uint64

const (
	bucketBits = 13
	exactBit   = GroupBits + 1 // lowest bit of those that distinguish words
	soundBit   = 37            // lowest bit of those shared by words with the same pronunciation
	inAddress  = Term(1) << GroupBits

	exactMask = ^Term(1<<exactBit - 1)
	soundMask = ^Term(1<<soundBit - 1)

	beginning = 3 // letters that determine the bucket of a prefix
	following = 3 // further letters encoded in the term
)

// Bucket is the bucket of the term, from 0 to Buckets-1.
func (t Term) Bucket() int { return int(t >> (64 - bucketBits)) } //nolint:gosec // G115: 13 bits

// InBucket is the remaining 33 bits of the term; TermInBucket combines both parts.
func (t Term) InBucket() uint64 {
	return uint64(t) << bucketBits >> (bucketBits + GroupBits)
}

// TermInBucket is the inverse of Bucket and InBucket.
func TermInBucket(bucket int, rest uint64) Term {
	return Term(bucket)<<(64-bucketBits) | Term(rest)<<GroupBits //nolint:gosec // G115: 13 bits
}

// Named says that the word is from a name or a phone number, not from the address.
func (t Term) Named() bool { return t&inAddress == 0 }

// Type prefixes of hashed words, so that a name and a number with the same characters differ.
const (
	hashedWord      = 'w'
	hashedSound     = 's'
	hashedBeginning = 'b'
	hashedPhone     = 'p'
)

// hashed is FNV-1a with a final mixing step, because the highest bits are used.
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

// beginningTerm returns the term of a prefix and the mask of the bits set by its letters. It returns false when the
// word is too short or its first letters are not a to z.
func beginningTerm(word string) (t, mask Term, ok bool) {
	if len(word) < beginning || strings.Trim(word[:beginning], "abcdefghijklmnopqrstuvwxyz") != "" {
		return 0, 0, false
	}
	t, mask = hashed(hashedBeginning, word[:beginning])&soundMask, soundMask
	for i, shift := beginning, soundBit-5; i < min(len(word), beginning+following); i, shift = i+1, shift-5 {
		letter := Term(31) // any character but a to z
		if c := word[i]; c >= 'a' && c <= 'z' {
			letter = Term(c-'a') + 1
		}
		t, mask = t|letter<<shift, mask|31<<shift
	}
	return t, mask, true
}

// Indexer computes terms and caches those of frequent names and towns. It is not safe for concurrent use.
type Indexer struct {
	known map[string][]Term
}

// maxKnown bounds the cache, in texts: some megabytes.
const maxKnown = 1 << 14

// Terms appends the terms of a member to terms; the result may contain duplicates.
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
	x.known[strings.Clone(text)] = terms // copy, so that the cache does not keep the whole line in memory
	return terms
}
