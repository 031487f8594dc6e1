package agent_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

func TestFindingAMember(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	find := func(text string) *servicetest.Page {
		return agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": text})
	}
	for _, c := range []struct{ name, typed, says string }{
		{"by a name without its accent, and a town", "etude poitiers", "Étude Duval"},
		{"by a name as it sounds", "Garnié", "Lucien Garnier"},
		{"by the beginning of a name", "dupo", "Marie Dupont"},
		{"by a name with a title that the file does not have", "docteur Garnier", "Lucien Garnier"},
		{"by a name with another legal form", "EARL Tilleuls", "Ferme des Tilleuls"},
		{"by a telephone number", "06 39 98 22 33", "Ferme des Tilleuls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := find(c.typed).At("/agent/adherents", 200).Says(c.says, "jamais connecté")
			p.SaysNot(servicetest.Marie, servicetest.Lucien, servicetest.Ferme, servicetest.Notaire)
			agent.Get("/agent/adherents").Says(c.says) // a reload, and the way back from a member's page
		})
	}
	t.Run("an identifier leads to its member at once, in any writing", func(t *testing.T) {
		for _, typed := range []string{servicetest.Marie, "2 85 07 86 123 456", strings.ToLower(servicetest.Notaire)} {
			p := find(typed)
			if !strings.HasPrefix(p.Path, "/agent/adherents/") {
				t.Errorf("« %s » leads to %s:\n%s", typed, p.Path, p.Brief())
			}
		}
	})
	t.Run("nothing found says what to try, nothing typed is refused", func(t *testing.T) {
		find("zzzyx").Says("Personne n'a été trouvé", "Essayez autrement")
		find("  ").At("/agent/adherents", 422)
		find(strings.Repeat("dupont ", 40)).At("/agent/adherents", 422).Says("trop long")
		find("a").At("/agent/adherents", 422).Says("au moins deux lettres")
	})
	t.Run("the home page has the search, for who may", func(t *testing.T) {
		agent.Get("/agent").Press("Chercher", servicetest.Fields{"recherche": "Dupont"}).At("/agent/adherents", 200).Says("Marie Dupont")
		_, mailroom := s.NewAgent(db.RoleMailroom)
		mailroom.Get("/agent").SaysNot("Nom, commune")
	})
	if n := s.AuditCount("member-searched", events.OK); n < 9 {
		t.Errorf("%d searches noted", n)
	}
	s.SilentLog(t, "Dupont", "dupo", "Garni", "zzzyx")
}

