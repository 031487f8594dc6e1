package member_test

import (
	"testing"

	"sesame/handlers/servicetest"
	"sesame/views"
)

func TestASheetOfHelpIsAPageOfItsOwn(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	for name, title := range views.Sheets {
		b.Get("/aide/fiche/"+name).At("/aide/fiche/"+name, 200).Says("Fiche : "+title, "Pour la personne qui vous aide")
	}
	b.Get("/aide/fiche/inconnue").At("/aide/fiche/inconnue", 404)
	b.Get("/aide/facile").At("/aide/facile", 200).Says("Aide facile à lire")
}
