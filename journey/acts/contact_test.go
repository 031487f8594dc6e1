package acts_test

import (
	"context"
	"testing"

	"sesame/db"
)

func TestANumberThatAMessageHasIsDrawnAnew(t *testing.T) {
	h := newHouse(t, membersFile)
	write := func(words string) (number string) {
		t.Helper()
		m := db.ContactMessage{Number: "BCD-234", Subject: "Ma carte", Name: "Jeanne", Email: "jeanne@ferme.example", Message: words}
		h.must(h.tx(func(ctx context.Context, tx *db.Tx) error { return h.WriteContact(ctx, tx, h.stranger(), &m) }))
		return m.Number
	}
	first, second := write("Où est ma carte ?"), write("Et mon relevé ?")
	if first != "BCD-234" || second == first {
		t.Errorf("numbers %s and %s", first, second)
	}
	for number, words := range map[string]string{first: "Où est ma carte ?", second: "Et mon relevé ?"} {
		if m, err := h.DB.ContactMessage(t.Context(), number); err != nil || m.Message != words {
			t.Errorf("%s: %q, %v; want %q", number, m.Message, err, words)
		}
	}
	var told []string
	for _, m := range h.sent() {
		if m.Kind == db.KindContactReceived {
			told = append(told, m.Request)
		}
	}
	if len(told) != 2 || told[0] != first || told[1] != second {
		t.Errorf("told %v, want %s and %s", told, first, second)
	}
}
