package account

import (
	"strconv"
	"strings"
	"unicode"

	"sesame/texts"
)

// Nature is the kind of payment that an amount belongs to.
type Nature string

const (
	Benefit Nature = "prestation"
	Invoice Nature = "facture_cotisations"
	Payroll Nature = "cotisations_salaires"
)

// Question is the identity question of a category: an amount of one of these natures paid within the last Months
// months, or, if Vitale is set, the carte Vitale's serial number instead.
type Question struct {
	Natures []Nature
	Vitale  bool
	Months  int
}

// QuestionFor returns the identity question of a category, or false when it has none and a letter is sent.
func QuestionFor(c Category) (Question, bool) {
	switch c {
	case Particulier:
		return Question{Natures: []Nature{Benefit}, Vitale: true, Months: 6}, true
	case Exploitant:
		return Question{Natures: []Nature{Invoice}, Months: 12}, true
	case Entreprise, EmployeurJardinier:
		return Question{Natures: []Nature{Payroll}, Months: 12}, true
	}
	return Question{}, false
}

// maxEuroDigits limits an amount to less than a thousand million euros, far above any contribution.
const maxEuroDigits = 9

var (
	errAmount = &FieldError{texts.AmountUnread}
	errZero   = &FieldError{texts.AmountOfNothing}
)

// ParseAmount parses an amount in euros and returns cents: « 1 234,56 € », 1234.56, 1.234,56, 12€50. It must be
// positive, below a thousand million euros, with at most two decimals. Errors are *FieldError.
func ParseAmount(s string) (cents int64, err error) {
	v := strings.ToLower(dropBlanks(s))
	if v == "" {
		return 0, ErrEmpty
	}
	for _, unit := range []string{"€", "euros", "euro", "eur"} {
		if bare, ok := strings.CutSuffix(v, unit); ok {
			v = bare
			break
		}
	}
	v = strings.Replace(strings.TrimPrefix(v, "€"), "€", ",", 1)
	euros, decimals, ok := splitAmount(v)
	if !ok || len(euros) > maxEuroDigits {
		return 0, errAmount
	}
	cents, err = strconv.ParseInt(euros+(decimals + "00")[:2], 10, 64)
	if err != nil {
		return 0, errAmount
	}
	if cents == 0 {
		return 0, errZero
	}
	return cents, nil
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

// NormaliseSerial reduces a carte Vitale's serial number to its letters and digits, in upper case.
func NormaliseSerial(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}
