package textstest

import (
	"strings"
	"unicode"
)

// countSyllables counts the syllables of a word as it is pronounced. Neighbouring vowels are one syllable, unless French
// separates them (« oubli-é », « actu-el »); a final « e » or « es » is mute. A final « ent » always counts, because that of a
// verb cannot be distinguished from that of « souvent »; each digit counts as one syllable: both errors make a text seem
// harder. Short words in capitals are spelled out.
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
		return 0 // an elided word is pronounced with the next one
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

// withoutMuteEnd removes a final « e » or « es », if the word contains another vowel before it.
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

// consonantY reports whether a « y » begins a syllable, as in « essa-yer ».
func consonantY(letters []rune, i int) bool {
	return letters[i] == 'y' && i+1 < len(letters) && vowel(letters[i+1])
}

// parted reports whether a vowel begins a new syllable after the vowel before it.
func parted(letters []rune, i int) bool {
	before, at := letters[i-1], letters[i]
	switch {
	case before == 'u' && i > 1 && strings.ContainsRune("qg", letters[i-2]): // mute
		return false
	case before == 'é' || strings.ContainsRune("ïëü", at):
		return true
	case before == 'i': // one syllable, except after two consonants, as in « oubli-er »
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
