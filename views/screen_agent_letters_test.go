package views_test

import (
	"testing"

	"sesame/views"
)

func TestALongListOfUnprintedLettersIsNotCountedAsAll(t *testing.T) {
	d := views.LettersData{Lapsed: make([]views.LetterLine, views.UnprintedListed), Dead: make([]views.BatchLetter, views.UnprintedListed-1)}
	if lapsed, dead := d.LapsedCount(), d.DeadCount(); lapsed != "50 ou plus" || dead != "49" {
		t.Errorf("%q expired and %q dead letters", lapsed, dead)
	}
}
