package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// membersHeader is the first line of membersFile.
var membersHeader, _, _ = strings.Cut(membersFile, marie)

func TestLiftingABlock(t *testing.T) {
	s := newService(t)
	s.browser().establish(marie, first)
	login, agent := s.helper(db.RoleAgent)
	agent.get(s.sheet(marie) + "/deblocage").says("Rien ne bloque")
	for range 6 {
		s.browser().logIn(marie, second)
	}
	s.browser().logIn(marie, first).at("/connexion", 429)
	temporary := s.temporary(marie)
	for range 6 {
		s.browser().logIn(marie, account.NewTemporaryPassword())
	}
	s.browser().logIn(marie, temporary).at("/connexion", 429)
	agent.get(s.sheet(marie)).says("Bloqué jusqu'à", "trop de mots de passe faux")
	form := agent.get(s.sheet(marie)+"/deblocage").says("trop de mots de passe faux à la connexion", "mot de passe temporaire donné faux")
	form.press("Lever le blocage", nil).at(s.sheet(marie)+"/deblocage", 422)
	s.browser().logIn(marie, first).at("/connexion", 429)
	form.press("Lever le blocage", fields{"motif": motive}).at(s.sheet(marie)+"?etat=debloque", 200).says("Le blocage est levé")
	s.browser().logIn(marie, first).at("/espace", 200)
	s.browser().logIn(marie, temporary).at("/personnalisation/mot-de-passe", 200)
	if s.act("unblocked", login, marie) != 1 {
		t.Error("not noted")
	}
	t.Run("codes and the question too, and letters not", func(t *testing.T) {
		m := s.member(jardin)
		destination := s.db.Keys().DestinationKey(m.Contacts[db.Mobile].Value)
		err := s.db.InTx(t.Context(), func(tx *db.Tx) error {
			for range 5 {
				for _, kind := range []db.LimitKind{db.WrongCodes, db.CodesSent, db.QuestionsAnswered, db.LettersSent} {
					if err := tx.Count(t.Context(), kind, m.IdentifierKey, s.now()); err != nil {
						return err
					}
				}
				if err := tx.Count(t.Context(), db.CodesToAddress, destination, s.now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		agent.get(s.sheet(jardin)+"/deblocage").says("trop de codes faux", "tous les codes possibles", "la question de sécurité").press("Lever le blocage", fields{"motif": motive})
		if n := s.counted(db.WrongCodes, m.IdentifierKey) + s.counted(db.CodesSent, m.IdentifierKey) + s.counted(db.QuestionsAnswered, m.IdentifierKey) + s.counted(db.CodesToAddress, destination); n != 0 {
			t.Errorf("%d are still counted", n)
		}
		if s.counted(db.LettersSent, m.IdentifierKey) != 5 {
			t.Error("letters were forgotten")
		}
		agent.get(s.sheet(jardin) + "/deblocage").says("Rien ne bloque")
	})
}

func TestCorrectingContacts(t *testing.T) {
	s := newService(t)
	s.browser().establish(marie, first)
	login, agent := s.helper(db.RoleAgent)
	agent.corrects(marie, fields{}).at(s.sheet(marie)+"/coordonnees", 422).says("Rien n'est différent")
	agent.corrects(marie, fields{"email": "marie@", "portable": "05 49 00 00 00"}).at(s.sheet(marie)+"/coordonnees", 422)
	s.wait(time.Minute)
	agent.corrects(marie, fields{"email": "Neuve@poitou.example", "portable": "06 39 98 77 88", "fixe": "05 49 43 86 86"}).at(s.sheet(marie)+"?etat=coordonnees", 200).
		says("un agent", "05 49 43 86 86")
	m := s.member(marie)
	email := m.Contacts[db.Email]
	if !strings.EqualFold(email.Value, "neuve@poitou.example") || email.Source != db.FromAgent || !email.VerifiedAt.IsZero() || !email.ChangedAt.Equal(s.now()) {
		t.Errorf("the address is %+v", email)
	}
	told := map[string]bool{}
	for _, w := range s.sent() {
		told[w.Kind+" "+w.To] = true
	}
	for _, want := range []string{"email-changed marie@poitou.example", "phone-changed +33639981234"} {
		if !told[want] {
			t.Errorf("not told: %s; %v", want, told)
		}
	}
	if s.act("contacts-corrected", login, marie) != 1 {
		t.Error("not noted")
	}
	s.silentLog(t, "05 49", "0639987788")
	agent.get("/agent/adherents").press("Chercher", fields{"recherche": "06 39 98 77 88"}).says("Marie Dupont")
}

func TestAnAgentAloneCannotHaveAPasswordSentToTheirOwnAddress(t *testing.T) {
	s := newService(t)
	s.browser().establish(marie, first)
	s.wait(time.Minute)
	_, agent := s.helper(db.RoleAgent)
	agent.corrects(marie, fields{"email": "agent@ailleurs.example"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
	s.sent()
	s.wait(48*time.Hour - time.Second)
	s.browser().forget(marie, "email")
	if code := s.lastOf(db.KindCode); code.To != "+33639981234" || code.Instead != "email" {
		t.Errorf("the code went to %s, instead of %q", code.To, code.Instead)
	}
	s.wait(time.Second)
	s.browser().forget(marie, "email")
	if code := s.lastOf(db.KindCode); code.To != "agent@ailleurs.example" {
		t.Errorf("after 48 hours the code went to %s", code.To)
	}
}

func TestDifferencesWithTheFile(t *testing.T) {
	file := func(email string) string {
		return membersHeader + marie + ";particulier;Mme;Dupont;Marie;;31/07/1985;Poitiers;France;3 rue du Puits;86000 POITIERS;" + email + ";06 39 98 12 34;;;800012345678901\n"
	}
	differs := func(t *testing.T) (s *service, agent *browser) {
		s = newService(t)
		s.browser().establish(marie, first)
		s.importFiles(file("fichier@poitou.example"), "identifiant;nature;date;montant\n")
		_, agent = s.helper(db.RoleAgent)
		agent.get(s.sheet(marie)).says("fichier@poitou.example")
		return s, agent
	}
	t.Run("kept: the file is not heard again until it says something else", func(t *testing.T) {
		s, agent := differs(t)
		form := agent.get(s.sheet(marie) + "/ecart/email")
		form.press("Enregistrer ce choix", nil).at(s.sheet(marie)+"/ecart/email", 422)
		form.press("Enregistrer ce choix", fields{"choix": "ici", "motif": motive}).at(s.sheet(marie)+"?etat=ecart", 200).silent("fichier@poitou.example")
		if s.member(marie).Contacts[db.Email].Value != "marie@poitou.example" {
			t.Error("the address has changed")
		}
		s.importFiles(file("fichier@poitou.example"), "identifiant;nature;date;montant\n")
		agent.get(s.sheet(marie)).silent("fichier@poitou.example")
		s.importFiles(file("encore@poitou.example"), "identifiant;nature;date;montant\n")
		agent.get(s.sheet(marie)).says("encore@poitou.example")
	})
	t.Run("taken: the former address is told, and 48 hours begin", func(t *testing.T) {
		s, agent := differs(t)
		s.wait(time.Minute)
		s.sent()
		agent.get(s.sheet(marie)+"/ecart/email").press("Enregistrer ce choix", fields{"choix": "fichier", "motif": motive}).at(s.sheet(marie)+"?etat=ecart", 200)
		if c := s.member(marie).Contacts[db.Email]; c.Value != "fichier@poitou.example" || c.Source != db.FromAgent {
			t.Errorf("the address is %+v", c)
		}
		if told := s.sent(); len(told) == 0 || told[0].To != "marie@poitou.example" {
			t.Errorf("told %+v", told)
		}
		agent.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200)
		agent.get(s.sheet(marie)+"/ecart/email").at(s.sheet(marie), 200)
	})
}

func TestTheMemberPageSaysWhereTheyStand(t *testing.T) {
	s := newService(t)
	_, agent := s.helper(db.RoleAgent)
	stands := func(sentences ...string) {
		t.Helper()
		agent.get(s.sheet(marie)).says(sentences...)
	}
	stands("Ne s'est jamais connecté : aucun mot de passe ne lui a été donné.", "Mme Marie Dupont", "particulier", "2 85 ** ** *** ***",
		"naissance le 31 juillet 1985 à Poitiers", "3 rue du Puits", "marie@poitou.example")
	agent.get(s.sheet(marie)).silent(marie)
	agent.resets(marie, "email")
	stands("Un mot de passe temporaire lui est parti par e-mail", "valable jusqu'à demain à", "mot de passe temporaire par e-mail", "en attente depuis")
	message := s.lastOf(db.KindTemporary)
	if err := s.db.Retry(t.Context(), message.ID, s.now().Add(time.Minute), "smtp-delai"); err != nil {
		t.Fatal(err)
	}
	stands("un essai", "le serveur de messagerie n'a pas répondu à temps")
	if err := s.db.Refused(t.Context(), message.ID, s.now(), "smtp-refus 550 5.1.1"); err != nil {
		t.Fatal(err)
	}
	stands("Mais le message n'est pas arrivé (refusé le 23 novembre 2026 à 15 h 05", "Adresse email : le message du 23 novembre 2026", "l'adresse n'existe pas (5.1.1)", "réinitialisez par une autre voie")
	agent.resets(marie, "courrier")
	stands("lui est envoyé par courrier", "il attend d'être imprimé")
	b := s.browser()
	b.logIn(marie, s.letters()[0].Payload.Secret).press("Suivant", fields{"nouveau": first, "confirmation": first})
	stands("s'est arrêté avant de confirmer ses coordonnées")
	p := b.get("/personnalisation").press("Je confirme mes coordonnées", nil)
	stands("n'a pas encore tapé le code")
	p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret})
	stands("A choisi son mot de passe, et il fonctionne. Dernière connexion", "Session ouverte")
	secret := s.temporary(lucien)
	s.wait(s.limits.LetterTTL)
	agent = s.agentBrowser(db.RoleAgent)
	agent.get(s.sheet(lucien)).says("est périmé depuis").silent(secret)
}

func TestClosingSessions(t *testing.T) {
	s := newService(t)
	home := s.browser()
	home.establish(marie, first)
	login, agent := s.helper(db.RoleAgent)
	form := agent.get(s.sheet(marie) + "/sessions")
	form.press("Fermer ces sessions", nil).at(s.sheet(marie)+"/sessions", 422)
	home.get("/espace").at("/espace", 200)
	form.press("Fermer ces sessions", fields{"motif": motive}).at(s.sheet(marie)+"?etat=sessions", 200)
	home.get("/espace").at("/connexion?etat=fin", 200)
	s.browser().logIn(marie, first).at("/espace", 200)
	if s.act("sessions-closed", login, marie) != 1 {
		t.Error("not noted")
	}
}

func TestProofOnTheTelephone(t *testing.T) {
	s := newService(t)
	home := s.browser()
	home.establish(marie, first)
	login, agent := s.helper(db.RoleAgent)
	call := func() *page { return agent.get(s.sheet(marie) + "/telephone") }
	words := call().doc.Find(".mots").Text()
	t.Run("the agent says today's words, which the member reads in their space", func(t *testing.T) {
		home.get("/espace").says("Votre caisse vous appelle ?", words)
		call().press("Envoyer", fields{"envoi": "mots-sms", "motif": motive}).at(s.sheet(marie)+"/telephone?etat=envoye", 200)
		if m := s.lastOf(db.KindCallWords); m.Secret != words || m.To != "+33639981234" {
			t.Errorf("sent %q to %s", m.Secret, m.To)
		}
	})
	t.Run("a code goes to verified contacts only, counts three tries, and opens nothing", func(t *testing.T) {
		p := call().says("Un code à vous dire, par SMS au", "n'a jamais été vérifié")
		_, form := p.form("Envoyer", fields{"motif": motive})
		form.Set("envoi", "code-sms")
		agent.post(s.sheet(marie)+"/telephone/envoi", form).at(s.sheet(marie)+"/telephone/envoi", 422)
		p.press("Envoyer", fields{"envoi": "code-email", "motif": motive}).at(s.sheet(marie)+"/telephone?etat=envoye", 200)
		code := s.lastOf(db.KindCallCode).Secret
		_, other := s.helper(db.RoleAgent)
		other.post(s.sheet(marie)+"/telephone", url.Values{"code": {code}}).at(s.sheet(marie)+"/telephone", 422).says("ne peut plus servir")
		for range 3 {
			call().press("Vérifier le code", fields{"code": otherCode(code, 0)}).at(s.sheet(marie)+"/telephone", 422).says("pas le bon")
		}
		agent.post(s.sheet(marie)+"/telephone", url.Values{"code": {code}}).at(s.sheet(marie)+"/telephone", 422).says("ne peut plus servir")
		s.wait(10*time.Minute - time.Second)
		agent = s.agentBrowser(db.RoleAgent)
		login, _, _ = strings.Cut(agent.get("/agent").doc.Find(".membre span").Text(), " ")
		call().press("Envoyer", fields{"envoi": "code-email", "motif": motive})
		code = s.lastOf(db.KindCallCode).Secret
		call().press("Vérifier le code", fields{"code": code}).at(s.sheet(marie)+"?etat=prouve", 200).says("Identité vérifiée par téléphone à")
		agent.post(s.sheet(marie)+"/telephone", url.Values{"code": {code}}).at(s.sheet(marie)+"/telephone", 422) // once
		other.get(s.sheet(marie)).silent("Identité vérifiée par téléphone à")
		if m := s.member(marie); m.Temporary != nil || m.PasswordHash == "" || s.act("call-code-tried", login, marie) != 1 {
			t.Error("a right code has changed something, or was not noted")
		}
		s.silentLog(t, code, words)
	})
	t.Run("a code has ten minutes", func(t *testing.T) {
		call().press("Envoyer", fields{"envoi": "code-email", "motif": motive})
		code := s.lastOf(db.KindCallCode).Secret
		form := call()
		s.wait(9 * time.Minute)
		call()
		s.wait(time.Minute)
		form.press("Vérifier le code", fields{"code": code}).at(s.sheet(marie)+"/telephone", 422).says("ne peut plus servir")
	})
	t.Run("tomorrow's words are others", func(t *testing.T) {
		s.wait(24 * time.Hour)
		agent = s.agentBrowser(db.RoleAgent)
		if again := call().doc.Find(".mots").Text(); again == words || again == "" {
			t.Errorf("« %s » again", again)
		}
	})
}

func TestWhoMayHelpAMember(t *testing.T) {
	s := newService(t)
	mailroom := s.agentBrowser(db.RoleMailroom)
	sheet := s.sheet(marie)
	for _, path := range []string{"", "/reinitialisation", "/guichet", "/deblocage", "/coordonnees", "/sessions", "/telephone", "/ecart/email"} {
		mailroom.get(sheet+path).at(sheet+path, http.StatusForbidden)
		if path != "" {
			mailroom.post(sheet+path, url.Values{"motif": {motive}}).at(sheet+path, http.StatusForbidden)
		}
	}
	for _, path := range []string{"/agent/adherents", "/agent/approbations", "/agent/approbations/1"} {
		mailroom.get(path).at(path, http.StatusForbidden)
		s.browser().get(path).at("/agent/connexion", 200)
	}
	if n := s.noted("agent-denied", db.ResultRefused); n != 18 {
		t.Errorf("%d refusals noted", n)
	}
	if s.noted("member-seen", db.ResultOK) != 0 || s.member(marie).Temporary != nil {
		t.Error("something was done")
	}
	t.Run("somebody who is gone has a page in words", func(t *testing.T) {
		agent := s.agentBrowser(db.RoleAgent)
		form := agent.get(sheet + "/reinitialisation")
		path, posted := form.form("Réinitialiser le mot de passe", fields{"voie": "email", "motif": motive})
		if _, err := s.raw().ExecContext(t.Context(), fmt.Sprintf(`DELETE FROM members WHERE id = %d`, s.member(marie).ID)); err != nil {
			t.Fatal(err)
		}
		agent.get(sheet).at(sheet, http.StatusNotFound).says("n'est plus dans le service")
		agent.post(path, posted).at(path, http.StatusNotFound).says("Rien n'a été fait")
		agent.get("/agent/adherents/zut").at("/agent/adherents/zut", http.StatusNotFound)
	})
}
