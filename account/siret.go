package account

import "strings"

// laPoste is the SIREN whose establishments outgrew the Luhn check: theirs may have a digit sum divisible by 5 instead.
const laPoste = "356000000"

// siretExists tells whether 14 digits pass INSEE's check: Luhn, or La Poste's own rule.
func siretExists(v string) bool {
	if len(v) != 14 || !Digits(v) || strings.HasPrefix(v, "000000000") {
		return false
	}
	luhn, sum := 0, 0
	for i := 0; i < len(v); i++ {
		d := int(v[i] - '0')
		sum += d
		if i%2 == 0 { // 14 digits: the doubled ones are the 1st, 3rd…
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		luhn += d
	}
	return luhn%10 == 0 || strings.HasPrefix(v, laPoste) && sum%5 == 0
}
