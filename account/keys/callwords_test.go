package keys

import (
	"bytes"
	"strings"
	"testing"
)

func TestCallWords(t *testing.T) {
	ring := func(b byte) *Keyring {
		k, err := NewKeyring(bytes.Repeat([]byte{b}, 32))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	marie, lucien := bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 16)
	said := CallWords(ring(1), marie, "2026-11-23")
	if len(strings.Fields(said)) != 2 {
		t.Errorf("« %s » is not two words", said)
	}
	if again := CallWords(ring(1), marie, "2026-11-23"); again != said {
		t.Errorf("« %s » and « %s » for the same member on the same day", said, again)
	}
	for name, other := range map[string]string{
		"another day": CallWords(ring(1), marie, "2026-11-24"), "another member": CallWords(ring(1), lucien, "2026-11-23"), "another key": CallWords(ring(2), marie, "2026-11-23"),
	} {
		if other == said {
			t.Errorf("%s: the same words", name)
		}
	}
	seen := map[string]bool{}
	for n := range 2000 {
		seen[CallWords(ring(1), []byte{byte(n >> 8), byte(n)}, "2026-11-23")] = true
	}
	if len(seen) < 1990 {
		t.Errorf("%d different pairs for 2000 members", len(seen))
	}
}
