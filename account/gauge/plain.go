package gauge

import (
	"strings"
	"unicode"
)

// Plain undoes what phones, word processors and copies do to a password: blanks around it, spaces of another kind,
// invisible characters, and the signs of typography in place of those of the keyboard. It is what a hash is made of, so
// that a password chosen on one machine is right on another.
func Plain(password string) string {
	spaced := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || invisible(r):
			return -1
		}
		return r
	}, NormalisePassword(password))
	return NormalisePassword(strings.Trim(keyboardSigns.Replace(spaced), " "))
}

// keyboardSigns stand for those that are put in their place while somebody types. French quotation marks come with a
// space inside.
var keyboardSigns = strings.NewReplacer(
	"’", "'", "‘", "'", "ʼ", "'", "′", "'",
	"« ", `"`, " »", `"`, "«", `"`, "»", `"`, "“", `"`, "”", `"`, "„", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"…", "...",
)

// invisible tells the characters that show nothing: those of format, fillers, and the choice of a sign's variant.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// untyped says why a new password cannot be taken as it stands, whatever its strength: it would be copied or typed again
// without what nobody sees. Empty for one that can.
func untyped(normal string) string {
	visible := strings.TrimSpace(normal)
	switch {
	case visible != normal:
		return adviceEdge
	case strings.IndexFunc(visible, unseen) >= 0:
		return adviceInvisible
	}
	return ""
}

// unseen lets the choice of a sign's variant pass: keyboards add it to a sign by themselves, and Plain drops it.
func unseen(r rune) bool {
	return unicode.IsControl(r) || invisible(r) && !unicode.Is(unicode.Variation_Selector, r)
}
