package handlers_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

func TestFindingAMember(t *testing.T) {
	s := newService(t)
	_, agent := s.helper(db.RoleAgent)
	find := func(text string) *page {
		return agent.get("/agent/adherents").press("Chercher", fields{"recherche": text})
	}
	for _, c := range []struct{ name, typed, says string }{
		{"by a name without its accent, and a town", "etude poitiers", "Étude Duval"},
		{"by a name as it sounds", "Garnié", "Lucien Garnier"},
		{"by the beginning of a name", "dupo", "Marie Dupont"},
		{"by a telephone number", "06 39 98 22 33", "Ferme des Tilleuls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := find(c.typed).at("/agent/adherents", 200).says(c.says, "jamais connecté")
			p.silent(marie, lucien, ferme, notaire)
			agent.get("/agent/adherents").says(c.says) // a reload, and the way back from a member's page
		})
	}
	t.Run("an identifier leads to its member at once, in any writing", func(t *testing.T) {
		for _, typed := range []string{marie, "2 85 07 86 123 456", strings.ToLower(notaire)} {
			p := find(typed)
			if !strings.HasPrefix(p.path, "/agent/adherents/") {
				t.Errorf("« %s » leads to %s:\n%s", typed, p.path, p.brief())
			}
		}
	})
	t.Run("nothing found says what to try, nothing typed is refused", func(t *testing.T) {
		find("zzzyx").says("Personne n'a été trouvé", "Essayez autrement")
		find("  ").at("/agent/adherents", 422)
		find(strings.Repeat("dupont ", 40)).at("/agent/adherents", 422).says("trop long")
		find("a").at("/agent/adherents", 422).says("au moins deux lettres")
	})
	t.Run("the home page has the search, for who may", func(t *testing.T) {
		agent.get("/agent").press("Chercher", fields{"recherche": "Dupont"}).at("/agent/adherents", 200).says("Marie Dupont")
		_, mailroom := s.helper(db.RoleMailroom)
		mailroom.get("/agent").silent("Identifiant, nom")
	})
	if n := s.noted("member-searched", db.ResultOK); n < 9 {
		t.Errorf("%d searches noted", n)
	}
	s.silentLog(t, "Dupont", "dupo", "Garni", "zzzyx")
}

