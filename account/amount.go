package account

import (
	"regexp"
	"strconv"
	"strings"

	"sesame/texts"
)

// maxEuroDigits limits an amount to less than a thousand million euros, far above any contribution.
const maxEuroDigits = 9

var (
	errAmount  = &FieldError{texts.AmountUnread}
	errZero    = &FieldError{texts.AmountOfNothing}
	errNoCents = &FieldError{texts.AmountWithoutCents}
	errSerial  = &FieldError{texts.AmountIsSerial}
)

// ParseAmount parses an amount in euros and returns cents: « 1 234,56 € », 1234.56, 1.234,56, 12€50. It must be
// positive, below a thousand million euros, with at most two decimals. Errors are *FieldError.
func ParseAmount(s string) (cents int64, err error) {
	cents, _, err = readAmount(s)
	return cents, err
}

// ParseExactAmount is ParseAmount for an answer to the identity question, which counts only once: it requires two
// decimals, has its own error for a number that is too long to be an amount, and finds the only amount among words. Errors
// are *FieldError.
func ParseExactAmount(s string) (cents int64, err error) {
	cents, decimals, err := readAmount(s)
	if alone := amountAmongWords(s); err == errAmount && alone != "" { //nolint:errorlint // its own, as it left readAmount
		cents, decimals, err = readAmount(alone)
	}
	switch {
	case err == errAmount && longNumber(s): //nolint:errorlint // its own, as it left readAmount
		return 0, errSerial
	case err != nil:
		return 0, err
	case len(decimals) != 2:
		return 0, errNoCents
	}
	return cents, nil
}

var (
	// amountRun matches a number among words, with its cents.
	amountRun = regexp.MustCompile(`(?i)\d(?:[\d\s.,'’;:·\-]|€|euros?|eur|et)*\d|\d`)
	// centsBehind matches cents after a sign typed instead of the comma: one of a neighbouring key, or one that a telephone offers.
	centsBehind = regexp.MustCompile(`[;:·\-]\s*(\d\d)$`)
	// otherValue matches what changes the value of a number: its sign, its currency, numbers in words.
	otherValue = regexp.MustCompile(`(?i)[$£%]|(?:^|\PL)(?:moins|pas|non|f|frs?|francs?|k|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|` +
		`trente|quarante|cinquante|soixante|cents?|mille|millions?)(?:\PL|$)`)
	// onlySign matches what surrounds a negative amount.
	onlySign = regexp.MustCompile(`^[^\pL]*[\-\x{2212}][^\pL]*$`)
	// endsInLetter matches letters that stand immediately before a number.
	endsInLetter = regexp.MustCompile(`\pL$`)
)

// amountAmongWords returns the only number of an answer such as « Montant : 1 234,56 € net »; an empty string if there
// are several, or if the surrounding text may change its value.
func amountAmongWords(s string) string {
	s = keyed(s)
	at := amountRun.FindAllStringIndex(s, 2)
	if len(at) != 1 {
		return ""
	}
	before, found, after := s[:at[0][0]], s[at[0][0]:at[0][1]], s[at[0][1]:]
	unit := unitBehind.ReplaceAllString(strings.ToLower(strings.TrimFunc(after, Blank)), "")
	if onlySign.MatchString(before+" "+unit) || otherValue.MatchString(before+"\n"+after) || endsInLetter.MatchString(before) {
		return ""
	}
	return centsBehind.ReplaceAllString(found, ",$1")
}

// longNumber says whether s consists of more digits than an amount has, without a decimal comma.
func longNumber(s string) bool {
	v := NormaliseSerial(s)
	return Digits(v) && len(v) >= MinSerial && !strings.Contains(s, ",")
}

func readAmount(s string) (cents int64, decimals string, err error) {
	v := strings.ToLower(dropBlanks(keyed(s)))
	if v == "" {
		return 0, "", ErrEmpty
	}
	v = strings.Map(dropApostrophe, bareAmount(v))
	if digits := asDigits(v); strings.Trim(digits, "0123456789.,") == "" {
		v = digits
	}
	euros, decimals, ok := splitAmount(v)
	if !ok || len(euros) > maxEuroDigits {
		return 0, "", errAmount
	}
	cents, err = strconv.ParseInt(euros+(decimals + "00")[:2], 10, 64)
	if err != nil {
		return 0, "", errAmount
	}
	if cents == 0 {
		return 0, "", errZero
	}
	return cents, decimals, nil
}

// The unit may be before the number, between euros and cents, or after the number.
var (
	unitBetween = regexp.MustCompile(`^(.*[\doli])(?:€|euros?|eur)(?:et)?([\doli]{1,2})(?:c|cts?|centimes?)?[.;]?$`)
	unitBehind  = regexp.MustCompile(`(?:€|euros?|eur)[.;]?$`)
	unitBefore  = regexp.MustCompile(`^(?:€|eur)`)
)

// bareAmount removes the units; a unit between euros and cents is replaced by a comma.
func bareAmount(v string) string {
	if !strings.ContainsAny(v, "€e") {
		return v
	}
	v = unitBefore.ReplaceAllString(v, "")
	if parts := unitBetween.FindStringSubmatch(v); parts != nil {
		return parts[1] + "," + parts[2]
	}
	return unitBehind.ReplaceAllString(v, "")
}

// dropApostrophe removes the Swiss thousands separator.
func dropApostrophe(r rune) rune {
	if r == '\'' || r == '’' {
		return -1
	}
	return r
}

// splitAmount takes the last point or comma as the decimal separator when 1 or 2 digits follow it. The other sign, or a
// point followed by 3 digits, groups thousands.
func splitAmount(v string) (euros, decimals string, ok bool) {
	group := "."
	if at := strings.LastIndexAny(v, ".,"); at >= 0 && len(v)-at <= 3 {
		if v[at] == '.' {
			group = ","
		}
		v, decimals = v[:at], v[at+1:]
		if !Digits(decimals) {
			return "", "", false
		}
	}
	groups := strings.Split(v, group)
	for i, g := range groups {
		if !Digits(g) || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return "", "", false
		}
	}
	return strings.Join(groups, ""), decimals, true
}
