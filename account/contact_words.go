package account

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/texts"
)

// MaxContactNote is the maximum length of a note on a contact message, in characters.
const MaxContactNote = 2000

// CheckContactNote rejects a note among agents that is empty, too long or holds something like a temporary password. Its error
// is a *FieldError.
func CheckContactNote(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return ErrEmpty
	case utf8.RuneCountInString(s) > MaxContactNote:
		return &FieldError{texts.NoteTooLong}
	case holdsTemporary(s):
		return &FieldError{texts.NotePassword}
	}
	return nil
}

// salutation matches a greeting at the beginning, with the names after it: alone on its line, or up to a comma.
var salutation = regexp.MustCompile(`^(?i:bonjour|bonsoir|madame|monsieur|chère|cher)(?:[ ,]+(?i:madame|monsieur|mme|et)\b| +\p{Lu}[\p{L}'’-]*){0,6}[ \t]*(?:[,!]|\.?[ \t]*\n|$)`)

// closing matches a closing formula at the end.
var closing = regexp.MustCompile(`(?i)\n\s*(?:bien )?(?:cordialement|cordiales salutations|sincères salutations|salutations distinguées)[ \t]*[,.!]?\s*$`)

// BareAnswer returns an agent's answer without greeting and closing formula, which the mail adds itself.
func BareAnswer(s string) string {
	bare := salutation.ReplaceAllString(strings.TrimSpace(s), "")
	bare = strings.TrimSpace(closing.ReplaceAllString(bare, ""))
	first, n := utf8.DecodeRuneInString(bare)
	if n == 0 {
		return bare
	}
	return string(unicode.ToUpper(first)) + bare[n:]
}

// FilledAnswer returns a ready answer with its placeholders filled in.
func FilledAnswer(words, name, number, caisse, phone string) string {
	return strings.NewReplacer("{nom}", name, "{numero}", number, "{caisse}", caisse, "{telephone}", phone).Replace(words)
}

// readyPlace matches a placeholder: a word in braces.
var readyPlace = regexp.MustCompile(`\{[^{}\n]*\}?`)

// CheckReadyAnswer rejects the text of a ready answer as CheckAnswer does, and an unknown placeholder.
func CheckReadyAnswer(words string) error {
	if err := CheckAnswer(words); err != nil {
		return err
	}
	for _, place := range readyPlace.FindAllString(words, -1) {
		switch place {
		case "{nom}", "{numero}", "{caisse}", "{telephone}":
		default:
			return &FieldError{texts.ReadyPlaceUnknown(place)}
		}
	}
	return nil
}
