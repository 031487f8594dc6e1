package static

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// defaultColour is a deep green; its contrast with white is 7.8.
const defaultColour = "#1b5e3a"

// leastContrast is the minimum contrast for text (WCAG 2.2, criterion 1.4.3). The caisse's colour is used as text
// and as the background of white text.
const leastContrast = 4.5

// The colours that the caisse's colour is combined with in the stylesheets: white, the page, a button under the
// pointer; and the same in dark mode, where a lighter shade of the colour is used.
var (
	lightBackgrounds = []rgb{parseColour("#ffffff"), parseColour("#f6f5f1"), parseColour("#f0eee7")}
	darkBackgrounds  = []rgb{parseColour("#1b1a17"), parseColour("#262420"), parseColour("#38352e")}
)

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// shades returns three shades of the caisse's colour: darkened until it is readable on each light background, a
// darker one for the hover state, and a lighter one that is readable on each dark background.
func shades(colour string) (main, dark, light string, err error) {
	if colour == "" {
		colour = defaultColour
	}
	if !hexColour.MatchString(colour) {
		return "", "", "", fmt.Errorf("colour of the caisse: %q is not of the form #1b5e3a", colour)
	}
	c := parseColour(colour)
	for contrastWithin(c, lightBackgrounds) < leastContrast {
		c = c.times(0.95)
	}
	l := parseColour(colour)
	for contrastWithin(l, darkBackgrounds) < leastContrast {
		l = l.lighter()
	}
	return c.String(), c.times(0.75).String(), l.String(), nil
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

// lighter returns the colour moved by a twentieth of its distance to white.
func (c rgb) lighter() rgb {
	for i := range c {
		c[i] = math.Ceil(c[i] + (255-c[i])/20)
	}
	return c
}

func (c rgb) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
}

// contrastWithin returns the lowest contrast of a colour with any of the others.
func contrastWithin(c rgb, others []rgb) float64 {
	least := math.Inf(1)
	for _, other := range others {
		least = min(least, contrast(c, other))
	}
	return least
}

// contrast returns the ratio defined by WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c rgb) luminance() float64 {
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
	return luminance
}
