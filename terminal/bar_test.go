package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestABarIsDrawnAndTakenAway(t *testing.T) {
	var drawn bytes.Buffer
	b := &Bar{to: &drawn}
	b.Show(50, 200)
	b.Show(0, 0) // of a total of 0 there is no share
	if want := "\r[██████████······························]  25 %"; drawn.String() != want {
		t.Errorf("drawn %q, want %q", drawn.String(), want)
	}
	drawn.Reset()
	b.Clear()
	b.Clear()
	if got := drawn.String(); len(got) != 52 || bytes.ContainsRune(drawn.Bytes(), '█') {
		t.Errorf("taken away with %q", got)
	}
}

func TestALogGetsNoBar(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	log, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBar(log)
	b.Show(200, 200)
	b.Clear()
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); err != nil || len(content) > 0 {
		t.Errorf("%q, %v", content, err)
	}
}
