package backoffice

import (
	"strings"

	"sesame/account"
	"sesame/texts"
)

// spoilt returns how a spreadsheet has damaged a value; empty when it is intact.
func spoilt(column, s string) string {
	switch {
	case s == "":
		return ""
	case sheetError(s):
		return texts.CellSheetError
	case scientific(s) || column == "carte_vitale" && zeroTail(account.NormaliseSerial(s)):
		return texts.CellRounded
	case dateColumn(column) && dayNumber(s):
		return texts.CellDayNumber
	}
	return ""
}

func dateColumn(column string) bool {
	return column == "date_naissance" || column == "fin" || column == "date"
}

// scientific recognises a number in scientific notation: 2,85E+12.
func scientific(s string) bool {
	at := strings.LastIndexAny(s, "eE")
	if at < 1 || at+1 == len(s) {
		return false
	}
	mantissa, power := strings.TrimSpace(s[:at]), s[at+1:]
	bare := strings.NewReplacer(",", "", ".", "").Replace(mantissa)
	exponent := strings.TrimLeft(power, "+-")
	return account.Digits(bare) && len(mantissa)-len(bare) <= 1 && account.Digits(exponent) && len(exponent) <= 3 &&
		(exponent != power || len(bare) < len(mantissa)) // otherwise letters and digits alone may be a valid number
}

// exactDigits is the number of significant digits that a spreadsheet keeps; it replaces the rest by zeros.
const exactDigits = 15

// zeroTail recognises a number that a spreadsheet has rounded: more digits than it keeps, all zeros after these.
func zeroTail(v string) bool {
	return len(v) > exactDigits && account.Digits(v) && strings.Trim(v[exactDigits:], "0") == "" && strings.Trim(v, "0") != ""
}

// sheetErrors are the error values of French and English spreadsheets.
var sheetErrors = []string{"#N/A", "#REF!", "#VALEUR!", "#VALUE!", "#NOM?", "#NAME?", "#DIV/0!", "#NUL!", "#NULL!", "#NOMBRE!", "#NUM!", "#PROPAGATION!", "#SPILL!"}

// sheetError recognises a formula error, or a column that was too narrow: ########.
func sheetError(s string) bool {
	if s[0] != '#' {
		return strings.HasPrefix(s, "Err:5") && account.Digits(s[4:]) // LibreOffice
	}
	if len(s) > 1 && strings.Trim(s, "#") == "" {
		return true
	}
	for _, e := range sheetErrors {
		if strings.EqualFold(s, e) {
			return true
		}
	}
	return false
}
