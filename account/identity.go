package account

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Identity is the unmodified « identité pivot » from FranceConnect. It contains no NIR.
type Identity struct {
	FamilyName   string // at birth
	GivenNames   string // all of them, separated by spaces
	Gender       string // male or female; any other value matches nobody
	BirthDate    string // 1985-12-31; day or month is 00 when the civil register does not know it
	BirthPlace   string // INSEE code of the commune; empty for a birth abroad
	BirthCountry string // INSEE code of the country: 99100 is France
}

// Key is the keyed hash (keys.Keyring.Index) that finds members who may be this person; nil when a value is missing. It
// ignores accents, case, hyphens and apostrophes, and uses the first word of the given names only, because files rarely
// contain the others and « Jean-Pierre » is often written « Jean Pierre ».
func (i Identity) Key(index func(use string, parts ...[]byte) []byte) []byte {
	var family, given [64]byte // large enough for most names; append reallocates for longer ones
	last := slices.DeleteFunc(foldName(family[:0], i.FamilyName), func(b byte) bool { return b == ' ' })
	names := bytes.Fields(foldName(given[:0], i.GivenNames))
	if len(last) == 0 || len(names) == 0 || i.BirthDate == "" {
		return nil
	}
	return index("identity", last, names[0], []byte(i.BirthDate))
}

// Fits says whether a member with the same key can be this person: the given names must not contradict each other
// (twins), and sex, year, month and place of birth must match those encoded in the NIR.
func (i Identity) Fits(nir, givenNames string) bool {
	return nirShaped(nir) && sameGivenNames(nameWords(i.GivenNames), nameWords(givenNames)) &&
		i.sexOf(nir) && i.birthOf(nir) && i.placeOf(nir)
}

// sameGivenNames says whether the shorter list is a prefix of the longer one.
func sameGivenNames(a, b []string) bool {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

// sexOf compares the sex: in a NIR's first digit, odd means male and even female, including the provisional 3, 4, 7 and
// 8 (INSEE).
func (i Identity) sexOf(nir string) bool {
	if nir[0]%2 == 1 {
		return i.Gender == "male"
	}
	return i.Gender == "female"
}

// birthOf compares year and month. A month above 12 means that the birth record did not state it.
func (i Identity) birthOf(nir string) bool {
	return len(i.BirthDate) == len("1985-12-31") && i.BirthDate[2:4] == nir[1:3] && (nir[3:5] > "12" || i.BirthDate[5:7] == nir[3:5])
}

// abroad is the département code in a NIR for a birth outside France; the country code follows it.
const abroad = "99"

// formerDepartments are codes used in NIRs and since split; the commune's three digits are unchanged (Corse until 1976,
// Seine and Seine-et-Oise until 1968).
var formerDepartments = map[string]struct {
	until string // applies to births before this date
	now   []string
}{
	"20": {"1976", []string{"2A", "2B"}},
	"75": {"1968", []string{"92", "93", "94"}},
	"78": {"1968", []string{"91", "92", "93", "94", "95"}},
}

// placeOf compares the commune of birth, or the country for a birth abroad. Until 1962, codes 91 to 94 were Algerian
// départements, and 95 and 96 were Morocco and Tunisia: today these are births abroad, for which the NIR's country code
// cannot be compared.
func (i Identity) placeOf(nir string) bool {
	place, department := nir[5:10], nir[5:7]
	if i.BirthPlace == "" {
		if department == abroad {
			return i.BirthCountry == place
		}
		return department >= "91" && department <= "96" && i.BirthDate < "1968" && i.BirthCountry != "" && i.BirthCountry != "99100"
	}
	if i.BirthPlace == place {
		return true
	}
	former, split := formerDepartments[department]
	if !split || i.BirthDate >= former.until || len(i.BirthPlace) != len(place) || i.BirthPlace[2:] != place[2:] {
		return false
	}
	for _, now := range former.now {
		if i.BirthPlace[:2] == now {
			return true
		}
	}
	return false
}

// nameWords returns the folded words of a name: « D'Alençon-Œuf » gives dalencon, oeuf.
func nameWords(s string) []string { return strings.Fields(string(foldName(nil, s))) }

// foldName converts a name to lower case without accents, with a space between words; an apostrophe does not separate
// words. Imports fold every name in a file, so ASCII letters have a fast path.
func foldName(folded []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			folded = append(folded, byte(r))
		case r >= 'A' && r <= 'Z':
			folded = append(folded, byte(r-'A'+'a'))
		case r == '\'' || r == '’':
		case r < utf8.RuneSelf:
			folded = append(folded, ' ')
		default:
			folded = FoldLetter(folded, unicode.ToLower(r))
		}
	}
	return folded
}

// FoldLetter appends the folded form of a lower-case letter beyond ASCII.
func FoldLetter(folded []byte, r rune) []byte {
	if r < rune(len(foldedLatin())) {
		return append(folded, foldedLatin()[r]...)
	}
	return decomposed(folded, r)
}

// foldedLatin caches the folded letters frequent in French: decomposing one é takes as long as folding the rest of a
// name.
var foldedLatin = sync.OnceValue(func() *[0x180]string {
	var all [0x180]string
	for r := range rune(len(all)) {
		all[r] = string(decomposed(nil, r))
	}
	return &all
})

func decomposed(folded []byte, r rune) []byte {
	if registered, ok := asRegistered[r]; ok {
		return append(folded, registered...)
	}
	var one [utf8.UTFMax]byte
	base, _ := utf8.DecodeRune(norm.NFD.Append(nil, one[:utf8.EncodeRune(one[:], r)]...))
	switch {
	case unicode.IsLetter(base):
		return utf8.AppendRune(folded, base)
	case unicode.Is(unicode.Mn, base): // combining mark of a decomposed letter
		return folded
	}
	return append(folded, ' ')
}

// asRegistered maps letters that Unicode does not decompose to their spelling in the civil register.
var asRegistered = map[rune]string{'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d"}
