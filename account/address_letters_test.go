package account

import (
	"math/rand"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The fast conversion to capitals, which nearly all lines take, gives the same result as the general one.
func TestCapitalsAreThoseOfAnyText(t *testing.T) {
	anyText := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToUpper(withoutAccents(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	}
	lines := []string{"", " ", "12, rue de l'Église", "Œuvre d’Hélène – n° 3 bis", "  GAEC du   Pré-aux-Clercs ", "«\u00a0Le Moulin\u202f»", "e\u0301te\u0301", "ŁÓDŹ", "straße 5", "Αθήνα 7", "Ứng", "a\xffb", "\u0301"}
	draw := rand.New(rand.NewSource(1))
	for range 2000 {
		var b strings.Builder
		for range draw.Intn(20) {
			b.WriteRune(rune(draw.Intn([]int{utf8.RuneSelf, 0x180, 0x400, 0x2100}[draw.Intn(4)])))
		}
		lines = append(lines, b.String())
	}
	for _, line := range lines {
		if got, want := unaccented(line), withoutAccents(line); got != want {
			t.Errorf("%q without accents: %q, want %q", line, got, want)
		}
		if got, want := capitals(line), anyText(line); got != want {
			t.Errorf("%q in capitals: %q, want %q", line, got, want)
		}
	}
}