func TestResettingAPassword(t *testing.T) {
	for _, c := range []struct {
		way, channel, other, otherKind string
		secret                         func(s *servicetest.Service) string
	}{
		{"email", "marie@poitou.example", "+33639981234", db.KindReset, func(s *servicetest.Service) string { return s.LastOf(db.KindTemporary).Secret }},
		{"sms", "+33639981234", "marie@poitou.example", db.KindReset, func(s *servicetest.Service) string { return s.LastOf(db.KindTemporary).Secret }},
		{"courrier", "", "marie@poitou.example", db.KindReset, func(s *servicetest.Service) string { return s.Letters()[0].Payload.Secret }},
	} {
		t.Run("by "+c.way+": the old password and every session are dead at once, the temporary one leads to the personalisation", func(t *testing.T) {
			s := servicetest.NewService(t)
			home := s.Browser()
			home.Establish(servicetest.Marie, servicetest.First)
			home.Get("/espace").At("/espace", 200)
			s.Wait(72 * time.Hour)
			s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			home = s.Browser()
			home.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			login, agent := s.NewAgent(db.RoleAgent)
			agent.Resets(servicetest.Marie, c.way).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200).Says("Le mot de passe a été réinitialisé", servicetest.Motive)
			secret, told := c.secret(s), map[string]string{}
			for _, m := range s.Sent() {
				told[m.To] = m.Kind
			}
			if c.channel != "" && told[c.channel] != db.KindTemporary || told[c.other] != c.otherKind {
				t.Errorf("messages %v", told)
			}
			home.Get("/espace").At("/connexion?etat=fin", 200)
			s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
			p := s.Browser().LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
			p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At("/personnalisation/coordonnees", 200).
				Press("Je confirme mes coordonnées", nil).At("/personnalisation/confirmation", 200)
			s.Browser().LogIn(servicetest.Marie, servicetest.Second).At("/espace", 200)
			page := agent.Get(s.Sheet(servicetest.Marie))
			if strings.Contains(page.Raw, secret) {
				t.Error("the agent's page shows the temporary password")
			}
			if s.ActCount("password-reset", login, servicetest.Marie) != 1 || s.ActCount("member-seen", login, servicetest.Marie) != 1 {
				t.Errorf("noted: %d resets, %d looks", s.ActCount("password-reset", login, servicetest.Marie), s.ActCount("member-seen", login, servicetest.Marie))
			}
			s.SilentLog(t, secret)
		})
	}
	t.Run("a reason is required, without number and without address", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		form := agent.Get(s.Sheet(servicetest.Marie) + "/reinitialisation")
		for _, wrong := range []string{"", "  ", "appel du 06 39 98 12 34", "nir 285078612", "écrire à quelqu'un@poitou.example", strings.Repeat("x", 201),
			"nir 2/85/07/86", "nir 2_85_07_86", "nir ２８５０７８", "nir 28\u200b50\u200b78", "appel du 06/39/98/12/34", "née le 31/07/1985",
			"Mme DUPONT appelle", "appel de Marie", "Marié-Dupônt", "elle habite rue du Puits"} {
			p := form.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": wrong}).At(s.Sheet(servicetest.Marie)+"/reinitialisation", 422)
			if len(wrong) > 2 && len(wrong) < 200 {
				p.Says("le motif reste dans le journal, sans nom, ni adresse, ni numéro.")
			}
		}
		form.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "pigeon", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"/reinitialisation", 422).Says("Choisissez une des voies")
		agent.Get(s.Sheet(servicetest.Notaire)+"/reinitialisation").Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": "dossier not 4471"}).At(s.Sheet(servicetest.Notaire)+"/reinitialisation", 422)
		agent.Get(s.Sheet(servicetest.Ferme)+"/reinitialisation").Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": "la ferme aux Tilleuls"}).At(s.Sheet(servicetest.Ferme)+"/reinitialisation", 422)
		if n := s.AuditCount("password-reset", events.OK); n != 0 || s.Member(servicetest.Marie).Temporary != nil {
			t.Errorf("%d resets", n)
		}
		for _, right := range []string{"reçue le 23/11/2026, à 14 h 05", "pièce vue au guichet de Poitiers, rue de la gare", "2e demande, 3 appels"} {
			agent.Get(s.Sheet(servicetest.Marie)+"/reinitialisation").Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": right}).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
		}
	})
	t.Run("a ready reason needs no text, « autre » does, and one that is not offered is refused", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		sheet := s.Sheet(servicetest.Marie)
		press := func(reason, note string) *servicetest.Page {
			return agent.Get(sheet+"/reinitialisation").Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "raison": reason, "motif": note})
		}
		press("autre chose", "").At(sheet+"/reinitialisation", 422).Says("Choisissez un motif.")
		press("other", " ").At(sheet+"/reinitialisation", 422).Says("Ce champ est exigé.")
		press("forgotten", "pour Marie").At(sheet+"/reinitialisation", 422).Says("Retirez « Marie »")
		press("forgotten", "").At(sheet+"?etat=reinitialise", 200).Says("Mot de passe oublié")
		press("code-missing", "deuxième appel").At(sheet+"?etat=reinitialise", 200).Says("Code jamais reçu : deuxième appel")
		rows, err := s.DB.AuditOf(t.Context(), s.Member(servicetest.Marie).Identifier(), 50)
		if err != nil {
			t.Fatal(err)
		}
		var grounds []events.Grounds
		for _, r := range rows {
			if r.Kind() == events.PasswordReset {
				grounds = append(grounds, r.Grounds)
			}
		}
		want := []events.Grounds{{Motive: events.MotiveCode, Note: "deuxième appel"}, {Motive: events.MotiveForgotten}}
		if !slices.Equal(grounds, want) {
			t.Errorf("the log has %+v, expected %+v", grounds, want)
		}
	})
	t.Run("a channel that is not known is not offered, and not taken", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		p := agent.Get(s.Sheet(servicetest.Silence)+"/reinitialisation").Says("Par e-mail : la caisse ne connaît pas d'adresse e-mail.", "Par SMS : la caisse ne connaît pas")
		p.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Silence)+"/reinitialisation", 422)
		if s.Member(servicetest.Silence).Temporary != nil {
			t.Error("a temporary password was issued")
		}
	})
	t.Run("letters keep their cap of one in 7 days", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		done := s.Sheet(servicetest.Silence) + "?etat=reinitialise"
		agent.Resets(servicetest.Silence, "courrier").At(done, 200)
		agent.Get(s.Sheet(servicetest.Silence)+"/reinitialisation").Says("un courrier est déjà parti", "lundi 30 novembre à 15", "Aucune voie")
		again := func() *servicetest.Page {
			p := agent.Get(s.Sheet(servicetest.Silence) + "/guichet")
			_, form := p.Form("Réinitialiser et obtenir la feuille", servicetest.Fields{"motif": servicetest.Motive})
			form.Set("voie", "courrier")
			return agent.Post(s.Sheet(servicetest.Silence)+"/reinitialisation", form)
		}
		again().At(s.Sheet(servicetest.Silence)+"/reinitialisation", 422)
		for range 3 { // strangers are stopped at three; agents grant the next ones
			s.Wait(7*24*time.Hour - time.Minute)
			_, agent = s.NewAgent(db.RoleAgent)
			again().At(s.Sheet(servicetest.Silence)+"/reinitialisation", 422)
			s.Wait(time.Minute)
			agent.Resets(servicetest.Silence, "courrier").At(done, 200)
		}
		if n := len(s.Letters()); n != 1 || s.AuditCount("password-reset", events.OK) != 4 {
			t.Errorf("%d letters wait", n)
		}
	})
	t.Run("a page that is out of date changes nothing and says what was done", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, one := s.NewAgent(db.RoleAgent)
		other, two := s.NewAgent(db.RoleSupervisor)
		old := one.Get(s.Sheet(servicetest.Marie) + "/reinitialisation")
		two.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
		issued := s.Member(servicetest.Marie).Temporary.Hash
		old.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "sms", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"/reinitialisation", 422).
			Says("rien n'a été fait", "par "+other, "Relisez la fiche")
		if s.Member(servicetest.Marie).Temporary.Hash != issued || s.AuditCount("password-reset", events.OK) != 1 {
			t.Error("the second agent changed something")
		}
	})
	t.Run("two agents at once: one wins, the other reads why", func(t *testing.T) {
		s := servicetest.NewService(t)
		var forms [2]*servicetest.Page
		for i := range forms {
			_, agent := s.NewAgent(db.RoleAgent)
			forms[i] = agent.Get(s.Sheet(servicetest.Marie) + "/reinitialisation")
		}
		var answers [2]*servicetest.Page
		press := func(i int) func() {
			path, form := forms[i].Form("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive})
			return func() { answers[i] = forms[i].B.Post(path, form) }
		}
		servicetest.AtOnce(press(0), press(1))
		if answers[0].Status+answers[1].Status != 200+422 {
			t.Errorf("answers %d and %d", answers[0].Status, answers[1].Status)
		}
		temporary := 0
		for _, m := range s.Sent() {
			if m.Kind == db.KindTemporary {
				temporary++
			}
		}
		if temporary != 1 || s.AuditCount("password-reset", events.OK) != 1 {
			t.Errorf("%d passwords left, %d resets noted", temporary, s.AuditCount("password-reset", events.OK))
		}
	})
}

