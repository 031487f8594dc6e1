package textstest

import (
	"regexp"
	"strings"
	"unicode"
)

// longestSentence is the maximum number of words in a sentence for members.
const longestSentence = 25

// EasyScore is the Kandel-Moles score from which a text is easy: ten-year-olds can read it.
const EasyScore = 80

// FewWords is the minimum number of words for a score, because the formula was made on samples of that size. Shorter texts
// are scored together.
const FewWords = 100

var sentenceEnd = regexp.MustCompile(`[.!?…]+( »|\))?(\s+|$)`)

// Sentences splits drawn lines into sentences. The end of a line ends a sentence, too: it may be a heading, a label, or an
// item of a list.
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

// Words returns the words of a sentence, separated by spaces: « l'adresse » is one word. Numbers and addresses are left out,
// because they are looked at and not read.
func Words(sentence string) (words []string) {
	for word := range strings.FieldsSeq(sentence) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if strings.ContainsFunc(word, unicode.IsLetter) && !strings.ContainsFunc(word, unicode.IsDigit) && !strings.Contains(word, "@") {
			words = append(words, word)
		}
	}
	return words
}

// Score returns how easy sentences are to read, by Kandel and Moles: 207 − 1.015 × words per sentence − 73.6 × syllables
// per word. Above 80 is easy, above 90 very easy.
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
