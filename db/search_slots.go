package db

import (
	"encoding/binary"
	"errors"

	"sesame/account/search"
)

// A group is 262,144 members whose IDs differ only in the low bits. A slot holds the entries of one group for one
// bucket of terms.
const (
	groupBits = search.GroupBits
	inGroup   = 1<<groupBits - 1
	termBytes = 5 // size of a term without its bucket
)

// entry is a term with the low bits of a member's ID (members.id).
type entry = search.Term

var errSlot = errors.New("a slot of the search is cut short")

// eachTerm decodes the terms of a slot. leads is the encoded list of members, for eachMember.
func eachTerm(bucket int, packed []byte, do func(term entry, leads []byte)) error {
	for len(packed) > 0 {
		if len(packed) <= termBytes {
			return errSlot
		}
		term := search.TermInBucket(bucket, uint64(packed[0])<<32|uint64(binary.BigEndian.Uint32(packed[1:])))
		length, n := binary.Uvarint(packed[termBytes:])
		packed = packed[termBytes+max(n, 0):]
		if n <= 0 || length > uint64(len(packed)) {
			return errSlot
		}
		do(term, packed[:length])
		packed = packed[length:]
	}
	return nil
}

// eachMember decodes the low bits of members.id, which are delta-encoded varints. It is small enough to be inlined.
func eachMember(leads []byte, do func(low uint32)) {
	low, step, shift := uint32(0), uint32(0), 0
	for _, b := range leads {
		step |= uint32(b&0x7f) << shift
		if shift += 7; b < 0x80 { // the last byte of a step
			low = (low + step) & inGroup
			do(low)
			step, shift = 0, 0
		}
	}
}

// countMembers is the number of calls that eachMember makes.
func countMembers(leads []byte) (n int) {
	for _, b := range leads {
		if b < 0x80 {
			n++
		}
	}
	return n
}

// pack encodes sorted, distinct entries of one bucket in the format that eachTerm reads.
func pack(sorted []entry) []byte {
	b := make([]byte, 0, 10*len(sorted))
	var leads []byte
	for len(sorted) > 0 {
		term, n, last := sorted[0].InBucket(), 0, entry(0)
		for leads = leads[:0]; n < len(sorted) && sorted[n].InBucket() == term; n++ {
			leads = binary.AppendUvarint(leads, uint64(sorted[n]&inGroup-last))
			last = sorted[n] & inGroup
		}
		b = binary.BigEndian.AppendUint32(append(b, byte(term>>32)), uint32(term)) //nolint:gosec // G115: 33 bits in 5 bytes
		b = append(binary.AppendUvarint(b, uint64(len(leads))), leads...)
		sorted = sorted[n:]
	}
	return b
}

// byBucket groups entries by bucket and keeps their order within it.
func byBucket(entries []entry) []entry {
	var ends [search.Buckets + 1]int
	for _, e := range entries {
		ends[e.Bucket()+1]++
	}
	for i := range search.Buckets {
		ends[i+1] += ends[i]
	}
	sorted := make([]entry, len(entries))
	for _, e := range entries {
		sorted[ends[e.Bucket()]] = e
		ends[e.Bucket()]++
	}
	return sorted
}

// cutBucket splits off the entries of a bucket from those of later buckets.
func cutBucket(entries []entry, bucket int) (of, rest []entry) {
	n := 0
	for n < len(entries) && entries[n].Bucket() == bucket {
		n++
	}
	return entries[:n:n], entries[n:]
}
