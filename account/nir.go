package account

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

var errNIRShape = errors.New("account: not the 13 characters of a NIR")

// nirShaped says whether v has the format of a NIR: 13 digits, with Corsica's 2A or 2B allowed as département, and a
// first digit that INSEE assigns (1 and 2; 3 and 4 during registration; 7 and 8 provisionally).
func nirShaped(v string) bool {
	return len(v) == nirLength && strings.IndexByte("123478", v[0]) >= 0 &&
		Digits(v[:5]) && (Digits(v[5:7]) || v[5:7] == "2A" || v[5:7] == "2B") && Digits(v[7:])
}

// NIRKey returns the 2-digit key of a 13-character NIR: 97 − N mod 97, with 19 for 2A and 18 for 2B (INSEE).
func NIRKey(nir13 string) (string, error) {
	if !nirShaped(nir13) {
		return "", errNIRShape
	}
	departement := nir13[5:7]
	switch departement {
	case "2A":
		departement = "19"
	case "2B":
		departement = "18"
	}
	n, err := strconv.ParseUint(nir13[:5]+departement+nir13[7:], 10, 64)
	if err != nil {
		return "", fmt.Errorf("account: NIR key: %w", err)
	}
	return fmt.Sprintf("%02d", 97-n%97), nil
}

// keyFits says whether v is a NIR followed by its correct key.
func keyFits(v string) bool {
	if len(v) != keyedLength || !Digits(v[nirLength:]) {
		return false
	}
	key, err := NIRKey(v[:nirLength])
	return err == nil && key == v[nirLength:]
}

// nirExists says whether INSEE can have assigned this NIR.
func nirExists(v string) bool { return nirShaped(v) && monthExists(v) && placeExists(v) }

// monthExists checks the month: 01–12, or 20–42 and 50–99 when the birth record does not state it.
func monthExists(nir string) bool {
	month := nir[3:5]
	return month >= "01" && month <= "12" || month >= "20" && month <= "42" || month >= "50"
}

// placeExists checks the département: 01–95, 2A, 2B, 96 (births in former protectorates), 971–978, 980–989, 99 (born abroad).
func placeExists(nir string) bool {
	switch nir[5:7] {
	case "00":
		return false
	case "97":
		return nir[7] >= '1' && nir[7] <= '8'
	}
	return true
}

// NIRBirth is what a NIR says of its holder's birth.
type NIRBirth struct {
	Sex         byte   // 'f' or 'm'
	Year, Month string // two digits each; Month is empty when the birth record does not state it
	Departement string // 01 to 96, 2A, 2B; 97 and 98 overseas; 99 for a birth abroad
}

// Birth returns what a NIR says of its holder's birth; ok is false for any other identifier, and a NIR that cannot exist.
func (id Identifier) Birth() (b NIRBirth, ok bool) {
	v := id.Value
	if id.Kind != NIR || !nirExists(v) {
		return b, false
	}
	b = NIRBirth{Sex: 'm', Year: v[1:3], Departement: v[5:7]}
	if (v[0]-'0')%2 == 0 {
		b.Sex = 'f'
	}
	if month := v[3:5]; month <= "12" {
		b.Month = month
	}
	return b, true
}
