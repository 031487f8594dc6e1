package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestDifferencesOfAllMembers(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;email;fixe\n"
	t.Run("they stand on the home page and in the list, masked, until they are settled", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b.Get("/agent").Silent("Différences")
		b.Get("/agent/ecarts").Says("Toutes (0)", "Aucune différence")
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;fichier@ailleurs.example;\n", noPayments)
		b.Get("/agent").Says("Différences avec le fichier : à régler")
		list := b.Get("/agent/ecarts").Says("Mme Marie Dupont", "Toutes (1)", "Adresse e-mail (1)", "m•••@poitou.example, vérifié", "f•••@ailleurs.example")
		list.Silent("fichier@ailleurs.example")
		b.Get("/agent/ecarts?moyen=fixe").Silent("Marie Dupont")
		b.Get("/agent/ecarts?moyen=email").Says("Marie Dupont")
		if rows := s.Audited("differences-listed"); len(rows) != 4 || rows[2].Object != "fixe" {
			t.Errorf("audited %+v", rows)
		}
		page := fmt.Sprintf("/agent/adherents/%d", s.Member(servicetest.Marie).ID)
		settle, _ := list.Doc.Find("a:contains('Décider pour')").Attr("href")
		if settle != page+"/ecart/email" {
			t.Fatalf("the list leads to %q", settle)
		}
		b.Get(settle).Press("Enregistrer ce choix", servicetest.Fields{"choix": "ici", "motif": servicetest.Motive}).At(page+"?etat=ecart", 200)
		b.Get("/agent/ecarts").Says("Aucune différence")
	})
	t.Run("a long list has pages", func(t *testing.T) {
		s := servicetest.NewService(t)
		var first, second strings.Builder
		for i := range 60 {
			fmt.Fprintf(&first, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@ici.example;0549000000\n", i, i, i)
			fmt.Fprintf(&second, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@la.example;0549000001\n", i, i, i)
		}
		s.ImportFiles(header+first.String(), noPayments)
		for i := range 60 {
			s.Prove(fmt.Sprintf("V%d", i))
		}
		s.ImportFiles(header+second.String(), noPayments)
		b, seen := s.AgentBrowser(db.RoleSupervisor), map[string]int{}
		p, pages := b.Get("/agent/ecarts"), 1
		for {
			p.Doc.Find("th[scope=row]").Each(func(_ int, who *goquery.Selection) { seen[who.Text()]++ })
			next, found := p.Doc.Find("a:contains('Suite de la liste')").Attr("href")
			if !found {
				break
			}
			p, pages = b.Get(next), pages+1
		}
		for who, lines := range seen {
			if lines != 2 {
				t.Errorf("%s has %d lines", who, lines)
			}
		}
		if len(seen) != 60 || pages != 3 {
			t.Errorf("%d people on %d pages", len(seen), pages)
		}
	})
	t.Run("the mailroom does not see them", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleMailroom)
		b.Get("/agent/ecarts").At("/agent/ecarts", 403)
	})
}
