package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestADialogueEndsWithItsAnswers(t *testing.T) {
	var asked bytes.Buffer
	d := NewDialogue(t.Context(), strings.NewReader(" oui \n"), &asked)
	if answer, err := d.Ask("Encore ? "); answer != "oui" || err != nil || asked.String() != "Encore ? " {
		t.Errorf("%q, %v after %q", answer, err, asked.String())
	}
	if _, err := d.Ask("Encore ? "); !errors.Is(err, ErrEnded) {
		t.Errorf("without a further line: %v", err)
	}
}

func TestADialogueEndsWhenItIsInterrupted(t *testing.T) {
	silent, hangUp := io.Pipe()
	defer hangUp.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	d := NewDialogue(ctx, silent, io.Discard)
	interrupt()
	if _, err := d.Ask("Encore ? "); !errors.Is(err, ErrEnded) {
		t.Errorf("interrupted: %v", err)
	}
}
