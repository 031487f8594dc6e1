package terminal

import (
	"io"
	"strings"
	"testing"
)

func TestOnlyOuiAgrees(t *testing.T) {
	for answer, want := range map[string]bool{"oui\n": true, " OUI \r\n": true, "oui": true, "": false, "\n": false, "o\n": false, "non\noui\n": false} {
		if Agreed(strings.NewReader(answer), io.Discard, "Faire ?") != want {
			t.Errorf("%q", answer)
		}
	}
	if Interactive(strings.NewReader("oui\n")) {
		t.Error("a pipe is taken for a person")
	}
}

func TestLinesEndAtAnEmptyOne(t *testing.T) {
	if got, err := Lines(strings.NewReader("un deux\ntrois\n \nquatre\n")); err != nil || got != "un deux\ntrois\n" {
		t.Errorf("%q, %v", got, err)
	}
}
