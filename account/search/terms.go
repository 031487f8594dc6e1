package search

// GroupBits is the number of low bits of a term that the index uses for the member.
const GroupBits = 18

// Buckets is the number of buckets of the search index.
const Buckets = 1 << bucketBits

// Term is a value by which the search index, stored sealed, finds a member. From the highest bit: 13 bits for the
// bucket, 32 bits that distinguish terms within it, 1 bit set for a word of the address. The index stores the member in the
// lowest 18 bits.
//
// Of the 32 bits, the first 14 are shared by what is searched together: words with the same pronunciation, the postcodes
// of a département, the birth dates of a year, the addresses before an @. The other 18 distinguish them. Prefix terms share
// as much among words with the same first three letters; 15 bits encode the next three letters. The bits that are not
// letters are an unkeyed hash: two values may collide, so each result is compared with the search text (Search.Fits).
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

// Bucket returns the bucket of the term, from 0 to Buckets-1.
func (t Term) Bucket() int { return int(t >> (64 - bucketBits)) } //nolint:gosec // G115: 13 bits

// InBucket returns the remaining 33 bits of the term; TermInBucket combines both parts.
func (t Term) InBucket() uint64 {
	return uint64(t) << bucketBits >> (bucketBits + GroupBits)
}

// TermInBucket is the inverse of Bucket and InBucket.
func TermInBucket(bucket int, rest uint64) Term {
	return Term(bucket)<<(64-bucketBits) | Term(rest)<<GroupBits //nolint:gosec // G115: 13 bits
}

// Named says whether the term is from something other than the address: a name, a number, a date.
func (t Term) Named() bool { return t&inAddress == 0 }

// Type prefixes of hashed values, so that a name and a number with the same characters differ.
const (
	hashedWord       = 'w'
	hashedSound      = 's'
	hashedBeginning  = 'b'
	hashedPhone      = 'p'
	hashedDepartment = 'd'
	hashedYear       = 'y'
	hashedEmail      = 'e'
	hashedLocal      = 'l'
	hashedIdentifier = 'i'
	hashedFront      = 'f'
	hashedBack       = 'g'
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

// among returns a term whose highest bits are those of shared, and whose other bits distinguish own.
func among(shared, own Term) Term {
	return shared&soundMask | own&soundMask>>(soundBit-exactBit)&exactMask&^soundMask
}

func wordTerm(word string) Term {
	if postcode(word) {
		return among(departmentTerm(department(word)), hashed(hashedWord, word))
	}
	return among(hashed(hashedSound, sound(word)), hashed(hashedWord, word))
}

func phoneTerm(word string) Term { return hashed(hashedPhone, word) & exactMask }

func departmentTerm(number string) Term { return hashed(hashedDepartment, number) & soundMask }

func emailTerm(whole, local string) Term {
	return among(hashed(hashedLocal, local), hashed(hashedEmail, whole))
}

// beginningTerm returns the term of a prefix and the mask of the bits set by its letters. It returns false when the
// word is too short or its first letters are not a to z.
func beginningTerm(word string) (t, mask Term, ok bool) {
	if len(word) < beginning || !plain(word[:beginning]) {
		return 0, 0, false
	}
	t, mask = hashed(hashedBeginning, word[:beginning])&soundMask, soundMask
	for i, shift := beginning, soundBit-letterBits; i < min(len(word), beginning+following); i, shift = i+1, shift-letterBits {
		t, mask = t|letterOf(word[i])<<shift, mask|lastLetter<<shift
	}
	return t, mask, true
}

const (
	letterBits = 5
	lastLetter = Term(1)<<letterBits - 1 // stands for any character but a to z
)

func letterOf(c byte) Term {
	if c >= 'a' && c <= 'z' {
		return Term(c-'a') + 1
	}
	return lastLetter
}

// plain says whether a word has only the letters a to z.
func plain(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}

const (
	// identifierStart is the number of characters of an identifier by which members are found: sex, year, month and a
	// figure of the département.
	identifierStart = 6
	identifierNext  = 4 // further characters encoded in the term
	digitBits       = 4
)

// identifierTerm returns the term of the beginning of an identifier and the mask of the bits set by its characters. It
// returns false when it is too short.
func identifierTerm(start string) (t, mask Term, ok bool) {
	if len(start) < identifierStart {
		return 0, 0, false
	}
	t, mask = hashed(hashedIdentifier, start[:identifierStart])&soundMask, soundMask
	for i, shift := identifierStart, soundBit-digitBits; i < min(len(start), identifierStart+identifierNext); i, shift = i+1, shift-digitBits {
		t, mask = t|Term(start[i]%15+1)<<shift, mask|15<<shift //nolint:mnd // 4 bits, of which 0 stands for the end
	}
	return t, mask, true
}

// dateTerm returns the term of a birth date and the mask of the bits set by its parts; a month or day of 0 is not known.
func dateTerm(d date) (t, mask Term) {
	const monthBit, dayBit = soundBit - 4, soundBit - 9
	t, mask = hashed(hashedYear, d.year)&soundMask, soundMask
	if d.month > 0 {
		t, mask = t|Term(d.month)<<monthBit, mask|15<<monthBit //nolint:gosec,mnd // G115: 4 bits
	}
	if d.day > 0 {
		t, mask = t|Term(d.day)<<dayBit, mask|31<<dayBit //nolint:gosec,mnd // G115: 5 bits
	}
	return t, mask
}
