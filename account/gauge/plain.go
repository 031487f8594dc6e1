package gauge

import (
	"strings"
	"unicode"
)

// Plain undoes what phones, word processors and copying change in a password: surrounding blanks, other kinds of space,
// invisible characters, and typographic signs instead of keyboard ones. Hashes are made from this form, so that a
// password works on every machine.
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

// keyboardSigns maps the typographic signs that replace keyboard ones during typing. French quotation marks include a
// space.
var keyboardSigns = strings.NewReplacer(
	"’", "'", "‘", "'", "ʼ", "'", "′", "'",
	"« ", `"`, " »", `"`, "«", `"`, "»", `"`, "“", `"`, "”", `"`, "„", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"…", "...",
)

// invisible recognises characters without a glyph: format characters, fillers and variation selectors.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// untyped returns why a new password is rejected whatever its strength: its invisible characters could not be typed
// again. It is empty for an acceptable password.
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

// unseen is invisible without variation selectors: keyboards add these by themselves, and Plain removes them.
func unseen(r rune) bool {
	return unicode.IsControl(r) || invisible(r) && !unicode.Is(unicode.Variation_Selector, r)
}
