package member_test

import (
	"net/http"
	"testing"

	"sesame/handlers/servicetest"
)

// formsWithPassword are the forms that ask for the current password: their button, and the fields of a wrong try.
var formsWithPassword = map[string]struct {
	button string
	typed  servicetest.Fields
}{
	"/espace/mon-compte/mot-de-passe": {"Suivant", servicetest.Fields{"actuel": "Pas-le-bon-7"}},
	"/espace/mon-compte/adresse":      {"Suivant", servicetest.Fields{"actuel": "Pas-le-bon-7", "email": "marie.nouvelle@poitou.example"}},
	"/espace/mon-compte/telephones":   {"Enregistrer mes numéros", servicetest.Fields{"mot_de_passe_actuel": "Pas-le-bon-7"}},
	"/espace/mon-compte/donnees":      {"Télécharger mes données", servicetest.Fields{"actuel": "Pas-le-bon-7"}},
	ownClosing:                        {"Fermer mon espace", servicetest.Fields{"actuel": "Pas-le-bon-7", "accord": "oui"}},
	addPasskey:                        {"Continuer", servicetest.Fields{"actuel": "Pas-le-bon-7"}},
}

func TestWhoHasForgottenTheCurrentPasswordIsLedOn(t *testing.T) {
	for page := range formsWithPassword {
		t.Run(page, func(t *testing.T) {
			b := servicetest.ByName(t, servicetest.NewService).Browser()
			b.Establish(servicetest.Marie, servicetest.First)
			link := b.Get(page).At(page, 200).Doc.Find(`main form a[href="/mot-de-passe-oublie"]`)
			if link.Text() != "J'ai oublié mon mot de passe" {
				t.Fatalf("the link says %q", link.Text())
			}
			typed, _ := b.Get("/mot-de-passe-oublie").At("/mot-de-passe-oublie", 200).Doc.Find(`[name="identifiant"]`).Attr("value")
			if typed != servicetest.Marie {
				t.Errorf("« oubli » begins with the identifier %q", typed)
			}
		})
	}
}

func TestTooManyCurrentPasswordsAreToldOnThePage(t *testing.T) {
	for page, form := range formsWithPassword {
		t.Run(page, func(t *testing.T) {
			s := servicetest.ByName(t, servicetest.NewService)
			b := s.Browser()
			b.Establish(servicetest.Marie, servicetest.First)
			p := b.Get(page).At(page, 200)
			for range s.Limits.LoginFree {
				p.Press(form.button, form.typed).At(page, http.StatusUnprocessableEntity)
			}
			told := p.Press(form.button, form.typed).At(page, http.StatusTooManyRequests).Says("Trop de tentatives.", "Votre mot de passe actuel")
			if told.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		})
	}
}
