package textstest

import (
	"strings"
	"unicode"
)

// countSyllables counts the syllables of a word as it is said: neighbouring vowels are one, unless French parts them (« oubli-é »,
// « actu-el »); an « e » or « es » at the end is mute. An ending in « ent » always counts, for a verb's cannot be told from
// « souvent »: the count errs on the hard side. So it does with figures, which are one syllable each. Short words in capitals
// are spelled out.
func countSyllables(word string) int {
	if letters := []rune(word); len(letters) > 1 && len(letters) <= 3 && strings.ToUpper(word) == word && !strings.ContainsFunc(word, unicode.IsDigit) {
		return len(letters)
	}
	count := 0
	for part := range strings.FieldsFuncSeq(strings.ToLower(word), func(r rune) bool { return r == '-' || r == '\'' || r == '/' || r == '.' || r == ',' }) {
		if strings.ContainsFunc(part, unicode.IsDigit) {
			count += len([]rune(part))
			continue
		}
		count += spoken([]rune(part))
	}
	return max(count, 1)
}

func vowel(r rune) bool { return strings.ContainsRune("aeiouyàâäéèêëîïôöùûüœæ", r) }

// spoken counts the syllables of a word without hyphens.
func spoken(letters []rune) int {
	if len(letters) == 1 && !vowel(letters[0]) {
		return 0 // an elided word leans on the next one
	}
	letters = withoutMuteEnd(letters)
	count, within := 0, false
	for i, r := range letters {
		switch {
		case !vowel(r) || consonantY(letters, i):
			within = false
		case !within:
			count++
			within = true
		case parted(letters, i):
			count++
		}
	}
	return max(count, 1)
}

// withoutMuteEnd takes a final « e » or « es » off, where a vowel stands before it in the word.
func withoutMuteEnd(letters []rune) []rune {
	end := len(letters)
	if end > 2 && letters[end-1] == 's' {
		end--
	}
	if end < 3 || letters[end-1] != 'e' {
		return letters
	}
	for _, r := range letters[:end-1] {
		if vowel(r) {
			return letters[:end-1]
		}
	}
	return letters
}

// consonantY tells a « y » that begins a syllable, as in « essa-yer ».
func consonantY(letters []rune, i int) bool {
	return letters[i] == 'y' && i+1 < len(letters) && vowel(letters[i+1])
}

// parted tells whether a vowel begins a syllable of its own after the vowel before it.
func parted(letters []rune, i int) bool {
	before, at := letters[i-1], letters[i]
	switch {
	case before == 'u' && i > 1 && strings.ContainsRune("qg", letters[i-2]): // mute
		return false
	case before == 'é' || strings.ContainsRune("ïëü", at):
		return true
	case before == 'i': // one breath, but not after two consonants, as in « oubli-er »
		return i > 2 && strings.ContainsRune("lr", letters[i-2]) && !vowel(letters[i-3]) && letters[i-3] != 'l' && letters[i-3] != 'r'
	case before == 'u':
		return strings.ContainsRune("aéèe", at) && (i+1 >= len(letters) || letters[i+1] != 'i' && letters[i+1] != 'u')
	case before == 'a', before == 'o':
		return strings.ContainsRune("aoéè", at)
	case before == 'e':
		return strings.ContainsRune("oéè", at)
	}
	return false
}
