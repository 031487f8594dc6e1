package account

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"sesame/texts"
)

var (
	errPhone = &FieldError{texts.PhoneMalformed}
	errNoSMS = &FieldError{texts.PhoneWithoutSMS}
)

// ParseMobile reads a number that takes SMS, of France, overseas France or elsewhere, and gives it in E.164. A fixed
// line is refused. Errors are *FieldError.
func ParseMobile(s string) (string, error) {
	e164, kind, err := parsePhone(s)
	if err != nil {
		return "", err
	}
	if kind != phonenumbers.MOBILE && kind != phonenumbers.FIXED_LINE_OR_MOBILE {
		return "", errNoSMS
	}
	return e164, nil
}

// ParsePhone reads any telephone number and gives it in E.164. Errors are *FieldError.
func ParsePhone(s string) (string, error) {
	e164, _, err := parsePhone(s)
	return e164, err
}

// maxPhone bounds what is read, in bytes: 15 digits (E.164) and what people put between them.
const maxPhone = 40

func parsePhone(s string) (e164 string, kind phonenumbers.PhoneNumberType, err error) {
	s = strings.TrimFunc(s, Blank)
	if s == "" {
		return "", 0, ErrEmpty
	}
	if len(s) > maxPhone {
		return "", 0, errPhone
	}
	s = dropRunes(s, func(r rune) bool { return separator(r) || r == '/' || r == '(' || r == ')' })
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	national := strings.TrimPrefix(s, "0") // a spreadsheet loses the 0
	switch {
	case strings.HasPrefix(s, "+") && Digits(s[1:]):
		return international(s)
	case len(national) == 9 && Digits(national):
		return french(national)
	}
	return "", 0, errPhone
}

func international(s string) (string, phonenumbers.PhoneNumberType, error) {
	for _, code := range frenchCodes { // « +33 (0)6… »
		if national, ok := strings.CutPrefix(s, "+"+strconv.Itoa(int(code))); ok && len(strings.TrimPrefix(national, "0")) == 9 {
			return known(code, strings.TrimPrefix(national, "0"))
		}
	}
	n, err := phonenumbers.Parse(s, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return "", 0, errPhone
	}
	kind := phonenumbers.GetNumberType(n)
	if kind == phonenumbers.UNKNOWN {
		return "", 0, errPhone
	}
	return phonenumbers.Format(n, phonenumbers.E164), kind, nil
}

// overseas tells by its first three digits, after the 0, which plan of overseas France a number belongs to. The library
// knows metropolitan France alone under +33: it refuses 0690… and 0692…, and takes 0269… and 0596… for its own.
var overseas = map[string]int32{
	"262": 262, "263": 262, "269": 262, "639": 262, "692": 262, "693": 262, // La Réunion, Mayotte
	"590": 590, "690": 590, "691": 590, // Guadeloupe, Saint-Barthélemy, Saint-Martin
	"594": 594, "694": 594, // Guyane
	"596": 596, "696": 596, "697": 596, // Martinique
}

// frenchCodes are the country codes behind which nine digits stand for the ten that people dial.
var frenchCodes = []int32{33, 262, 590, 594, 596}

// french finds the plan of ten digits dialled in France. The short plans of the Pacific cannot be told from one another
// without their code (+681, +687, +689); Saint-Pierre-et-Miquelon has 0508.
func french(national string) (string, phonenumbers.PhoneNumberType, error) {
	if short, ok := strings.CutPrefix(national, "508"); ok {
		return known(508, short)
	}
	codes := frenchCodes
	if code, ok := overseas[national[:3]]; ok {
		codes = append([]int32{code}, codes...)
	}
	for _, code := range codes {
		if e164, kind, err := known(code, national); err == nil {
			return e164, kind, nil
		}
	}
	return "", 0, errPhone
}

// fiction is the block of mobiles that ARCEP keeps for films, and nobody has: demonstrations and tests write to it.
const fiction = "63998"

// known asks the library what kind of number this is; its own Parse would cost as much again.
func known(code int32, national string) (string, phonenumbers.PhoneNumberType, error) {
	e164 := "+" + strconv.Itoa(int(code)) + national
	if code == 33 && strings.HasPrefix(national, fiction) && len(national) == 9 {
		return e164, phonenumbers.MOBILE, nil
	}
	value, err := strconv.ParseUint(national, 10, 64)
	if err != nil {
		return "", 0, errPhone
	}
	kind := phonenumbers.GetNumberType(&phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &value})
	if kind == phonenumbers.UNKNOWN {
		return "", 0, errPhone
	}
	return e164, kind, nil
}

// FormatPhone shows a number as people say it: « 06 12 34 56 78 » for France and the overseas départements, with its
// country code otherwise.
func FormatPhone(e164 string) string {
	if national, ok := Dialled(e164); ok {
		return strings.Join([]string{national[:2], national[2:4], national[4:6], national[6:8], national[8:]}, " ")
	}
	n, err := phonenumbers.Parse(e164, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// MaskPhone shows a number to its owner: « 06 •• •• •• 78 », « +32 ••• 56 ».
func MaskPhone(e164 string) string {
	if national, ok := Dialled(e164); ok {
		return national[:2] + " •• •• •• " + national[8:]
	}
	n, err := phonenumbers.Parse(e164, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return "•••"
	}
	return "+" + strconv.Itoa(int(n.GetCountryCode())) + " ••• " + e164[len(e164)-2:]
}

// Dialled gives the ten digits that people dial for a number of France or of an overseas département.
func Dialled(e164 string) (string, bool) {
	for _, code := range frenchCodes {
		national, ok := strings.CutPrefix(e164, "+"+strconv.Itoa(int(code)))
		if ok && len(national) == 9 && Digits(national) {
			return "0" + national, true
		}
	}
	return "", false
}
