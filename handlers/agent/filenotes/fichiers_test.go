package filenotes_test

import (
	"fmt"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// Supervisors can download the lists about the file: all pages of the list as filtered, masked, with the ends of identifiers.
func TestTheListsAboutTheFileLeaveAsFiles(t *testing.T) {
	const many = 120
	s := servicetest.NewService(t)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	var lines strings.Builder
	for i := 1; i <= many; i++ {
		email := fmt.Sprintf("personne%d@poitou.example", i)
		if i == many {
			email = "NC"
		}
		fmt.Fprintf(&lines, "%s;tiers;=Aubert%d;79000 NIORT;%s;06 39 98 (mari)\n", servicetest.Tiers(i), i, email)
	}
	const header = "identifiant;categorie;nom;adresse6;email;portable\n"
	s.ImportFiles(header+lines.String(), servicetest.NoPayments)
	file := func(list, query string, rows int, event string) string {
		t.Helper()
		s.AgentBrowser(db.RoleAgent).Get(list+query).SaysNot("CSV").B.Get(list+"/fichier.csv"+query).At(list+"/fichier.csv"+query, 403)
		p := supervisor.Get(list + query).Follow("Télécharger la liste (CSV)")
		if got := p.Header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
			t.Fatalf("%d, %s", p.Status, got)
		}
		if n := strings.Count(p.Raw, "\n"); n != rows+1 {
			t.Errorf("%s: %d lines:\n%s", list, n, p.Raw[:min(len(p.Raw), 1000)])
		}
		for _, secret := range []string{servicetest.Tiers(1), servicetest.Marie, "personne1@", "\n=", ";="} {
			if strings.Contains(p.Raw, secret) {
				t.Errorf("%s says %q", list, secret)
			}
		}
		noted := s.Audited(event)
		if last := noted[len(noted)-1]; last.Way != events.AsCSV || last.Numbers[events.Lines] != int64(rows) {
			t.Errorf("audited %+v", last)
		}
		return p.Raw
	}
	left := file("/agent/valeurs", "?colonne=portable", many, "left-out-listed")
	if want := "NIORT;tiers;" + account.Ending(servicetest.Tiers(1)) + ";portable;06 •• •• (••••);Ce n'est pas un numéro de téléphone."; !strings.Contains(left, want) {
		t.Errorf("the file does not say %q:\n%s", want, left[:1000])
	}
	file("/agent/valeurs", "?colonne=email", 1, "left-out-listed")

	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.ImportFiles("identifiant;categorie;nom;adresse6;email\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;fichier@ailleurs.example\n", servicetest.NoPayments)
	differs := file("/agent/ecarts", "?moyen=email", 1, "differences-listed")
	if want := "POITIERS;particulier;" + account.Ending(servicetest.Marie) + ";Adresse e-mail;m•••@poitou.example;oui;f•••@ailleurs.example;"; !strings.Contains(differs, want) {
		t.Errorf("the file does not say %q:\n%s", want, differs)
	}
}
