package backoffice

import (
	"strings"
	"unicode"

	"sesame/account"
)

// placeholders are words used for « no value », folded, letters only.
var placeholders = map[string]bool{"": true, "neant": true, "nc": true, "na": true, "nr": true, "nd": true, "ns": true, "np": true, "aucun": true, "aucune": true, "inconnu": true,
	"inconnue": true, "sans": true, "sansobjet": true, "so": true, "non": true, "rien": true, "vide": true, "null": true, "none": true, "nan": true, "ras": true,
	"noncommunique": true, "nonrenseigne": true, "nonconnu": true, "pasdemail": true, "pasdemobile": true, "pasdeportable": true, "x": true, "xx": true, "xxx": true}

// placeholder recognises a text used for an empty cell: « NEANT », « N/A », « - », « x ».
func placeholder(v string) bool {
	if strings.ContainsAny(v, "0123456789") {
		return false
	}
	return placeholders[strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, account.Fold(v))]
}

// nobodys recognises dummy numbers: 0000000000, 06 00 00 00 00, 9999999999.
func nobodys(digits string) bool {
	const end = 8 // number of digits after 06
	if len(digits) < end {
		return digits != "" && strings.Trim(digits, "0") == ""
	}
	return strings.Trim(digits[len(digits)-end:], "0") == "" || strings.Trim(digits, digits[:1]) == ""
}

func onlyDigits(v string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v)
}
