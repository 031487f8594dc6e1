package account

import (
	"regexp"
	"strings"

	"sesame/texts"
)

var requestNumber = regexp.MustCompile(`^[B-DF-HJ-NPR-TV-XZ]{3}[2-9]{3}$`)

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
