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

// Identity is what FranceConnect says of a person (its « identité pivot »), as given. No NIR is in it.
type Identity struct {
	FamilyName   string // of birth
	GivenNames   string // all of them, a space between two
	Gender       string // male, female; anything else fits nobody
	BirthDate    string // 1985-12-31; day or month 00 where the civil register does not know it
	BirthPlace   string // INSEE code of the commune; empty for a birth abroad
	BirthCountry string // INSEE code of the country: 99100 is France
}

// Key finds who may be this person, by a keyed index (keys.Keyring.Index); nil when something is missing. Accents, case, hyphens and apostrophes do not
// count, and of the given names only the first: files rarely keep the others, and « Jean-Pierre » is as often « Jean
// Pierre ».
func (i Identity) Key(index func(use string, parts ...[]byte) []byte) []byte {
	var family, given [64]byte // names seldom need more; append finds it elsewhere
	last := slices.DeleteFunc(foldName(family[:0], i.FamilyName), func(b byte) bool { return b == ' ' })
	names := bytes.Fields(foldName(given[:0], i.GivenNames))
	if len(last) == 0 || len(names) == 0 || i.BirthDate == "" {
		return nil
	}
	return index("identity", last, names[0], []byte(i.BirthDate))
}

// Fits tells whether a member whose key is the same can be this person: the given names must not contradict each
// other (twins), and sex, year, month and place of birth are compared with those that the NIR itself tells.
func (i Identity) Fits(nir, givenNames string) bool {
	return nirShaped(nir) && sameGivenNames(nameWords(i.GivenNames), nameWords(givenNames)) &&
		i.sexOf(nir) && i.birthOf(nir) && i.placeOf(nir)
}

// sameGivenNames tells whether the shorter list begins the longer one.
func sameGivenNames(a, b []string) bool {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

// sexOf: odd for men, even for women, the provisional 3, 4, 7 and 8 too (INSEE).
func (i Identity) sexOf(nir string) bool {
	if nir[0]%2 == 1 {
		return i.Gender == "male"
	}
	return i.Gender == "female"
}

// birthOf compares year and month; a month above 12 says that the birth record did not tell it.
func (i Identity) birthOf(nir string) bool {
	return len(i.BirthDate) == len("1985-12-31") && i.BirthDate[2:4] == nir[1:3] && (nir[3:5] > "12" || i.BirthDate[5:7] == nir[3:5])
}

// abroad is the département of a NIR for a birth outside France; the country's number follows it.
const abroad = "99"

// formerDepartments are those that the NIR keeps and that today's codes have split; the commune's three digits stayed
// (Corse until 1976, Seine and Seine-et-Oise until 1968).
var formerDepartments = map[string]struct {
	until string // births before
	now   []string
}{
	"20": {"1976", []string{"2A", "2B"}},
	"75": {"1968", []string{"92", "93", "94"}},
	"78": {"1968", []string{"91", "92", "93", "94", "95"}},
}

// placeOf compares the commune of birth, or the country for a birth abroad. Algeria's départements until 1962 were
// numbered 91 to 94, and 95 and 96 stood for Morocco and Tunisia: births abroad by today's codes, of a country that
// the NIR does not tell in the same way.
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

// nameWords folds a name into its words: « D'Alençon-Œuf » is dalencon, oeuf.
func nameWords(s string) []string { return strings.Fields(string(foldName(nil, s))) }

// foldName writes a name in small letters without accents, a space where a word ends; an apostrophe parts no words.
// An import folds each name of its file: plain letters take the short way.
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

// FoldLetter writes what stands for a small letter beyond ASCII.
func FoldLetter(folded []byte, r rune) []byte {
	if r < rune(len(foldedLatin())) {
		return append(folded, foldedLatin()[r]...)
	}
	return decomposed(folded, r)
}

// foldedLatin are the letters that a French file is full of, worked out once: decomposing é takes as long as all of a
// name besides.
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
	case unicode.Is(unicode.Mn, base): // of a letter that came decomposed
		return folded
	}
	return append(folded, ' ')
}

// asRegistered are the letters that Unicode does not decompose, as the civil register writes them.
var asRegistered = map[rune]string{'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d"}
