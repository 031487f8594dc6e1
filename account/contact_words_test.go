package account_test

import (
	"errors"
	"strings"
	"testing"

	"sesame/account"
)

func TestAnAnswerWithoutWhatTheMailHasAlready(t *testing.T) {
	for typed, want := range map[string]string{
		"Bonjour,\nvotre carte part demain.":                           "Votre carte part demain.",
		"Bonjour Madame Dupont,\n\nVotre carte part.\n\nCordialement,": "Votre carte part.",
		"bonjour, votre carte part.":                                   "Votre carte part.",
		"Bonjour Madame, votre carte part.":                            "Votre carte part.",
		"Madame, Monsieur,\nVotre carte part.\nBien cordialement":      "Votre carte part.",
		"Bonjour":           "",
		"Votre carte part.": "Votre carte part.",
		"Bonjour votre carte part demain, avec celle de Paul.": "Bonjour votre carte part demain, avec celle de Paul.",
		"Madame Dupont a appelé, et tout est dit.":             "Madame Dupont a appelé, et tout est dit.",
		"Elle part demain.\nCordialement, elle vous attend.":   "Elle part demain.\nCordialement, elle vous attend.",
		"Bonjour Jean-Pierre !\nÉcrivez-nous.":                 "Écrivez-nous.",
	} {
		if got := account.BareAnswer(typed); got != want {
			t.Errorf("%q became %q, want %q", typed, got, want)
		}
	}
}

func TestReadyAnswersHaveKnownPlaces(t *testing.T) {
	if err := account.CheckReadyAnswer("Message {numero} de {nom} : {caisse}, {telephone}."); err != nil {
		t.Error(err)
	}
	if got := account.FilledAnswer("{nom} {numero} {caisse} {telephone}", "{caisse}", "KTR-482", "MSA", "05"); got != "{caisse} KTR-482 MSA 05" {
		t.Errorf("filled in as %q", got)
	}
	for _, words := range []string{"", "{prenom}", "{nom", "https://ailleurs.example"} {
		var refused *account.FieldError
		if err := account.CheckReadyAnswer(words); !errors.As(err, &refused) {
			t.Errorf("%q: %v", words, err)
		}
	}
}

func TestNotesAreBounded(t *testing.T) {
	for note, good := range map[string]bool{"Elle a déménagé.": true, " ": false, strings.Repeat("a", account.MaxContactNote+1): false, "Voici k7mpqr2wxyzd": false} {
		if err := account.CheckContactNote(note); (err == nil) != good {
			t.Errorf("%.20q: %v", note, err)
		}
	}
}
