package filenotes_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

func TestDifferencesOfAllMembers(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;email;fixe\n"
	t.Run("they stand on the home page and in the list, masked, until they are settled", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b.Get("/agent").SaysNot("Différences")
		b.Get("/agent/ecarts").Says("Toutes (0)", "Aucune différence")
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;fichier@ailleurs.example;\n", servicetest.NoPayments)
		b.Get("/agent").Says("Différences avec le fichier : à régler")
		list := b.Get("/agent/ecarts").Says("Mme Marie Dupont", "Toutes (1)", "Adresse e-mail (1)", "m•••@poitou.example, vérifié", "f•••@ailleurs.example")
		list.SaysNot("fichier@ailleurs.example")
		b.Get("/agent/ecarts?moyen=fixe").SaysNot("Marie Dupont")
		b.Get("/agent/ecarts?moyen=email").Says("Marie Dupont")
		if rows := s.Audited("differences-listed"); len(rows) != 4 || rows[2].Object != "fixe" {
			t.Errorf("audited %+v", rows)
		}
		page := fmt.Sprintf("/agent/adherents/%d", s.Member(servicetest.Marie).ID)
		settle, _ := list.Doc.Find("a:contains('Voir les deux')").Attr("href")
		if settle != page+"/ecart/email" {
			t.Fatalf("the list leads to %q", settle)
		}
		colleague := s.AgentBrowser(db.RoleAgent).Get(settle)
		b.Get(settle).Press("Enregistrer ce choix", servicetest.Fields{"choix": "ici", "motif": servicetest.Motive}).At(page+"?etat=ecart", 200)
		colleague.Press("Enregistrer ce choix", servicetest.Fields{"choix": "fichier", "motif": servicetest.Motive}).At(page+"?etat=deja", 200).Says(texts.SettledAlready)
		b.Get(settle).At(page+"?etat=deja", 200)
		b.Get("/agent/ecarts").Says("Aucune différence")
	})
	t.Run("many are settled at once, each for what the agent has seen", func(t *testing.T) {
		s := servicetest.NewService(t)
		agent := s.AgentBrowser(db.RoleAgent)
		lines := func(site string, phone int) string {
			var file strings.Builder
			for i := range 4 {
				fmt.Fprintf(&file, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@%s.example;054900000%d\n", i, i, i, site, phone)
			}
			return header + file.String()
		}
		s.ImportFiles(lines("ici", 0), servicetest.NoPayments)
		for i := range 4 {
			s.VerifyContacts(fmt.Sprintf("V%d", i))
		}
		s.ImportFiles(lines("la", 0), servicetest.NoPayments)
		p := agent.Get("/agent/ecarts?moyen=email")
		keys := p.Doc.Find(`input[name="ligne"]`).Map(func(_ int, f *goquery.Selection) string { return f.AttrOr("value", "") })
		if len(keys) != 4 {
			t.Fatalf("%d rows", len(keys))
		}
		settles := func(choice string, keys ...string) *servicetest.Page {
			return agent.Post("/agent/ecarts?moyen=email", url.Values{"ligne": keys, "lesquels": {"coches"}, "choix": {choice}, "motif": {"vu avec le service"}})
		}
		agent.Post("/agent/ecarts?moyen=email", nil).At("/agent/ecarts?moyen=email", 422).Says("Cochez au moins une ligne", "Choisissez l'un des deux.")
		s.ImportFiles(strings.Replace(lines("la", 0), "v3@la", "v3@ailleurs", 1), servicetest.NoPayments) // the file says something else than what was seen
		s.Browser().LogIn("V2", servicetest.First)
		_, boss := s.NewAgent(db.RoleSupervisor)
		boss.Get(s.Sheet("V2")+"/fermeture").Press("Fermer l'espace privé", servicetest.Fields{"cause": "left", "motif": servicetest.Motive}).At(s.Sheet("V2")+"?etat=ferme", 200)
		told := settles("fichier", keys[0], keys[2], keys[3]).At("/agent/ecarts?moyen=email", 200).
			Says("C'est fait pour 1.", "Pas fait pour 1 : le compte est fermé.", "Pas fait pour 1 : la ligne n'est plus dans la liste")
		if who := told.Doc.Find(`.fait ul.lignes`).Text(); !strings.Contains(who, "Personne000") || strings.Contains(who, "Personne003") {
			t.Errorf("told of %q", who)
		}
		settles("ici", keys[1]).Says("C'est fait pour 1.")
		settles("ici", keys[1]).Says("C'est fait pour 0.", "Pas fait pour 1 : la ligne n'est plus dans la liste")
		for i, want := range []string{"v0@la.example", "v1@ici.example", "v2@ici.example", "v3@ici.example"} {
			if c := s.Member(fmt.Sprintf("V%d", i)).Contacts[db.Email]; c.Value != want || i == 0 && !c.VerifiedAt.IsZero() {
				t.Errorf("account %d has %+v, want %s", i, c, want)
			}
		}
		agent.Get("/agent/ecarts").Says("Toutes (1)", "Personne003").SaysNot("Personne002")
		rows := s.Audited("difference-settled")
		if len(rows) != 2 || rows[0].Note != "vu avec le service" || rows[0].Cause == rows[1].Cause {
			t.Errorf("audited %+v", rows)
		}
	})
	t.Run("a form that the file has overtaken settles nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		agent := s.AgentBrowser(db.RoleAgent)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;fichier@ailleurs.example;\n", servicetest.NoPayments)
		page := s.Sheet(servicetest.Marie) + "/ecart/email"
		form := agent.Get(page)
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;autre@ailleurs.example;\n", servicetest.NoPayments)
		form.Press("Enregistrer ce choix", servicetest.Fields{"choix": "fichier", "motif": servicetest.Motive}).At(page, 422).Says("autre@ailleurs.example")
		if got := s.Member(servicetest.Marie).Contacts[db.Email].Value; got != "marie@poitou.example" {
			t.Errorf("the contact is %s", got)
		}
	})
	t.Run("a long list has pages", func(t *testing.T) {
		s := servicetest.NewService(t)
		var first, second strings.Builder
		for i := range 60 {
			fmt.Fprintf(&first, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@ici.example;0549000000\n", i, i, i)
			fmt.Fprintf(&second, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@la.example;0549000001\n", i, i, i)
		}
		s.ImportFiles(header+first.String(), servicetest.NoPayments)
		for i := range 60 {
			s.VerifyContacts(fmt.Sprintf("V%d", i))
		}
		s.ImportFiles(header+second.String(), servicetest.NoPayments)
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
			if lines != 1 {
				t.Errorf("%s has %d lines", who, lines)
			}
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%d differences on %d pages", len(seen), pages)
		}
	})
	t.Run("the mailroom does not see them", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleMailroom)
		b.Get("/agent/ecarts").At("/agent/ecarts", 403)
	})
}
