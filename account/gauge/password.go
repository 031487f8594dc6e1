package gauge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of a password, in characters after NFC. Above, it is refused before any costly work.
const (
	MinPassword = 8
	MaxPassword = 128
)

// Level is what the gauge shows.
type Level int

const (
	Weak   Level = iota // refused
	Fair                // 10⁸ guesses or more
	Strong              // 10¹⁰ guesses or more
)

// String is the guide's word for the level.
func (l Level) String() string {
	switch l {
	case Fair:
		return "moyen"
	case Strong:
		return "fort"
	}
	return "faible"
}

// Rule is one condition of the guide, for the list that ticks as the member types.
type Rule struct {
	ID    string // length, digit, upper, lower, special
	Label string // French
	Met   bool
}

// Personal is what an attacker who knows the member would try first: names, birth date, identifier, addresses, numbers,
// as they stand in the file, in any order and form.
type Personal struct{ Words []string }

// Verdict is the gauge's answer; Accepted is the only thing that lets a password be set.
type Verdict struct {
	Level    Level
	Rules    []Rule
	Advice   string // one French sentence on how to do better; empty for an empty password
	Accepted bool
}

// Guesses from which a level is reached. Below 10⁸ a stolen argon2id hash falls in hours.
const (
	fairGuesses   = 1e8
	strongGuesses = 1e10
)

// Judge is the one door of the gauge: what it shows while the member types is what accepts or refuses. Faible whenever a
// rule of the guide is not met, whatever the guesses. A password over MaxPassword is refused before any costly work;
// below it the cost stays under 20 ms, and under 2 ms up to 64 characters.
func Judge(password string, p Personal) Verdict {
	if password == "" {
		return Verdict{Rules: rules("", false)}
	}
	normal, ok := Bounded(password)
	if !ok {
		return Verdict{Rules: rules(prefix(password, MaxPassword), false), Advice: adviceTooLong}
	}
	visible := strings.TrimSpace(normal) // a blank at the end is no sign that somebody chose
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
	switch {
	case e.guesses >= strongGuesses:
		v.Level = Strong
	case e.guesses >= fairGuesses:
		v.Level = Fair
	}
	v.Accepted = v.Level >= Fair
	v.Advice = advice(v.Level, e, normal)
	return v
}

// NormalisePassword gives the form that is judged and hashed: NFC, so that é typed on one machine is é on another.
func NormalisePassword(s string) string { return norm.NFC.String(s) }

// Bounded normalises a password, or tells at little cost that it is longer than MaxPassword: no character of NFC stands
// for more than 4 of what was typed (Unicode, UAX 15).
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

// rules ticks the guide's conditions. Accented letters are letters; whatever is neither letter nor digit, a space too,
// is a special character.
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
			// part of a word without case, of the letter before it, or not typed on purpose
		default:
			special = true
		}
	}
	return []Rule{
		{"length", "De 8 à 128 caractères", length},
		{"upper", "Une majuscule", upper},
		{"lower", "Une minuscule", lower},
		{"digit", "Un chiffre", digit},
		{"special", "Un caractère spécial, par exemple - ! ? * ou une espace", special},
	}
}
