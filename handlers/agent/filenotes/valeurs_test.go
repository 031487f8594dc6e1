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

func TestValuesThatCouldNotBeRead(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;email;portable\n"
	t.Run("they stand on the home page, in the list and on the member's page, until one is put aside", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		b.Get("/agent").SaysNot("laissées de côté")
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;NC;06 39 98 12 34 (mari)\n"+servicetest.Silence+";particulier;Roche;79000 NIORT;;0000000000\n", servicetest.NoPayments)
		b.Get("/agent").Says("Valeurs laissées de côté par les fichiers : à regarder")
		list := b.Get("/agent/valeurs").Says("Mme Marie Dupont", "M. Albert Roche", "Toutes (3)", "portable (2)", "email (1)", "06 •• •• •• •• (••••)", "Ce n'est pas un numéro de téléphone.")
		list.SaysNot("mari)")
		b.Get("/agent/valeurs?colonne=email").Says("Marie Dupont").SaysNot("Albert Roche")
		b.Get("/agent/valeurs?joignables=non").Says("Albert Roche").SaysNot("Marie Dupont")
		if rows := s.Audited("left-out-listed"); len(rows) != 3 || rows[1].Object != "email" {
			t.Errorf("audited %+v", rows)
		}
		m := s.Member(servicetest.Marie)
		page := fmt.Sprintf("/agent/adherents/%d", m.ID)
		b.Get(page).Says("sous « portable », une valeur qui n'a pas pu être lue (06 •• •• •• •• (••••))", "Ce qui était connu reste.", "marie@poitou.example")
		form := b.Get(page + "/valeur/portable").Says("Écarter cette valeur")
		form.Press("Écarter cette valeur", nil).At(page+"/valeur/portable", 422)
		form.Press("Écarter cette valeur", servicetest.Fields{"motif": "vu au téléphone"}).At(page+"?etat=valeur", 200).Says("La valeur est écartée").SaysNot("sous « portable »")
		b.Get("/agent/valeurs").Says("Toutes (2)", "email (1)")
		if rows := s.Audited("left-out-dismissed"); len(rows) != 1 || rows[0].Object != "portable" || rows[0].Note != "vu au téléphone" || rows[0].Target == "" {
			t.Errorf("audited %+v", rows)
		}
		b.Get(page+"/valeur/portable").At(page+"?etat=deja", 200).Says(texts.SettledAlready)
		form.Press("Écarter cette valeur", servicetest.Fields{"motif": "vu au téléphone"}).At(page+"?etat=valeur", 200) // the second of two clicks
		form.Press("Écarter cette valeur", servicetest.Fields{"motif": "vu au téléphone", "page": "another tab"}).At(page+"?etat=deja", 200).Says(texts.SettledAlready)
	})
	t.Run("many are ticked off at once, each for what the agent has seen", func(t *testing.T) {
		s := servicetest.NewService(t)
		agent := s.AgentBrowser(db.RoleAgent)
		lines := header + "V0;tiers;Zero;86000 POITIERS;NC;\nV1;tiers;Un;86000 POITIERS;NC;\nV2;tiers;Deux;86000 POITIERS;NC;\n"
		s.ImportFiles(lines, servicetest.NoPayments)
		p := agent.Get("/agent/valeurs?colonne=email").Says("corriger")
		keys := p.Doc.Find(`input[name="ligne"]`).Map(func(_ int, f *goquery.Selection) string { return f.AttrOr("value", "") })
		s.ImportFiles(strings.Replace(lines, "Un;86000 POITIERS;NC", "Un;86000 POITIERS;aucune", 1), servicetest.NoPayments)
		agent.Post("/agent/valeurs", url.Values{"motif": {"vu"}}).At("/agent/valeurs", 422).Says("Cochez au moins une ligne")
		seen := url.Values{"lesquels": {"premiers"}, "premiers": {strings.Join(keys, " ")}, "motif": {"vu"}}
		agent.Post("/agent/valeurs", seen).At("/agent/valeurs", 200).Says("C'est fait pour 2.", "Pas fait pour 1 : la ligne n'est plus dans la liste", "Toutes (1)")
		agent.Post("/agent/valeurs", seen).Says("C'est fait pour 0.", "Pas fait pour 3")
		if n := s.AuditCount("left-out-dismissed", "ok"); n != 2 {
			t.Errorf("noted %d times", n)
		}
	})
	t.Run("a long list has pages", func(t *testing.T) {
		s := servicetest.NewService(t)
		var file strings.Builder
		for i := range 120 {
			fmt.Fprintf(&file, "V%d;tiers;Personne%03d;86000 POITIERS;NC;\n", i, i)
		}
		s.ImportFiles(header+file.String(), servicetest.NoPayments)
		b, seen := s.AgentBrowser(db.RoleSupervisor), map[string]bool{}
		p, pages := b.Get("/agent/valeurs?colonne=email"), 1
		for {
			p.Doc.Find("th[scope=row]").Each(func(_ int, row *goquery.Selection) {
				who := row.Text()
				if seen[who] {
					t.Errorf("%s stands on two pages", who)
				}
				seen[who] = true
			})
			next, found := p.Doc.Find("a:contains('Suite de la liste')").Attr("href")
			if !found {
				break
			}
			p, pages = b.Get(next), pages+1
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%d people on %d pages", len(seen), pages)
		}
	})
	t.Run("the mailroom does not see them", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.ImportFiles(header+servicetest.Marie+";particulier;Dupont;86000 POITIERS;NC;\n", servicetest.NoPayments)
		b := s.AgentBrowser(db.RoleMailroom)
		b.Get("/agent").SaysNot("laissées de côté")
		b.Get("/agent/valeurs").At("/agent/valeurs", 403)
	})
}

func TestTheMembersPageTellsAClosedAccount(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	page := fmt.Sprintf("/agent/adherents/%d", s.Member(servicetest.Marie).ID)
	ends := func(day string) {
		s.ImportFiles("identifiant;categorie;nom;adresse6;fin\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;"+day+"\n", servicetest.NoPayments)
	}
	b.Get(page).SaysNot("ferm")
	ends("01/12/2026")
	b.Get(page).Says("L'espace privé se ferme le 1er décembre 2026", "Ne s'est jamais connecté")
	ends("22/11/2026")
	b.Get(page).Says("Espace privé fermé depuis le 22 novembre 2026", "faites changer la date de fin").SaysNot("Ne s'est jamais connecté")
	b.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": "dupont"}).Says("espace privé fermé")
}
