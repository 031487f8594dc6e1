package account

import (
	"errors"
	"strings"
	"testing"
)

func TestNamesOfAgents(t *testing.T) {
	for typed, want := range map[string]string{"": "", "  ": "", " Camille  Petit ": "Camille Petit", "Renée d’Aubigné, Niort (poste 45 12)": "Renée d’Aubigné, Niort (poste 45 12)", strings.Repeat("é", 80): strings.Repeat("é", 80)} {
		if got, err := ParseAgentName(typed); got != want || err != nil {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{strings.Repeat("a", 81), "<b>Camille</b>", "camille@caisse.example", "Camille\x00"} {
		if _, err := ParseAgentName(typed); !errors.Is(err, errAgentName) {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
