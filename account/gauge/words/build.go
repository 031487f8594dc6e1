package words

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/FastFilter/xorfilter"
)

// EncodeRanks encodes data/words.bin. Two words with the same key share the better rank.
func EncodeRanks(ranks map[string]float64) []byte {
	type entry struct {
		key  uint64
		rank byte
	}
	entries := make([]entry, 0, len(ranks))
	for word, rank := range ranks {
		entries = append(entries, entry{Of(word).key() >> 24, rankByte(rank)})
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank)) })
	entries = slices.CompactFunc(entries, func(a, b entry) bool { return a.key == b.key })
	var data []byte
	next := 0
	for bucket := range uint64(buckets + 1) {
		for next < len(entries) && entries[next].key>>24 < bucket {
			next++
		}
		data = binary.LittleEndian.AppendUint32(data, uint32(next))
	}
	for _, e := range entries {
		data = binary.LittleEndian.AppendUint32(data, uint32(e.key&0xffffff)<<8|uint32(e.rank))
	}
	return data
}

// EncodeCommon encodes data/common.bin.
func EncodeCommon(all map[string]bool) ([]byte, error) {
	keys := make([]uint64, 0, len(all))
	for word := range maps.Keys(all) {
		keys = append(keys, Of(word).key())
	}
	slices.Sort(keys)
	f, err := xorfilter.NewBinaryFuse[uint16](slices.Compact(keys))
	if err != nil {
		return nil, fmt.Errorf("filter of common passwords: %w", err)
	}
	data := binary.LittleEndian.AppendUint64(nil, f.Seed)
	for _, n := range []uint32{f.SegmentLength, f.SegmentLengthMask, f.SegmentCount, f.SegmentCountLength} {
		data = binary.LittleEndian.AppendUint32(data, n)
	}
	for _, p := range f.Fingerprints {
		data = binary.LittleEndian.AppendUint16(data, p)
	}
	return data, nil
}

// Letters counts which letter follows each sequence of up to three letters.
type Letters struct{ counts [4][]float64 }

// NewLetters returns empty counts.
func NewLetters() *Letters {
	var l Letters
	size := symbols
	for n := range l.counts {
		l.counts[n] = make([]float64, size)
		size *= symbols
	}
	return &l
}

// Learn counts a word, unless it is held out.
func (l *Letters) Learn(word string, weight float64) {
	if Of(word).HeldOut() {
		return
	}
	context := [3]int{edge, edge, edge}
	for i := 0; i <= len(word); i++ {
		s := edge
		if i < len(word) {
			s = int(word[i] - 'a')
		}
		at, scale := s, symbols
		l.counts[0][at] += weight
		for n := 1; n < len(l.counts); n++ {
			at += context[3-n] * scale
			scale *= symbols
			l.counts[n][at] += weight
		}
		context = [3]int{context[1], context[2], s}
	}
}

// Encode encodes data/letters.bin: for each three letters and the next one, −log₂ of its share, smoothed with the
// shares after the last two letters, the last one, and none (Witten-Bell).
func (l *Letters) Encode() []byte {
	lower := make([]float64, symbols)
	for i := range lower {
		lower[i] = 1.0 / symbols
	}
	for n, counts := range l.counts {
		shares := make([]float64, len(counts))
		for context := 0; context < len(counts); context += symbols {
			row := counts[context : context+symbols]
			total, kinds := 0.0, 0.0
			for _, c := range row {
				total += c
				if c > 0 {
					kinds++
				}
			}
			shorter := 0
			if n > 0 {
				shorter = context % len(l.counts[n-1])
			}
			for s, c := range row {
				below := lower[s]
				if n > 0 {
					below = lower[shorter+s]
				}
				if total == 0 {
					shares[context+s] = below
				} else {
					shares[context+s] = (c + kinds*below) / (total + kinds)
				}
			}
		}
		lower = shares
	}
	data := make([]byte, len(lower))
	for i, share := range lower {
		data[i] = byte(min(255, math.Round(-perBit*math.Log2(share))))
	}
	return data
}