func TestResettingAPassword(t *testing.T) {
	for _, c := range []struct {
		way, channel, other, otherKind string
		secret                         func(s *service) string
	}{
		{"email", "marie@poitou.example", "+33639981234", db.KindReset, func(s *service) string { return s.lastOf(db.KindTemporary).Secret }},
		{"sms", "+33639981234", "marie@poitou.example", db.KindReset, func(s *service) string { return s.lastOf(db.KindTemporary).Secret }},
		{"courrier", "", "marie@poitou.example", db.KindReset, func(s *service) string { return s.letters()[0].Payload.Secret }},
	} {
		t.Run("by "+c.way+": the old password and every session are dead at once, the temporary one leads to the personalisation", func(t *testing.T) {
			s := newService(t)
			home := s.browser()
			home.establish(marie, first)
			home.get("/espace").at("/espace", 200)
			s.wait(72 * time.Hour)
			s.browser().logIn(marie, first).at("/espace", 200)
			home = s.browser()
			home.logIn(marie, first).at("/espace", 200)
			login, agent := s.helper(db.RoleAgent)
			agent.resets(marie, c.way).at(s.sheet(marie)+"?etat=reinitialise", 200).says("Le mot de passe a été réinitialisé", motive)
			secret, told := c.secret(s), map[string]string{}
			for _, m := range s.sent() {
				told[m.To] = m.Kind
			}
			if c.channel != "" && told[c.channel] != db.KindTemporary || told[c.other] != c.otherKind {
				t.Errorf("messages %v", told)
			}
			home.get("/espace").at("/connexion?etat=fin", 200)
			s.browser().logIn(marie, first).at("/connexion", 422)
			p := s.browser().logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
			p.press("Suivant", fields{"nouveau": second, "confirmation": second}).at("/personnalisation/coordonnees", 200).
				press("Je confirme mes coordonnées", nil).at("/personnalisation/confirmation", 200)
			s.browser().logIn(marie, second).at("/espace", 200)
			page := agent.get(s.sheet(marie))
			if strings.Contains(page.raw, secret) {
				t.Error("the agent's page shows the temporary password")
			}
			if s.act("password-reset", login, marie) != 1 || s.act("member-seen", login, marie) != 1 {
				t.Errorf("noted: %d resets, %d looks", s.act("password-reset", login, marie), s.act("member-seen", login, marie))
			}
			s.silentLog(t, secret)
		})
	}
	t.Run("a reason is required, without number and without address", func(t *testing.T) {
		s := newService(t)
		_, agent := s.helper(db.RoleAgent)
		form := agent.get(s.sheet(marie) + "/reinitialisation")
		for _, wrong := range []string{"", "  ", "appel du 06 39 98 12 34", "nir 285078612", "écrire à quelqu'un@poitou.example", strings.Repeat("x", 201),
			"nir 2/85/07/86", "nir 2_85_07_86", "nir ２８５０７８", "nir 28\u200b50\u200b78", "appel du 06/39/98/12/34", "née le 31/07/1985", "le 99/99/2026",
			"Mme DUPONT appelle", "appel de marie", "Marié-Dupônt", "elle habite rue du Puits"} {
			p := form.press("Réinitialiser le mot de passe", fields{"voie": "email", "motif": wrong}).at(s.sheet(marie)+"/reinitialisation", 422)
			if len(wrong) > 2 && len(wrong) < 200 {
				p.says("N'écrivez ni nom, ni adresse, ni numéro : ce motif reste dans le journal.")
			}
		}
		form.press("Réinitialiser le mot de passe", fields{"voie": "pigeon", "motif": motive}).at(s.sheet(marie)+"/reinitialisation", 422).says("Choisissez une des voies")
		agent.get(s.sheet(notaire)+"/reinitialisation").press("Réinitialiser le mot de passe", fields{"voie": "email", "motif": "dossier not 4471"}).at(s.sheet(notaire)+"/reinitialisation", 422)
		agent.get(s.sheet(ferme)+"/reinitialisation").press("Réinitialiser le mot de passe", fields{"voie": "email", "motif": "la ferme aux tilleuls"}).at(s.sheet(ferme)+"/reinitialisation", 422)
		if n := s.noted("password-reset", db.ResultOK); n != 0 || s.member(marie).Temporary != nil {
			t.Errorf("%d resets", n)
		}
		for _, right := range []string{"reçue le 23/11/2026, à 14 h 05", "pièce vue au guichet de Poitiers, rue de la gare", "2e demande, 3 appels"} {
			agent.get(s.sheet(marie)+"/reinitialisation").press("Réinitialiser le mot de passe", fields{"voie": "email", "motif": right}).at(s.sheet(marie)+"?etat=reinitialise", 200)
		}
	})
	t.Run("a channel that is not known is not offered, and not taken", func(t *testing.T) {
		s := newService(t)
		_, agent := s.helper(db.RoleAgent)
		p := agent.get(s.sheet(silence)+"/reinitialisation").says("Par e-mail : la caisse ne connaît pas d'adresse email.", "Par SMS : la caisse ne connaît pas")
		p.press("Réinitialiser le mot de passe", fields{"voie": "email", "motif": motive}).at(s.sheet(silence)+"/reinitialisation", 422)
		if s.member(silence).Temporary != nil {
			t.Error("a temporary password was issued")
		}
	})
	t.Run("letters keep their caps: one in 7 days, three in 90", func(t *testing.T) {
		s := newService(t)
		_, agent := s.helper(db.RoleAgent)
		done := s.sheet(silence) + "?etat=reinitialise"
		agent.resets(silence, "courrier").at(done, 200)
		agent.get(s.sheet(silence)+"/reinitialisation").says("un courrier est déjà parti", "lundi 30 novembre à 15", "Aucune voie")
		again := func() *page {
			p := agent.get(s.sheet(silence) + "/guichet")
			_, form := p.form("Réinitialiser et obtenir la feuille", fields{"motif": motive})
			form.Set("voie", "courrier")
			return agent.post(s.sheet(silence)+"/reinitialisation", form)
		}
		again().at(s.sheet(silence)+"/reinitialisation", 422)
		for n := 2; n <= 3; n++ {
			s.wait(7*24*time.Hour - time.Minute)
			_, agent = s.helper(db.RoleAgent)
			again().at(s.sheet(silence)+"/reinitialisation", 422)
			s.wait(time.Minute)
			agent.resets(silence, "courrier").at(done, 200)
		}
		s.wait(8 * 24 * time.Hour)
		_, agent = s.helper(db.RoleAgent)
		again().at(s.sheet(silence)+"/reinitialisation", 422)
		if n := len(s.letters()); n != 1 || s.noted("password-reset", db.ResultOK) != 3 {
			t.Errorf("%d letters wait", n)
		}
	})
	t.Run("a page that is out of date changes nothing and says what was done", func(t *testing.T) {
		s := newService(t)
		_, one := s.helper(db.RoleAgent)
		other, two := s.helper(db.RoleSupervisor)
		old := one.get(s.sheet(marie) + "/reinitialisation")
		two.resets(marie, "email").at(s.sheet(marie)+"?etat=reinitialise", 200)
		issued := s.member(marie).Temporary.Hash
		old.press("Réinitialiser le mot de passe", fields{"voie": "sms", "motif": motive}).at(s.sheet(marie)+"/reinitialisation", 422).
			says("rien n'a été fait", "par "+other, "Relisez la fiche")
		if s.member(marie).Temporary.Hash != issued || s.noted("password-reset", db.ResultOK) != 1 {
			t.Error("the second agent changed something")
		}
	})
	t.Run("two agents at once: one wins, the other reads why", func(t *testing.T) {
		s := newService(t)
		var forms [2]*page
		for i := range forms {
			_, agent := s.helper(db.RoleAgent)
			forms[i] = agent.get(s.sheet(marie) + "/reinitialisation")
		}
		var answers [2]*page
		press := func(i int) func() {
			path, form := forms[i].form("Réinitialiser le mot de passe", fields{"voie": "email", "motif": motive})
			return func() { answers[i] = forms[i].b.post(path, form) }
		}
		atOnce(press(0), press(1))
		if answers[0].status+answers[1].status != 200+422 {
			t.Errorf("answers %d and %d", answers[0].status, answers[1].status)
		}
		temporary := 0
		for _, m := range s.sent() {
			if m.Kind == db.KindTemporary {
				temporary++
			}
		}
		if temporary != 1 || s.noted("password-reset", db.ResultOK) != 1 {
			t.Errorf("%d passwords left, %d resets noted", temporary, s.noted("password-reset", db.ResultOK))
		}
	})
}

