package member_test

import (
	"net/http"
	"testing"

	"sesame/handlers/servicetest"
	"sesame/texts"
)

// A second tab begins the journey again. What the first one sends is not done, and its reader is told so.
func TestATabWhoseJourneyWasBegunAgainSaysThatNothingWasDone(t *testing.T) {
	const chosen = "Girafe-Moulin-41!"
	for name, try := range map[string]struct {
		start, button string
		typed         servicetest.Fields
		again         string // of the second tab's first form; empty for the same fields
		send          string
		sent          servicetest.Fields
		step          string
	}{
		"a new password": {"/espace/mon-compte/mot-de-passe", "Suivant", servicetest.Fields{"actuel": servicetest.First}, "",
			"Suivant", servicetest.Fields{"nouveau": chosen, "confirmation": chosen}, "/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe"},
		"the code of an address": {"/espace/mon-compte/adresse", "Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "une@poitou.example"}, "autre@poitou.example",
			"Valider", servicetest.Fields{"code": "1234"}, "/espace/mon-compte/adresse/code"},
		"a new code for a mobile": {"/espace/mon-compte/telephones", "Enregistrer mes numéros", servicetest.Fields{"mot_de_passe_actuel": servicetest.First, "portable": "06 39 98 10 77"}, "",
			"Renvoyer un nouveau code", nil, "/espace/mon-compte/telephones/code"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			b := s.Browser()
			b.Establish(servicetest.Marie, servicetest.First)
			begin, later := b.Get(try.start), b.Get(try.start)
			first := begin.Press(try.button, try.typed).At(try.step, http.StatusOK)
			if try.again != "" {
				try.typed["email"] = try.again
			}
			second := later.Press(try.button, try.typed).At(try.step, http.StatusOK)
			told := first.Press(try.send, try.sent)
			if told.Status != http.StatusOK {
				t.Errorf("status %d at %s", told.Status, told.Path)
			}
			told.Says(texts.JourneyBegunAgain)
			second.SaysNot(texts.JourneyBegunAgain)
			s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", http.StatusOK)
			told.Press(try.send, try.sent).SaysNot(texts.JourneyBegunAgain) // now it is the form of the second
		})
	}
}
