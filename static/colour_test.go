package static

import "testing"

var colours = []string{"", "#1b5e3a", "#ffffff", "#ffd500", "#00c3ff", "#00a3a1", "#777777", "#000000", "#ff0000"}

func TestTheCaissesColourCanBeReadOnEachBackground(t *testing.T) {
	for _, colour := range colours {
		main, dark, light, err := shades(colour)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			shade       string
			backgrounds []rgb
		}{{main, lightBackgrounds}, {dark, lightBackgrounds}, {light, darkBackgrounds}} {
			if got := contrastWithin(parseColour(c.shade), c.backgrounds); got < 4.5 {
				t.Errorf("%s gives %s, with a contrast of %.2f only", colour, c.shade, got)
			}
		}
	}
}

func TestAColourThatCanBeReadIsLeftAsItIs(t *testing.T) {
	if main, _, _, _ := shades("#1B5E3A"); main != "#1b5e3a" {
		t.Errorf("a colour that is dark enough became %s", main)
	}
	if _, _, light, _ := shades("#FFD500"); light != "#ffd500" {
		t.Errorf("a colour that is light enough became %s", light)
	}
}

func TestContrastIsWhatTheStandardSays(t *testing.T) {
	white := parseColour("#ffffff")
	for colour, want := range map[string]float64{"#ffffff": 1, "#000000": 21, "#767676": 4.54} {
		if got := contrast(parseColour(colour), white); got < want-0.01 || got > want+0.01 {
			t.Errorf("contrast of %s: %.2f, want %.2f", colour, got, want)
		}
	}
}

func TestAColourThatIsNoneIsRefused(t *testing.T) {
	for _, colour := range []string{"green", "#fff", "1b5e3a", "#1b5e3g", "#1b5e3a;}"} {
		if _, err := New(colour); err == nil {
			t.Errorf("%q was taken for a colour", colour)
		}
	}
}