func TestHandingAPasswordOverAtTheCounter(t *testing.T) {
	s := newService(t)
	s.browser().establish(marie, first)
	login, agent := s.helper(db.RoleAgent)
	form := agent.get(s.sheet(marie) + "/guichet")
	form.press("Réinitialiser et obtenir la feuille", fields{"motif": motive}).at(s.sheet(marie)+"/guichet", 422).says("pièce d'identité")
	s.browser().logIn(marie, first).at("/espace", 200) // nothing has changed
	slip := form.press("Réinitialiser et obtenir la feuille", fields{"piece": "oui", "motif": motive})
	if slip.status != http.StatusOK || slip.header.Get("Content-Type") != "application/pdf" || slip.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s %s", slip.status, slip.header.Get("Content-Type"), slip.header.Get("Cache-Control"))
	}
	secret := secretOf(t, slip.raw)
	for _, shown := range []*page{agent.get(s.sheet(marie)), agent.get(s.sheet(marie) + "/guichet")} {
		if strings.Contains(shown.raw, secret) {
			t.Errorf("%s shows the password", shown.path)
		}
	}
	s.browser().logIn(marie, first).at("/connexion", 422)
	s.browser().logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
	told := 0
	for _, m := range s.sent() {
		if m.Kind == db.KindReset {
			told++
		}
		if m.Secret != "" {
			t.Errorf("a message of kind %s carries a secret", m.Kind)
		}
	}
	if told != 2 || s.act("password-reset", login, marie) != 1 || s.member(marie).Temporary.Channel != "counter" {
		t.Errorf("%d notices, %d resets, by %s", told, s.act("password-reset", login, marie), s.member(marie).Temporary.Channel)
	}
	again := form.press("Réinitialiser et obtenir la feuille", fields{"piece": "oui", "motif": motive}) // a double click
	again.at(s.sheet(marie)+"/guichet", 422).says("rien n'a été fait")
	s.silentLog(t, secret)
	s.wait(24 * time.Hour)
	s.browser().logIn(marie, secret).says("n'est plus valable")
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
