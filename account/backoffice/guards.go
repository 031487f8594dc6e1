package backoffice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Disarmed keeps a spreadsheet, where people correct refused lines, from reckoning with a value: an apostrophe stands
// before what it would take for a formula. unguarded takes it off again.
func Disarmed(s string) string {
	if formula(s) && !guarded(s) {
		return "'" + s
	}
	return s
}

// guarded tells ="284…", which a spreadsheet shows as the text within.
func guarded(s string) bool {
	inside, ok := strings.CutPrefix(s, `="`)
	inside, closed := strings.CutSuffix(inside, `"`)
	return ok && closed && !strings.ContainsAny(inside, `"()&`)
}

// unguarded takes off what people put around a value so that a spreadsheet keeps it as it is: ="284…", '284….
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

// elided tells the apostrophe that belongs to a name: « 't Hooft », « 's-Gravenhage ».
func elided(rest string) bool {
	r, n := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r) && n < len(rest) && (rest[n] == ' ' || rest[n] == '-')
}

// formula tells what a spreadsheet reckons with; a telephone number with its + and a negative amount are none.
func formula(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '@', '\t', '\r':
		return true
	case '+', '-':
		return strings.Trim(s[1:], "0123456789 .,()/\u00a0\u202f") != ""
	}
	return false
}
