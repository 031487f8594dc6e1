package views

import (
	"slices"
	"testing"
)

func TestButtonsAreReadFromTheTemplates(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		screen            string
		ofStep, ofJourney []string
	}{
		{"oubli/code", []string{"autre", "courrier", "renvoi", "reponse"}, []string{"abandon"}}, // « courrier » is inside a condition, « renvoi » in a template part
		{"oubli/canal", nil, []string{"abandon", "precedent"}},
		{"aide", nil, nil},
		{"not/there", nil, nil},
	} {
		ofStep, ofJourney, err := v.Buttons(c.screen)
		if err != nil || !slices.Equal(ofStep, c.ofStep) || !slices.Equal(ofJourney, c.ofJourney) {
			t.Errorf("%s: %v, %v and %v, want %v and %v", c.screen, err, ofStep, ofJourney, c.ofStep, c.ofJourney)
		}
	}
}
