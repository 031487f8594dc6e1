package account

import (
	"regexp"
	"strings"
	"unicode"

	"sesame/texts"
)

// MinSerial and MaxSerial are the limits of the length of a carte Vitale's serial number given as an answer. The minimum
// excludes telephone numbers, amounts and the last digits of a serial number.
const (
	MinSerial = 12
	MaxSerial = 30
)

var (
	errSerialIsAmount = &FieldError{texts.SerialIsAmount}
	errSerialIsNIR    = &FieldError{texts.SerialIsNIR}
)

// NormaliseSerial reduces a carte Vitale's serial number to its letters and digits, in upper case. O is read as 0, l and I
// as 1, if the result is all digits.
func NormaliseSerial(s string) string {
	v := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, keyed(s))
	if digits := asDigits(v); Digits(digits) {
		return digits
	}
	return v
}

// likeAmount matches what a serial number never contains: decimals, or a unit of euros.
var likeAmount = regexp.MustCompile(`(?i)[,.]\s*\d\d?\s*(?:€|eur.*)?$|€|\d\s*eur`)

// ParseSerial parses a carte Vitale's serial number given as an answer to the identity question, which counts only
// once: it rejects a text that cannot be one, and a NIR, which people confuse with it. Words before and after it and a
// date beside it are ignored. Errors are *FieldError.
func ParseSerial(s string) (string, error) {
	v := NormaliseSerial(withoutWords(withoutDate(s)))
	switch {
	case v == "":
		return "", ErrEmpty
	case LikeNIR(v):
		return "", errSerialIsNIR
	case len(v) < MinSerial && likeAmount.MatchString(keyed(s)):
		return "", errSerialIsAmount
	case len(v) < MinSerial || len(v) > MaxSerial || !strings.ContainsAny(v, "0123456789"):
		return "", &FieldError{texts.SerialLength(len([]rune(v)))}
	}
	return v, nil
}

// besideSerial matches the date of issue or of expiry that a card has beside its number.
var besideSerial = regexp.MustCompile(`(^|[\s(:,])(?:[0-3]?\d[/.\-])?[01]?\d[/.\-](?:19|20)\d\d($|[\s),;.:])`)

// withoutDate removes dates, unless the rest is too short for a serial number.
func withoutDate(s string) string {
	if bare := besideSerial.ReplaceAllString(keyed(s), "$1 $2"); len(NormaliseSerial(withoutWords(bare))) >= MinSerial {
		return bare
	}
	return s
}

// LikeNIR says whether v, as NormaliseSerial returns it, is a permanent NIR of INSEE, with or without two digits for a
// key. Provisional NIRs do not count, because a serial number may begin like them.
func LikeNIR(v string) bool {
	if len(v) != nirLength && (len(v) != keyedLength || !Digits(v[nirLength:])) {
		return false
	}
	return v[0] <= '2' && nirExists(v[:nirLength])
}

// withoutWords removes the words before and after a number that is at least as long as a NIR: « N° de série : ».
// Letters that stand for digits are kept, and so are letters before a shorter number, because they may be part of it.
func withoutWords(s string) string {
	pieces := strings.FieldsFunc(keyed(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	word := func(piece string) bool { return !strings.ContainsAny(piece, "0123456789") && !Digits(asDigits(piece)) }
	from, to := 0, len(pieces)
	for from < to && word(pieces[from]) {
		from++
	}
	for to > from && word(pieces[to-1]) {
		to--
	}
	bare := strings.Join(pieces[from:to], " ")
	if len(NormaliseSerial(bare)) < nirLength {
		return s
	}
	return bare
}
