package account

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// EnvelopeNumber returns the number in the square in the window of an envelope: the batch, the sheet of its letter, and
// a check digit. It has ten digits, for a batch below a million.
func EnvelopeNumber(batch int64, sheet int) string {
	body := fmt.Sprintf("%06d%03d", batch, sheet)
	return body + strconv.Itoa(envelopeCheck(body))
}

// saidLetter matches the number of a letter in the words of its envelope and its batch.
var saidLetter = regexp.MustCompile(`(?i)^\PL*lot\s*(?:n[o°]\s*)?(\d{1,9})\D{1,4}(?:lettre|feuille)\s*(?:n[o°]\s*)?(\d{1,4})\PL*$`)

// ParseEnvelopeNumber parses such a number as typed by a scanner or by a person, and also « lot 12, lettre 3 ». ok is
// false for anything else.
func ParseEnvelopeNumber(typed string) (batch int64, sheet int, ok bool) {
	typed = keyed(typed)
	if m := saidLetter.FindStringSubmatch(typed); m != nil {
		batch, _ = strconv.ParseInt(m[1], 10, 64) // at most nine digits
		sheet, _ = strconv.Atoi(m[2])
		return batch, sheet, batch > 0 && sheet > 0
	}
	if strings.ContainsAny(typed, "0123456789") { // by a person, or by a scanner that suits the keyboard
		typed = dropSeparators(typed)
	} else {
		typed = unshifted.Replace(dropBlanks(typed))
	}
	const digits, inSheet = 10, 4 // the last one is the check digit
	if len(typed) < digits {
		return 0, 0, false
	}
	body := typed[:len(typed)-1]
	for _, r := range typed {
		if r < '0' || r > '9' {
			return 0, 0, false
		}
	}
	if strconv.Itoa(envelopeCheck(body)) != typed[len(typed)-1:] {
		return 0, 0, false
	}
	batch, err := strconv.ParseInt(typed[:len(typed)-inSheet], 10, 64)
	if err != nil {
		return 0, 0, false
	}
	sheet, err = strconv.Atoi(body[len(typed)-inSheet:])
	return batch, sheet, err == nil && batch > 0 && sheet > 0
}

// unshifted maps the unshifted characters of the digit keys of a French keyboard to the digits: a scanner set up for an
// American keyboard types these.
var unshifted = strings.NewReplacer("à", "0", "&", "1", "é", "2", `"`, "3", "'", "4", "(", "5", "-", "6", "è", "7", "_", "8", "ç", "9")

// envelopeCheck returns the check digit of ISO 7812 (Luhn).
func envelopeCheck(body string) int {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 { //nolint:mnd // the sum of the two digits
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}
