package account

import (
	"regexp"
	"strings"

	"sesame/texts"
)

var requestNumber = regexp.MustCompile(`^[B-DF-HJ-NPR-TV-XZ]{3}[2-9]{3}$`)

// likeRequestNumber matches what a stranger to the caisse may take for the number of a demand.
var likeRequestNumber = regexp.MustCompile(`^[A-Z]{3}[0-9]{3}$`)

// ParseRequestNumber reads the number of a demand, with or without its dash, in capitals or not.
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

// LikeRequestNumber reads any three letters and three digits, also those that no demand of the caisse's has. It returns false for anything else.
func LikeRequestNumber(s string) (string, bool) {
	typed := strings.ToUpper(dropSeparators(keyed(s)))
	if !likeRequestNumber.MatchString(typed) {
		return "", false
	}
	return typed[:3] + "-" + typed[3:], true
}
