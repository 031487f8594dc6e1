package account

import (
	"regexp"
	"strings"
	"unicode"

	"sesame/texts"
)

// maxAnswer is the maximum length of an agent's answer, in characters.
const maxAnswer = 5000

// IdentifierRun matches anything shaped like a NIR (13 or 15 characters, including Corsica's 2A and 2B) or a SIRET (14
// digits), with or without spaces, dots and dashes.
var IdentifierRun = regexp.MustCompile(`(?i)\b\d(?:[ \x{a0}\x{202f}.\-]?[\dab]){12,14}\b`)

// grouped matches a temporary password written in groups.
var grouped = regexp.MustCompile(`(?i)\b[a-z2-9]{4}[ \-][a-z2-9]{4}[ \-][a-z2-9]{4}\b|\b[a-z2-9]{3}(?:[ \-][a-z2-9]{3}){3}\b|\b[a-z2-9]{6}[ \-][a-z2-9]{6}\b`)

// CheckAnswer rejects an answer that must not be sent by e-mail: one that contains something like a temporary password,
// an identifier or a link, or that is empty or too long. Its error is a *FieldError.
func CheckAnswer(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return ErrEmpty
	case len([]rune(s)) > maxAnswer:
		return &FieldError{texts.AnswerTooLong}
	case IdentifierRun.MatchString(s):
		return &FieldError{texts.AnswerIdentifier}
	case holdsTemporary(s):
		return &FieldError{texts.AnswerPassword}
	case strings.Contains(s, "://") || strings.Contains(strings.ToLower(s), "www."):
		return &FieldError{texts.AnswerLink}
	}
	return nil
}

// holdsTemporary finds a word that may be a temporary password: 12 characters of its alphabet with a digit, or with too
// few vowels for a French word.
func holdsTemporary(s string) bool {
	for _, w := range wordsOf(s) {
		if IsTemporary(w) && (strings.ContainsAny(w, "23456789") || strings.Count(vowels.ReplaceAllString(strings.ToLower(w), "a"), "a") < 4) {
			return true
		}
	}
	for _, found := range grouped.FindAllString(s, -1) {
		if joined := NormaliseTemporary(found); IsTemporary(joined) && mixed(found) {
			return true
		}
	}
	return false
}

// wordsOf returns the runs of letters and digits.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

var vowels = regexp.MustCompile(`[aeuy]`)

// mixed says whether a group contains both letters and digits, unlike ordinary words and numbers.
func mixed(s string) bool {
	for _, group := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if strings.ContainsAny(group, "23456789") && strings.ContainsFunc(group, unicode.IsLetter) {
			return true
		}
	}
	return false
}
