package servicetest

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

const Courriers = "/agent/courriers"

// Tiers returns the identifier of the nth member who gets a letter in these tests.
func Tiers(n int) string { return fmt.Sprintf("TST%04d", n) }

// Tick adds letters to the fields that a button sends.
func Tick(form url.Values, ids ...int64) url.Values {
	for _, id := range ids {
		form.Add("lettre", fmt.Sprint(id))
	}
	return form
}

// SheetWord is a word of a PDF; its position is in points, from the top left corner.
type SheetWord struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	Text string  `xml:",chardata"`
}

const Millimetre = 72 / 25.4

func Words(page []SheetWord) string {
	var all []string
	for _, w := range page {
		all = append(all, w.Text)
	}
	return strings.Join(all, " ")
}

var secretOnPaper = regexp.MustCompile(`([a-z0-9]{4}) ([a-z0-9]{4}) ([a-z0-9]{4}) Il s'écrit`)
