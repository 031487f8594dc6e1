package db

import (
	"encoding/binary"
	"errors"

	"sesame/account/search"
)

// A group is 262,144 members whose numbers differ in the low bits alone; a slot holds what leads to members of one group
// from the words of one bucket.
const (
	groupBits = search.GroupBits
	inGroup   = 1<<groupBits - 1
	termBytes = 5 // of a term, without its bucket
)

// entry is a term that leads to a member: the low bits are those of members.id.
type entry = search.Term

var errSlot = errors.New("a slot of the search is cut short")

// eachTerm reads the entries of a slot: leads is whom the term leads to, for eachMember.
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

// eachMember reads the low bits of members.id, each written as the distance from the one before.
func eachMember(leads []byte, do func(low uint32)) {
	low := uint64(0)
	for len(leads) > 0 {
		step, n := binary.Uvarint(leads)
		if n <= 0 {
			return
		}
		low, leads = (low+step)&inGroup, leads[n:]
		do(uint32(low)) //nolint:gosec // G115: 18 bits
	}
}

// pack writes entries of one bucket, sorted, none of them twice, as eachTerm reads them.
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

// byBucket brings those of one bucket together; their order within it is left.
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

// cutBucket parts the entries of a bucket from those of the buckets after it.
func cutBucket(entries []entry, bucket int) (of, rest []entry) {
	n := 0
	for n < len(entries) && entries[n].Bucket() == bucket {
		n++
	}
	return entries[:n:n], entries[n:]
}
