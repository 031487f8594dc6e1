package search

import "strings"

// Sounds of French that have their own character in a phonetic key; the others are letters.
const (
	soundCH = '1' // Chabot, Schmitt
	soundÉ  = '3' // é, è, ai, ey, -er, -et: spelled differently, confused on the telephone
	soundAN = '4' // an, em
	soundIN = '5' // ain, yn, un
	soundON = '6' // on, om
	soundEU = '7' // eu, œu
	soundOU = '8' // ou
	soundOI = '9' // oi, oy
)

// sound returns the phonetic key of a folded French word: Dupond equals Dupont, Gauthier Gautier, Lefèbvre Lefaivre. A
// word with characters other than a to z is its own key.
func sound(word string) string {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	w, last := unspoken(undoubled(word))
	key := make([]byte, 0, len(w)+1)
	for i := 0; i < len(w); {
		s, n := vowelSound(w[i:])
		if n == 0 {
			s, n = consonantSound(w[i:])
		}
		key, i = append(key, s...), i+n
	}
	key = append(key, last...)
	if len(key) == 0 {
		return word
	}
	return string(key)
}

// undoubled reduces each run of one letter to a single one.
func undoubled(w string) string {
	b := make([]byte, 0, len(w))
	for i := range len(w) {
		if i == 0 || w[i] != w[i-1] {
			b = append(b, w[i])
		}
	}
	return string(b)
}

// unspoken removes silent final letters; last is the sound that replaces them.
func unspoken(w string) (kept, last string) {
	plural := strings.TrimRight(w, "sxz")
	for _, é := range [...]string{"er", "et", "ed"} {
		if len(plural) > 3 && strings.HasSuffix(plural, é) {
			return strings.TrimSuffix(plural, é), string(soundÉ)
		}
	}
	if len(w) > 3 && strings.HasSuffix(w, "ez") {
		return w[:len(w)-2], string(soundÉ)
	}
	if kept, ok := strings.CutSuffix(plural, "e"); ok && len(kept) > 1 {
		if vowel(kept[len(kept)-1]) {
			return kept, ""
		}
		return kept + "e", "" // silent, but it distinguishes Martine from Martin
	}
	kept = strings.TrimRight(w, "sxztd")
	for end, short := range map[string]string{"aul": "au", "cq": "c", "ng": "n", "rg": "r", "mp": "m"} {
		if before, ok := strings.CutSuffix(kept, end); ok {
			kept = before + short
			break
		}
	}
	if n := len(kept); n > 3 && kept[n-1] == 'c' && (kept[n-2] == 'r' || kept[n-2] == 'n') {
		kept = kept[:n-1]
	}
	return kept, ""
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// nasal says whether these letters, which end in n or m, form a nasal vowel: only a consonant may follow.
func nasal(w string, n int) bool {
	return len(w) == n || !vowel(w[n]) && w[n] != 'n' && w[n] != 'm' && w[n] != 'h'
}

// spelling is one spelling of a vowel sound.
type spelling struct {
	letters string
	sound   string
	nasal   bool
}

// vowelSpellings lists the spellings by first letter, longest first.
var vowelSpellings = map[byte][]spelling{
	'a': {{"ain", string(soundIN), true}, {"aim", string(soundIN), true}, {"au", "o", false}, {"ai", string(soundÉ), false},
		{"ay", string(soundÉ), false}, {"an", string(soundAN), true}, {"am", string(soundAN), true}},
	'e': {{"eau", "o", false}, {"ein", string(soundIN), true}, {"eim", string(soundIN), true}, {"eu", string(soundEU), false},
		{"ei", string(soundÉ), false}, {"ey", string(soundÉ), false}, {"en", string(soundAN), true}, {"em", string(soundAN), true}},
	'i': {{"ien", "i" + string(soundIN), true}, {"in", string(soundIN), true}, {"im", string(soundIN), true}},
	'o': {{"oeu", string(soundEU), false}, {"oi", string(soundOI), false}, {"oy", string(soundOI), false}, {"ou", string(soundOU), false},
		{"on", string(soundON), true}, {"om", string(soundON), true}},
	'u': {{"un", string(soundIN), true}},
	'y': {{"yn", string(soundIN), true}, {"ym", string(soundIN), true}},
}

// vowelSound returns the vowel sound at the start of w and its length n in letters, which is 0 for a consonant.
func vowelSound(w string) (s string, n int) {
	for _, p := range vowelSpellings[w[0]] {
		if strings.HasPrefix(w, p.letters) && (!p.nasal || nasal(w, len(p.letters))) {
			return p.sound, len(p.letters)
		}
	}
	switch w[0] {
	case 'e':
		if len(w) == 1 {
			return "", 1
		}
		return string(soundÉ), 1
	case 'y':
		return "i", 1
	case 'a', 'i', 'o', 'u':
		return w[:1], 1
	}
	return "", 0
}

// consonantSpellings lists consonants that do not sound as written, longest first.
var consonantSpellings = []struct{ letters, sound string }{
	{"sch", string(soundCH)}, {"chr", "kr"}, {"chl", "kl"}, {"ch", string(soundCH)}, {"sh", string(soundCH)}, {"ph", "f"}, {"th", "t"},
	{"rh", "r"}, {"ck", "k"}, {"cq", "k"}, {"qu", "k"}, {"q", "k"}, {"bv", "v"}, {"pt", "t"}, {"h", ""}, {"w", "v"}, {"z", "s"}, {"x", "ks"},
}

// consonantSound returns the consonant sound at the start of w and its length n, at least one letter.
func consonantSound(w string) (s string, n int) {
	soft := len(w) > 1 && strings.IndexByte("eiy", w[1]) >= 0
	switch {
	case w[0] == 'c' && soft:
		return "s", 1
	case w[0] == 'g' && soft:
		if len(w) > 2 && w[1] == 'e' && strings.IndexByte("ao", w[2]) >= 0 { // Georges
			return "j", 2
		}
		return "j", 1
	case len(w) > 2 && w[:2] == "gu" && strings.IndexByte("eiy", w[2]) >= 0:
		return "g", 2
	}
	for _, p := range consonantSpellings {
		if strings.HasPrefix(w, p.letters) {
			return p.sound, len(p.letters)
		}
	}
	if w[0] == 'c' {
		return "k", 1
	}
	return w[:1], 1
}
