package account

import (
	"errors"
	"regexp"
	"strings"

	"sesame/texts"
)

var requestNumber = regexp.MustCompile(`^[B-DF-HJ-NPR-TV-XZ]{3}[2-9]{3}$`)

// likeRequestNumber matches three letters and three digits, which a person may take for the number of a demand.
var likeRequestNumber = regexp.MustCompile(`^[A-Z]{3}[0-9]{3}$`)

// requestNumberAmongWords matches the number of a demand in a sentence.
var requestNumberAmongWords = regexp.MustCompile(`(?i)\b[B-DF-HJ-NPR-TV-XZ]{3}[\s\pZ\p{Pd}._/]?[2-9]{3}\b`)

// ReadRequestNumber is ParseRequestNumber for text typed or pasted by a member: it also finds the only number in a
// sentence, such as a message contains.
func ReadRequestNumber(s string) (string, error) {
	number, err := ParseRequestNumber(s)
	if err == nil || errors.Is(err, ErrEmpty) {
		return number, err
	}
	if found := requestNumberAmongWords.FindAllString(keyed(s), -1); len(found) == 1 {
		return ParseRequestNumber(found[0])
	}
	return "", err
}

// ParseRequestNumber parses the number of a demand, with or without its dash, in capitals or not.
func ParseRequestNumber(s string) (string, error) {
	typed := strings.ToUpper(dropSeparators(keyed(s)))
	switch {
	case typed == "":
		return "", ErrEmpty
	case !requestNumber.MatchString(typed):
		return "", &FieldError{texts.DemandNumberShape}
	}
	return typed[:3] + "-" + typed[3:], nil
}

// LikeRequestNumber parses any three letters and three digits, including numbers that the caisse never assigns. It
// returns false for anything else.
func LikeRequestNumber(s string) (string, bool) {
	typed := strings.ToUpper(dropSeparators(keyed(s)))
	if !likeRequestNumber.MatchString(typed) {
		return "", false
	}
	return typed[:3] + "-" + typed[3:], true
}
