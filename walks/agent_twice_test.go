package walks

import (
	"fmt"
	"strings"
	"testing"
)

// TestAgentsWhoClickTwiceAndTwoAtOnce: one agent double-clicks; another one changes a member's contacts while a colleague has
// the page open.
func TestAgentsWhoClickTwiceAndTwoAtOnce(t *testing.T) {
	for _, js := range []bool{true, false} {
		t.Run(fmt.Sprintf("JavaScript %t", js), func(t *testing.T) {
			s := newSite(t, established(t))
			s.start()
			w := world{newPerson(t, s.url, js), s, s.post}
			slow, quick := w.counterAgent("lent"), w.counterAgent("vif")

			slow.Open("/agent/message-suspect")
			slow.Choose("Par SMS")
			button := slow.find("Noter ce message suspect", "button")
			x, y := slow.middle(button)
			for i := range 4 {
				slow.clickAt(button, x, y, i+1)
			}
			slow.Reads("C'est noté.")
			if n := strings.Count(s.run("audit", "export"), `"suspect-reported"`); n != 1 {
				t.Errorf("four clicks are noted %d times", n)
			}

			const email, landline, why = "Adresse e-mail (facultatif)", "Téléphone fixe (facultatif)", "Changement d'adresse e-mail ou de téléphone"
			slow.seeks("martin", "Jeanne Martin")
			slow.Press("Corriger les coordonnées")
			quick.seeks("martin", "Jeanne Martin")
			quick.Press("Corriger les coordonnées")
			quick.Fill(landline, "05 49 11 22 33")
			quick.Choose(why)
			quick.DoublePress("Enregistrer les coordonnées")
			quick.Reads("Les coordonnées sont enregistrées")
			slow.Fill(email, "lente@poitou.example")
			slow.Choose(why)
			slow.Press("Enregistrer les coordonnées")
			slow.Reads("Cet adhérent a changé depuis que vous avez ouvert cette page")
			if typed, new := slow.Value(email), slow.Value(landline); typed != "lente@poitou.example" || new != "05 49 11 22 33" {
				t.Errorf("the form shows %q and %q", typed, new)
			}
			slow.Press("Enregistrer les coordonnées")
			slow.Reads("Les coordonnées sont enregistrées")
			slow.Reads("lente@poitou.example")
			slow.Reads("05 49 11 22 33")
		})
	}
}
