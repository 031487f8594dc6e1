package static

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// defaultColour is a deep green; its contrast with white is 7.8.
const defaultColour = "#1b5e3a"

// leastContrast is the minimum for text (WCAG 2.2, criterion 1.4.3). The caisse's colour is used with white, as text
// and as background.
const leastContrast = 4.5

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// shades darkens the caisse's colour until white text on it is readable, and returns it with a darker one for the hover
// state.
func shades(colour string) (main, dark string, err error) {
	if colour == "" {
		colour = defaultColour
	}
	if !hexColour.MatchString(colour) {
		return "", "", fmt.Errorf("colour of the caisse: %q is not of the form #1b5e3a", colour)
	}
	c := parseColour(colour)
	for contrastWithWhite(c) < leastContrast {
		c = c.times(0.95)
	}
	return c.String(), c.times(0.75).String(), nil
}

type rgb [3]float64 // each from 0 to 255

func parseColour(s string) (c rgb) {
	for i := range c {
		n, _ := strconv.ParseUint(s[1+2*i:3+2*i], 16, 8) // the caller has checked the format
		c[i] = float64(n)
	}
	return c
}

func (c rgb) times(f float64) rgb {
	for i := range c {
		c[i] = math.Floor(c[i] * f)
	}
	return c
}

func (c rgb) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
}

// contrastWithWhite is the contrast ratio defined by WCAG 2.2, from 1 to 21.
func contrastWithWhite(c rgb) float64 {
	weights := [3]float64{0.2126, 0.7152, 0.0722}
	luminance := 0.0
	for i, v := range c {
		v /= 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		luminance += weights[i] * v
	}
	return 1.05 / (luminance + 0.05)
}
