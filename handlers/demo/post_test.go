package demo

import (
	"bytes"
	"context"
	"testing"
	"time"

	"sesame/account"
)

func TestEachLetterThatFitsItsEnvelopeIsShownOnce(t *testing.T) {
	d := filled(t)
	waiting, err := d.WaitingLetters(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	p := NewPost(d, account.Caisse{Name: "Caisse d'essai", Site: "https://caisse.example"}, time.UTC, func() time.Time { return now })
	for range 2 {
		p.printWaiting(t.Context())
	}
	fit := len(waiting) - 1 // one has a line that is too long
	if shown := p.data().Letters; len(shown) != fit || fit < 3 {
		t.Errorf("%d letters are shown, %d wait", len(shown), len(waiting))
	}
	for n := range fit + 2 {
		pdf, found := p.letter(n)
		if want := n >= 1 && n <= fit; found != want || want && !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("letter %d: found %v, %d bytes", n, found, len(pdf))
		}
	}
}

func TestPrintingEndsWithTheService(t *testing.T) {
	d := filled(t)
	p := NewPost(d, account.Caisse{}, time.UTC, func() time.Time { return now })
	ctx, stop := context.WithCancel(t.Context())
	stop()
	p.Print(ctx) // or the test never ends
}