func TestHandingAPasswordOverAtTheCounter(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	login, agent := s.NewAgent(db.RoleAgent)
	agent.ProvesCaller(servicetest.Marie)
	s.Sent()
	form := agent.Get(s.Sheet(servicetest.Marie) + "/guichet")
	form.Press("Réinitialiser et obtenir la feuille", servicetest.Fields{"motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"/guichet", 422).Says("pièce d'identité")
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200) // nothing has changed
	slip := form.Press("Réinitialiser et obtenir la feuille", servicetest.Fields{"piece": "oui", "motif": servicetest.Motive})
	if slip.Status != http.StatusOK || slip.Header.Get("Content-Type") != "application/pdf" || slip.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s %s", slip.Status, slip.Header.Get("Content-Type"), slip.Header.Get("Cache-Control"))
	}
	secret := secretOf(t, slip.Raw)
	for _, shown := range []*servicetest.Page{agent.Get(s.Sheet(servicetest.Marie)), agent.Get(s.Sheet(servicetest.Marie) + "/guichet")} {
		if strings.Contains(shown.Raw, secret) {
			t.Errorf("%s shows the password", shown.Path)
		}
	}
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
	s.Browser().LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
	told := 0
	for _, m := range s.Sent() {
		if m.Kind == db.KindReset {
			told++
		}
		if m.Secret != "" {
			t.Errorf("a message of kind %s carries a secret", m.Kind)
		}
	}
	if told != 2 || s.ActCount("password-reset", login, servicetest.Marie) != 1 || s.Member(servicetest.Marie).Temporary.Channel != "counter" {
		t.Errorf("%d notices, %d resets, by %s", told, s.ActCount("password-reset", login, servicetest.Marie), s.Member(servicetest.Marie).Temporary.Channel)
	}
	again := form.Press("Réinitialiser et obtenir la feuille", servicetest.Fields{"piece": "oui", "motif": servicetest.Motive}) // a double click
	again.At(s.Sheet(servicetest.Marie)+"/guichet", 422).Says("rien n'a été fait", texts.SlipGiven)
	s.SilentLog(t, secret)
	s.Wait(24 * time.Hour)
	s.Browser().LogIn(servicetest.Marie, secret).Says("n'est plus valable")
}

// secretOf reads a slip as a person does.
func secretOf(t *testing.T, pdf string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "slip.pdf")
	if err := os.WriteFile(file, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v\n%s", err, text)
	}
	grouped := regexp.MustCompile(`(?m)^\s*([a-z2-9]{4}) +([a-z2-9]{4}) +([a-z2-9]{4})\s*$`).FindStringSubmatch(string(text))
	if grouped == nil {
		t.Fatalf("no password on the slip:\n%s", text)
	}
	secret := strings.Join(grouped[1:], "")
	if !account.IsTemporary(secret) {
		t.Errorf("%q is no temporary password", secret)
	}
	return secret
}
