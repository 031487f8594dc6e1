package account

import (
	"slices"
	"strings"
	"time"

	"sesame/texts"
)

var (
	errMonth         = &FieldError{texts.IdentifierMonth}
	errPlace         = &FieldError{texts.IdentifierPlace}
	errFirstDigit    = &FieldError{texts.IdentifierFirstDigit}
	errSIRETWrong    = &FieldError{texts.IdentifierSIRETWrong}
	errFourteen      = &FieldError{texts.IdentifierFourteen}
	errSIRENAlone    = &FieldError{texts.IdentifierSIRENAlone}
	errPhoneTyped    = &FieldError{texts.IdentifierIsNoPhone}
	errWithoutDigits = &FieldError{texts.IdentifierWithoutDigits}
	errWordsAround   = &FieldError{texts.IdentifierWordsAround}
	errVAT           = &FieldError{texts.IdentifierIsVAT}
	errBirthDate     = &FieldError{texts.IdentifierIsNoBirthDate}
	errSerialTyped   = &FieldError{texts.IdentifierIsSerial}
	errLetter        = &FieldError{texts.IdentifierLetterForDigit}
)

// Doubt returns the reason why this identifier is most likely mistyped, or nil. It depends on the format alone, so that it
// reveals nothing about members. tiersDigits lists the lengths of the all-digit numbers that this caisse assigns to tiers.
// A caller must let the user confirm a doubtful identifier, because a tiers may have any number. Errors are *FieldError.
func (id Identifier) Doubt(tiersDigits []int) error {
	v := id.Value
	switch {
	case Digits(v) && slices.Contains(tiersDigits, len(v)):
		return nil
	case id.Kind == NIR:
		return doubtNIR(v)
	case id.Kind == SIRET:
		return doubtSIRET(v)
	case id.wrongKey():
		return errKey
	}
	digits := asDigits(v)
	if corsican(digits) {
		return &FieldError{texts.IdentifierLength(len(v))}
	}
	if !Digits(digits) {
		return doubtWords(v)
	}
	switch n := len(v); {
	case n == siretLength:
		return doubtSIRET(digits)
	case n == nirLength || n == keyedLength:
		return errFirstDigit
	case n == sirenLength:
		return errSIRENAlone
	case n == len("0612345678") && digits[0] == '0':
		return errPhoneTyped
	case n > keyedLength && strings.HasPrefix(digits, vitaleIssuer):
		return errSerialTyped
	case birthDate(digits):
		return errBirthDate
	}
	return &FieldError{texts.IdentifierLength(len(v))}
}

// vitaleIssuer is the beginning of the serial number of every carte Vitale: a health card (80) of France (250), by the issuer
// numbers of ISO/IEC 7812.
const vitaleIssuer = "80250"

// birthDate says whether v is a date from 1900 to 2099, written as day, month and year without separators.
func birthDate(v string) bool {
	day, err := time.Parse("02012006", v)
	return err == nil && day.Year() >= 1900 && day.Year() < 2100
}

func doubtNIR(v string) error {
	switch {
	case !monthExists(v):
		return errMonth
	case !placeExists(v):
		return errPlace
	}
	return nil
}

func doubtSIRET(v string) error {
	switch {
	case siretExists(v):
		return nil
	case v[0] <= '2' && nirExists(v[:nirLength]):
		return errFourteen
	}
	return errSIRETWrong
}

const (
	sirenWord = "SIREN"
	vatCode   = "FR" // before the number that France gives for VAT
	vatLength = len(vatCode) + 2 + sirenLength
)

// doubtWords accepts a mix of letters and digits, which may be a tiers identifier. It doubts letters alone, which are a name, and
// letters around a valid NIR or SIRET. After a label, a NIR or SIRET that cannot exist is doubted for its own reason.
func doubtWords(v string) error {
	number := strings.TrimFunc(v, func(r rune) bool { return r >= 'A' && r <= 'Z' })
	id, known := national(number)
	if !known {
		id = Identifier{Tiers, number}
	}
	switch {
	case number == "":
		return errWithoutDigits
	case letterForDigit(v):
		return errLetter
	case known && id.exists():
		return errWordsAround
	case Digits(number) && len(number) >= nirLength && unlabelled(v) == number:
		return id.Doubt(nil)
	case v == sirenWord+number && len(number) == sirenLength && Digits(number):
		return errSIRENAlone
	case v == vatCode+number && len(v) == vatLength && Digits(number):
		return errVAT
	}
	return nil
}

// lookAlike maps letters that are read as digits on paper, although tiers' numbers may contain them, too.
var lookAlike = strings.NewReplacer("B", "8", "S", "5", "Z", "2", "G", "6")

// letterForDigit says whether v is a NIR or a SIRET that can exist once letters that look like digits are read as digits.
func letterForDigit(v string) bool {
	if len(v) < nirLength || len(v) > keyedLength {
		return false
	}
	const place = len("18501") // where the département of a NIR begins
	digits := lookAlike.Replace(v)
	if d := v[place : place+2]; d == "2A" || d == "2B" {
		digits = digits[:place] + d + digits[place+2:]
	}
	id, known := national(digits)
	return known && id.exists()
}

// wrongKey says whether the identifier has the format of a NIR followed by a wrong key.
func (id Identifier) wrongKey() bool {
	v := asDigits(id.Value)
	return id.Kind == Tiers && len(v) == keyedLength && nirShaped(v[:nirLength]) && Digits(v[nirLength:])
}

// corsican says whether v consists of digits around 2A or 2B, at the position of the département in a NIR or next to it.
func corsican(v string) bool {
	for at := 4; at <= 6 && at+2 < len(v); at++ {
		if v[at] == '2' && (v[at+1] == 'A' || v[at+1] == 'B') {
			return Digits(v[:at]) && Digits(v[at+2:])
		}
	}
	return false
}
