package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Category is the member's profile. It determines the identity question.
type Category string

const (
	Particulier        Category = "particulier"
	Exploitant         Category = "exploitant"
	Entreprise         Category = "entreprise"
	EmployeurJardinier Category = "employeur_jardinier"
	TiersCategory      Category = "tiers"
)

// Categories lists the categories in the order of the guide.
var Categories = []Category{Particulier, Exploitant, Entreprise, EmployeurJardinier, TiersCategory}

// valid says whether c is one of the five categories.
func (c Category) valid() bool {
	switch c {
	case Particulier, Exploitant, Entreprise, EmployeurJardinier, TiersCategory:
		return true
	}
	return false
}

// ParseCategory parses a category in any usual spelling: « Employeur de jardinier », « EMPLOYEURS-JARDINIERS »,
// « Exploitante agricole ».
func ParseCategory(s string) (Category, bool) {
	words := strings.FieldsFunc(Fold(s), func(r rune) bool { return r < 'a' || r > 'z' })
	kept := words[:0]
	for _, w := range words {
		switch w {
		case "de", "d", "agricole", "agricoles", "e", "s":
		case "exploitante", "exploitantes":
			kept = append(kept, "exploitant")
		case "tiers":
			kept = append(kept, w)
		default:
			kept = append(kept, strings.TrimSuffix(w, "s"))
		}
	}
	c := Category(strings.Join(kept, "_"))
	return c, c.valid()
}

// Fold converts to lower case and removes accents, to compare words.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}
