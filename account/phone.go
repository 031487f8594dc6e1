package account

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"sesame/texts"
)

var (
	errPhone = &FieldError{texts.PhoneMalformed}
	errNoSMS = &FieldError{texts.PhoneWithoutSMS}

	errPhones = &FieldError{texts.PhoneSeveral}
)

// ReadMobile is ParseMobile for text typed by a user: it also accepts a number among words.
func ReadMobile(s string) (string, error) { return mobile(phoneAmongWords(s)) }

// ReadPhone is ParsePhone for text typed by a user: it also accepts a number among words.
func ReadPhone(s string) (string, error) {
	e164, _, err := phoneAmongWords(s)
	return e164, err
}

// ParseMobile parses a mobile number of France, overseas France or another country and returns it in E.164. It rejects
// a landline. Errors are *FieldError.
func ParseMobile(s string) (string, error) { return mobile(parsePhone(s)) }

func mobile(e164 string, kind phonenumbers.PhoneNumberType, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if kind != phonenumbers.MOBILE && kind != phonenumbers.FIXED_LINE_OR_MOBILE {
		return "", errNoSMS
	}
	return e164, nil
}

// ParsePhone parses any telephone number and returns it in E.164. Errors are *FieldError.
func ParsePhone(s string) (string, error) {
	e164, _, err := parsePhone(s)
	return e164, err
}

// maxPhone is the maximum length of the input, in bytes: a number, and the words that people write around it.
const maxPhone = 100

func parsePhone(s string) (e164 string, kind phonenumbers.PhoneNumberType, err error) {
	s = strings.TrimFunc(keyed(s), Blank)
	if s == "" {
		return "", 0, ErrEmpty
	}
	if len(s) > maxPhone {
		return "", 0, errPhone
	}
	return oneNumber(s)
}

var (
	telephoneScheme = regexp.MustCompile(`(?i)^tel:`)
	trunkZero       = regexp.MustCompile(`\(\s*0\s*\)`) // « +33 (0)6 »
)

// oneNumber parses a number without words around it. Separators are ignored; O is read as 0, l and I as 1.
func oneNumber(s string) (string, phonenumbers.PhoneNumberType, error) {
	s = trunkZero.ReplaceAllString(telephoneScheme.ReplaceAllString(s, ""), "")
	s = asDigits(dropRunes(s, func(r rune) bool { return separator(r) || r == ',' || r == ';' }))
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	national := strings.TrimPrefix(s, "0") // a spreadsheet may have dropped the 0
	switch {
	case strings.HasPrefix(s, "+") && Digits(s[1:]):
		return international(s)
	case !Digits(national):
	case len(national) == 9:
		return french(national)
	case len(national) > 10: // the + may have been dropped
		if _, _, ok := cutFrenchCode(s); ok {
			return international("+" + s)
		}
	}
	return "", 0, errPhone
}

// dialled matches a number among words, in which O, l and I stand for digits.
var dialled = regexp.MustCompile(`[+(]*\d[\dOoIl ().\-]*\d|\d`)

var (
	// letterDigit matches a letter that stands for a digit at either end of a number.
	letterDigit = regexp.MustCompile(`(?:^|[^\pL\d])[OoIl]\d|\d[OoIl](?:[^\pL\d]|$)`)
	// noNumber matches the ways of writing that there is no number.
	noNumber = regexp.MustCompile(`(?i)^[\s\pP]*(?:néant|neant|aucun|non|rien|sans|pas d[e'’][\pL ]+|je n['’]en ai pas)?[\s\pP]*$`)
	// remark matches words in brackets.
	remark = regexp.MustCompile(`\([^()]*\pL[^()]*\)`)
	// hour matches a time to call after a word: « après 18 h 30 ».
	hour = regexp.MustCompile(`(?i)\pL[\pZ'’]+\d{1,2}\pZ*h(?:eures?|\pZ*\d\d)?(?:\PL|$)`)
)

// shortestNumber is the number of digits from which a remark may contain another telephone number.
const shortestNumber = 6

// withoutHours removes remarks with a few digits: « (après 18 h) ».
func withoutHours(words string) string {
	if len(dropRunes(words, func(r rune) bool { return r < '0' || r > '9' })) >= shortestNumber {
		return words
	}
	return ""
}

