package account

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// Share counts the real members of a kind of identifier who take a path in « oubli ».
type Share struct {
	Kind     Kind
	Path     Path
	Category Category
	Members  int
}

// DecoyPath gives the path of an identifier that nobody has: always the same for it, and over all of them in the
// proportions of the real members of its kind. Where a few shares change, few identifiers change their path.
func DecoyPath(k *Keyring, id Identifier, shares []Share) (Path, Category) {
	var own []Share
	var total uint64
	for _, s := range shares {
		if s.Kind == id.Kind && s.Members > 0 {
			own = append(own, s)
			total += uint64(s.Members)
		}
	}
	if total == 0 {
		return lonePath(id.Kind)
	}
	slices.SortFunc(own, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Category, b.Category))
	})
	drawn := binary.BigEndian.Uint64(k.Index("decoy", []byte(id.Kind), []byte(id.Value)))
	place, _ := bits.Mul64(drawn, total) // uniform in [0, total)
	for _, s := range own {
		if place < uint64(s.Members) {
			return s.Path, s.Category
		}
		place -= uint64(s.Members)
	}
	panic("account: a place beyond the shares") // place < total, the sum of the shares
}

// lonePath is for a kind that no member has yet.
func lonePath(kind Kind) (Path, Category) {
	switch kind {
	case NIR:
		return ByCode, Particulier
	case SIRET:
		return ByCode, Entreprise
	}
	return ByLetter, TiersCategory
}
