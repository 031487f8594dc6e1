package gauge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of a password's length, in characters after NFC. A longer one is rejected before any costly work.
const (
	MinPassword = 8
	MaxPassword = 128
)

// Level is the level displayed by the gauge.
type Level int

const (
	Weak   Level = iota // refused
	Fair                // at least 10⁸ guesses
	Strong              // at least 10¹⁰ guesses
)

// String is the French name of the level.
func (l Level) String() string {
	switch l {
	case Fair:
		return "moyen"
	case Strong:
		return "fort"
	}
	return "faible"
}

// Rule is one condition for a password, displayed in the list that updates while the member types.
type Rule struct {
	ID    string // length, digit, upper, lower, special
	Label string // in French
	Met   bool
}

// Verdict is the result of the gauge. Only Accepted decides whether a password may be set.
type Verdict struct {
	Level    Level
	Rules    []Rule
	Advice   string // one French sentence with advice; empty for an empty password
	Accepted bool
}

// Minimum guesses of each level. Below 10⁸, a stolen argon2id hash is cracked within hours.
const (
	fairGuesses   = 1e8
	strongGuesses = 1e10
)

// Judge rates a password. The same result is displayed while the member types and decides acceptance. The level is
// Faible when any rule is not met, whatever the guesses. A password longer than MaxPassword is rejected before any
// costly work; otherwise the cost stays below 20 ms, and below 2 ms for 99 passwords of 100 at any length.
func Judge(password string, p Personal) Verdict {
	if password == "" {
		return Verdict{Rules: rules("", false)}
	}
	normal, ok := Bounded(password)
	if !ok {
		return Verdict{Rules: rules(prefix(password, MaxPassword), false), Advice: adviceTooLong}
	}
	visible := strings.TrimSpace(normal) // surrounding blanks may be unintended, so they do not count
	long := utf8.RuneCountInString(visible) >= MinPassword
	v := Verdict{Rules: rules(visible, long)}
	if v.Advice = untyped(normal); v.Advice != "" {
		return v
	}
	for _, r := range v.Rules {
		if !r.Met {
			v.Advice = adviceRules(v.Rules)
			return v
		}
	}
	e := estimate(project(normal), p)
	v.Level = levelOf(e.guesses)
	v.Accepted = v.Level >= Fair
	v.Advice = advice(v.Level, e, []rune(normal))
	return v
}

// NormalisePassword converts to NFC, the form that is rated, so that é is the same on every device.
func NormalisePassword(s string) string { return norm.NFC.String(s) }

// Bounded normalises a password, or returns false at little cost when it is longer than MaxPassword: in NFC, one
// character stands for at most 4 typed ones (Unicode, UAX 15).
func Bounded(s string) (string, bool) {
	if utf8.RuneCountInString(s) > 4*MaxPassword {
		return "", false
	}
	s = NormalisePassword(s)
	return s, utf8.RuneCountInString(s) <= MaxPassword
}

func prefix(s string, runes int) string {
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}

// rules checks each condition. Accented letters are letters; any character that is neither letter nor digit, including
// a space, is special.
func rules(normal string, length bool) []Rule {
	var digit, upper, lower, special bool
	for _, r := range normal {
		switch {
		case unicode.IsDigit(r):
			digit = true
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			upper = true
		case unicode.IsLower(r):
			lower = true
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsControl(r):
			// A caseless letter, a combining mark, or a character not typed on purpose meets no rule.
		default:
			special = true
		}
	}
	return []Rule{
		{"length", "De 8 à 128 caractères", length},
		{"upper", "Une majuscule", upper},
		{"lower", "Une minuscule", lower},
		{"digit", "Un chiffre", digit},
		{"special", "Un caractère spécial, par exemple - ! ? * ou un espace", special},
	}
}
