package account

import "strings"

// laPoste is the SIREN of La Poste, which has more establishments than the Luhn check allows: their digit sum may be
// divisible by 5 instead.
const laPoste = "356000000"

// RestoredSIRET returns the SIRET whose leading zeros a spreadsheet has removed, if the digits can be one.
func RestoredSIRET(digits string) (Identifier, bool) {
	const fewest = 12 // a SIREN has at most two leading zeros in practice
	if len(digits) < fewest || len(digits) >= siretLength {
		return Identifier{}, false
	}
	full := strings.Repeat("0", siretLength-len(digits)) + digits
	return Identifier{SIRET, full}, siretExists(full)
}

// siretExists says whether 14 digits pass INSEE's check: Luhn, or La Poste's own rule.
func siretExists(v string) bool {
	if len(v) != 14 || !Digits(v) || strings.HasPrefix(v, "000000000") {
		return false
	}
	luhn, sum := 0, 0
	for i := 0; i < len(v); i++ {
		d := int(v[i] - '0')
		sum += d
		if i%2 == 0 { // of 14 digits, the 1st, 3rd… are doubled
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		luhn += d
	}
	return luhn%10 == 0 || strings.HasPrefix(v, laPoste) && sum%5 == 0
}
