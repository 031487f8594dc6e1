package member_test

import (
	"strings"
	"testing"

	"sesame/handlers/servicetest"
)

func TestTheIdentifierIsShownBackAsTypedBeforeAnythingLeaves(t *testing.T) {
	for _, path := range []string{"/mot-de-passe-oublie", "/inscription"} {
		for _, id := range []string{servicetest.Marie, servicetest.Lucien, servicetest.Nobody, servicetest.NobodyCo, servicetest.Notaire} {
			s := servicetest.NewService(t)
			typed := " " + id[:3] + " " + id[3:] + "\u200b"
			shown := id[:3] + " " + id[3:]
			b := s.Browser()
			p := b.Get(path).Press("Suivant", servicetest.Fields{"identifiant": typed}).Says("Votre identifiant : "+shown, "Corriger")
			if sent, letters := s.Sent(), s.Letters(); len(sent)+len(letters) > 0 {
				t.Errorf("%s of %s: something has left", path, id)
			}
			p = p.Follow("Corriger").At(path+"?etat=correction", 200)
			if got, _ := p.Doc.Find(`[name="identifiant"]`).Attr("value"); got != shown {
				t.Errorf("%s of %s: the field to correct holds %q", path, id, got)
			}
			if got, _ := b.Get(path).Doc.Find(`[name="identifiant"]`).Attr("value"); got != "" {
				t.Errorf("%s: whoever comes next reads %q", path, got)
			}
			back := s.Browser()
			if second := back.Get(path).Press("Suivant", servicetest.Fields{"identifiant": typed}); strings.Contains(second.Raw, "Précédent") {
				second.Press("Précédent", nil).At(path, 200)
				if got, _ := back.Get(path).Doc.Find(`[name="identifiant"]`).Attr("value"); got != shown {
					t.Errorf("%s of %s: « Précédent » leads to a field that holds %q", path, id, got)
				}
				back.Get(path).Press("Abandonner", nil)
				if got, _ := back.Get(path).Doc.Find(`[name="identifiant"]`).Attr("value"); got != "" {
					t.Errorf("%s: after « Abandonner » whoever comes next reads %q", path, got)
				}
			}
			p.Press("Suivant", servicetest.Fields{"identifiant": servicetest.Ferme}).Says("Votre identifiant : " + servicetest.Ferme).
				SaysNot("Une autre demande") // the corrected one is over
			if got, _ := s.Browser().Get(path + "?etat=correction").Doc.Find(`[name="identifiant"]`).Attr("value"); got != "" {
				t.Errorf("%s: another browser reads %q", path, got)
			}
		}
	}
}
