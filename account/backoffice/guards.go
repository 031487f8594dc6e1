package backoffice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// disarmed prefixes a value that a spreadsheet would evaluate as a formula with an apostrophe. unguarded removes it again.
func disarmed(s string) string {
	if formula(s) && !guarded(s) {
		return "'" + s
	}
	return s
}

// guarded recognises ="284…", which a spreadsheet shows as text.
func guarded(s string) bool {
	inside, ok := strings.CutPrefix(s, `="`)
	inside, closed := strings.CutSuffix(inside, `"`)
	return ok && closed && !strings.ContainsAny(inside, `"()&`)
}

// unguarded removes what users add so that a spreadsheet keeps a value unchanged: ="284…", '284….
func unguarded(s string) string {
	for {
		switch {
		case len(s) > 2 && strings.HasPrefix(s, `="`) && s[len(s)-1] == '"':
			s = strings.TrimSpace(strings.ReplaceAll(s[2:len(s)-1], `""`, `"`))
		case strings.HasPrefix(s, "'") && !elided(s[1:]):
			s = strings.TrimSpace(strings.TrimSuffix(s[1:], "'"))
		default:
			return s
		}
	}
}

// elided recognises an apostrophe that belongs to a name: « 't Hooft », « 's-Gravenhage ».
func elided(rest string) bool {
	r, n := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r) && n < len(rest) && (rest[n] == ' ' || rest[n] == '-')
}

// formula recognises a value that a spreadsheet evaluates; a telephone number with + and a negative amount are
// excluded.
func formula(s string) bool {
	first, n := utf8.DecodeRuneInString(s)
	switch first {
	case '=', '@', '\t', '\r', '\n', '＝', '＠':
		return true
	case '+', '-', '＋', '－':
		return strings.Trim(s[n:], "0123456789 .,()/\u00a0\u202f") != ""
	}
	return false
}
