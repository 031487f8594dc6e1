package textstest

import (
	"regexp"
	"strings"
	"unicode"
)

// longestSentence is how many words a sentence for members may have.
const longestSentence = 25

// EasyScore is the Kandel-Moles score from which a text is easy: what ten-year-olds read.
const EasyScore = 80

// FewWords is how many words a score needs: the formula was made on samples of so many. Shorter texts are scored together.
const FewWords = 100

var sentenceEnd = regexp.MustCompile(`[.!?…]+( »|\))?(\s+|$)`)

// Sentences splits drawn lines into sentences. The end of a line ends one, too: a heading, a label, an item of a list.
func Sentences(lines ...string) (all []string) {
	for _, line := range lines {
		line = strings.Join(strings.Fields(Plain(line)), " ")
		start := 0
		for _, end := range sentenceEnd.FindAllStringIndex(line, -1) {
			all = append(all, line[start:end[1]])
			start = end[1]
		}
		all = append(all, line[start:])
	}
	kept := all[:0]
	for _, s := range all {
		if s = strings.TrimSpace(s); len(Words(s)) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// Words are the words of a sentence, as spaces part them: « l'adresse » is one. Figures are looked at and not read, so numbers
// are no words, and neither are addresses.
func Words(sentence string) (words []string) {
	for word := range strings.FieldsSeq(sentence) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if strings.ContainsFunc(word, unicode.IsLetter) && !strings.ContainsFunc(word, unicode.IsDigit) && !strings.Contains(word, "@") {
			words = append(words, word)
		}
	}
	return words
}

// Score is how easy sentences are to read, by Kandel and Moles: 207 − 1.015 × words a sentence − 73.6 × syllables a word.
// Above 80 is easy, above 90 very easy.
func Score(sentences []string) float64 {
	words, syllables := 0, 0
	for _, s := range sentences {
		for _, word := range Words(s) {
			words++
			syllables += countSyllables(word)
		}
	}
	if words == 0 {
		return 207
	}
	return 207 - 1.015*float64(words)/float64(len(sentences)) - 73.6*float64(syllables)/float64(words)
}