// phoneAmongWords parses « Portable : 06 12 34 56 78 (mari) ». It rejects other digits next to the number, and a second
// number, because only the user can say which one is meant. « néant » counts as an empty text.
func phoneAmongWords(s string) (e164 string, kind phonenumbers.PhoneNumberType, err error) {
	e164, kind, err = parsePhone(s)
	if err != errPhone || len(s) > maxPhone { //nolint:errorlint // its own, as it left parsePhone
		return e164, kind, err
	}
	if noNumber.MatchString(s) {
		return "", 0, ErrEmpty
	}
	said := hour.ReplaceAllString(remark.ReplaceAllStringFunc(keyed(s), withoutHours), " ")
	said = letterDigit.ReplaceAllStringFunc(Cleaned(said), asDigits)
	for _, run := range dialled.FindAllString(said, -1) {
		number, itsKind, no := oneNumber(run)
		switch {
		case no != nil:
			return "", 0, errPhone
		case e164 != "" && number != e164:
			return "", 0, errPhones
		}
		e164, kind, err = number, itsKind, nil
	}
	return e164, kind, err
}

// frenchCodes are the country codes whose nine-digit numbers are dialled as ten digits.
var frenchCodes = []int32{33, 262, 590, 594, 596}

// cutFrenchCode separates one of these codes, with or without +, from the nine digits that follow. It accepts the
// superfluous 0 of « +33 06… ».
func cutFrenchCode(s string) (code int32, national string, ok bool) {
	for _, code := range frenchCodes {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(s, "+"), strconv.Itoa(int(code)))
		if national := strings.TrimPrefix(rest, "0"); ok && len(national) == 9 {
			return code, national, true
		}
	}
	return 0, "", false
}

func international(s string) (string, phonenumbers.PhoneNumberType, error) {
	if code, national, ok := cutFrenchCode(s); ok {
		if _, overseas := planOverseas(national); overseas || code == 33 { // phones may store 0690… as +33 690…
			return french(national)
		}
		return known(code, national)
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

// overseas maps the first digits after the 0 to the country code of overseas France. The library knows only metropolitan
// France under +33, and only the ranges assigned when it was released, so prefix and length alone decide here.
var overseas = map[string]int32{
	"262": 262, "263": 262, "269": 262, "639": 262, "692": 262, "693": 262, "7092": 262, // La Réunion, Mayotte
	"590": 590, "690": 590, "691": 590, "7090": 590, // Guadeloupe, Saint-Barthélemy, Saint-Martin
	"594": 594, "694": 594, // Guyane
	"596": 596, "696": 596, "697": 596, "7091": 596, // Martinique
}

func planOverseas(national string) (code int32, ok bool) {
	if strings.HasPrefix(national, fiction) {
		return 0, false
	}
	if code, ok = overseas[national[:3]]; !ok {
		code, ok = overseas[national[:4]]
	}
	return code, ok
}

// french finds the numbering plan of ten digits dialled in France. The short numbers of the Pacific territories are
// ambiguous without their code (+681, +687, +689); Saint-Pierre-et-Miquelon has 0508.
func french(national string) (string, phonenumbers.PhoneNumberType, error) {
	if short, ok := strings.CutPrefix(national, "508"); ok {
		return known(508, short)
	}
	if code, ok := planOverseas(national); ok {
		kind := phonenumbers.FIXED_LINE
		if national[0] >= '6' {
			kind = phonenumbers.MOBILE
		}
		return "+" + strconv.Itoa(int(code)) + national, kind, nil
	}
	for _, code := range frenchCodes {
		if e164, kind, err := known(code, national); err == nil {
			return e164, kind, nil
		}
	}
	return "", 0, errPhone
}

// fiction is the block of mobile numbers that ARCEP reserves for films; demonstrations and tests use it.
const fiction = "63998"

// known asks the library for the type of a number; its own Parse would double the cost.
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

// FormatPhone formats a number as it is dialled: « 06 12 34 56 78 » for France and the overseas départements, with its
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

// MaskPhone masks a number for display to its owner: « 06 •• •• •• 78 », « +32 ••• 56 ».
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

// Dialled returns the ten digits dialled for a number of France or an overseas département.
func Dialled(e164 string) (string, bool) {
	for _, code := range frenchCodes {
		national, ok := strings.CutPrefix(e164, "+"+strconv.Itoa(int(code)))
		if ok && len(national) == 9 && Digits(national) {
			return "0" + national, true
		}
	}
	return "", false
}
