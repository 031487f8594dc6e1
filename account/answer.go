package account

import (
	"regexp"
	"strings"
	"unicode"

	"sesame/texts"
)

// MaxAnswer bounds what an agent writes back, in characters.
const MaxAnswer = 5000

// IdentifierRun is what could be a NIR (13 or 15 characters, Corsica's 2A and 2B included) or a SIRET (14 digits), written
// with or without spaces, dots and dashes.
var IdentifierRun = regexp.MustCompile(`(?i)\b\d(?:[ \x{a0}\x{202f}.\-]?[\dab]){12,14}\b`)

// grouped is a temporary password as somebody writes it down: in groups.
var grouped = regexp.MustCompile(`(?i)\b[a-z2-9]{4}[ \-][a-z2-9]{4}[ \-][a-z2-9]{4}\b|\b[a-z2-9]{3}(?:[ \-][a-z2-9]{3}){3}\b|\b[a-z2-9]{6}[ \-][a-z2-9]{6}\b`)

// CheckAnswer refuses what must never leave by e-mail, whoever writes it: something that looks like a temporary password,
// an identifier, or a link, and what is empty or too long. A *FieldError says which.
func CheckAnswer(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return ErrEmpty
	case len([]rune(s)) > MaxAnswer:
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

// holdsTemporary finds a word that could have been drawn as a temporary password: 12 characters of its alphabet, of which
// one is a digit, or which has too few vowels for a French word.
func holdsTemporary(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
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

var vowels = regexp.MustCompile(`[aeuy]`)

// mixed says that a group holds letters and digits at once: words and numbers of a sentence do not.
func mixed(s string) bool {
	for _, group := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if strings.ContainsAny(group, "23456789") && strings.ContainsFunc(group, unicode.IsLetter) {
			return true
		}
	}
	return false
}
