package db

import (
	"encoding/binary"
	"errors"

	"sesame/account"
)

// A group is 65,536 members whose numbers differ in the low bits alone; a slot holds what leads to members of one group
// from the words of one bucket.
const (
	groupBits = account.SearchGroupBits
	inGroup   = 1<<groupBits - 1
	termBytes = 5 // of a term, without its bucket
)

// entry is a term that leads to a member: the low bits are those of members.id.
type entry = account.SearchTerm

var errSlot = errors.New("a slot of the search is cut short")

// eachTerm reads the entries of a slot: ids holds two bytes for each member that the term leads to, in their order.
func eachTerm(bucket int, packed []byte, do func(term entry, ids []byte)) error {
	for len(packed) > 0 {
		if len(packed) <= termBytes {
			return errSlot
		}
		term := account.TermInBucket(bucket, uint64(packed[0])<<32|uint64(binary.BigEndian.Uint32(packed[1:])))
		count, n := binary.Uvarint(packed[termBytes:])
		packed = packed[termBytes+max(n, 0):]
		if n <= 0 || count > uint64(len(packed)/2) {
			return errSlot
		}
		do(term, packed[:2*count])
		packed = packed[2*count:]
	}
	return nil
}

// pack writes entries of one bucket, sorted, none of them twice, as eachTerm reads them.
func pack(sorted []entry) []byte {
	b := make([]byte, 0, 8*len(sorted))
	for len(sorted) > 0 {
		term, n := sorted[0].InBucket(), 1
		for n < len(sorted) && sorted[n].InBucket() == term {
			n++
		}
		b = binary.BigEndian.AppendUint32(append(b, byte(term>>32)), uint32(term)) //nolint:gosec // G115: 37 bits in 5 bytes
		b = binary.AppendUvarint(b, uint64(n))                                     //nolint:gosec // G115: not below zero
		for _, e := range sorted[:n] {
			b = binary.BigEndian.AppendUint16(b, uint16(e&inGroup)) //nolint:gosec // G115: 16 bits
		}
		sorted = sorted[n:]
	}
	return b
}

// byBucket brings those of one bucket together; their order within it is left.
func byBucket(entries []entry) []entry {
	var ends [account.SearchBuckets + 1]int
	for _, e := range entries {
		ends[e.Bucket()+1]++
	}
	for i := range account.SearchBuckets {
		ends[i+1] += ends[i]
	}
	sorted := make([]entry, len(entries))
	for _, e := range entries {
		sorted[ends[e.Bucket()]] = e
		ends[e.Bucket()]++
	}
	return sorted
}

// cutBucket parts the entries of a bucket from those of the buckets after it.
func cutBucket(entries []entry, bucket int) (of, rest []entry) {
	n := 0
	for n < len(entries) && entries[n].Bucket() == bucket {
		n++
	}
	return entries[:n:n], entries[n:]
}
