package memberacts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

func TestLiftingABlock(t *testing.T) {
	s := servicetest.NewService(t)
	own := s.Browser()
	own.Establish(servicetest.Marie, servicetest.First)
	own.LogOut()
	login, agent := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie) + "/deblocage"
	agent.Get(page).Says("Rien ne bloque")
	for range 6 {
		own.LogIn(servicetest.Marie, servicetest.Second)
	}
	own.LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429)
	agent.Get(s.Sheet(servicetest.Marie)).Says("Bloqué jusqu'à", "trop de mots de passe faux")
	form := agent.Get(page).Says("trop de mots de passe faux à la connexion")
	form.Press("Lever le blocage", nil).At(page, 422)
	own.LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429)
	form.Press("Lever le blocage", servicetest.Fields{"motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=debloque", 200).Says("Le blocage est levé")
	own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	own.LogOut()
	if s.ActCount("unblocked", login, servicetest.Marie) != 1 {
		t.Error("not noted")
	}
	t.Run("what strangers have counted up is shown and stays", func(t *testing.T) {
		for range 6 {
			s.Browser().LogIn(servicetest.Marie, servicetest.Second)
			s.Browser().LogIn(servicetest.Marie, account.NewTemporaryPassword())
		}
		agent.Get(s.Sheet(servicetest.Marie)).Says("trop de mots de passe faux, donnés de navigateurs inconnus", "mot de passe temporaire donné faux", texts.NextStrangers)
		if p := agent.Get(page).Says("Des inconnus ont essayé"); p.Doc.Find("main form").Length() != 0 {
			t.Error("it offers to lift what it does not")
		}
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429)
		own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
	t.Run("codes of a member who is logged in too, and letters not", func(t *testing.T) {
		m := s.Member(servicetest.Jardin)
		destination := s.DB.Keys().DestinationKey(m.Contacts[db.Mobile].Value)
		err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
			for range 5 {
				for _, kind := range []db.LimitKind{db.OwnWrongCodes, db.OwnCodesSent, db.LettersSent} {
					if err := tx.Count(t.Context(), kind, m.IdentifierKey, s.Now()); err != nil {
						return err
					}
				}
				if err := tx.Count(t.Context(), db.OwnCodesToAddress, destination, s.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		agent.Get(s.Sheet(servicetest.Jardin)+"/deblocage").Says("trop de codes faux", "tous les codes possibles").Press("Lever le blocage", servicetest.Fields{"motif": servicetest.Motive})
		if n := s.LimitCount(db.OwnWrongCodes, m.IdentifierKey) + s.LimitCount(db.OwnCodesSent, m.IdentifierKey) + s.LimitCount(db.OwnCodesToAddress, destination); n != 0 {
			t.Errorf("%d are still counted", n)
		}
		if s.LimitCount(db.LettersSent, m.IdentifierKey) != 5 {
			t.Error("letters were forgotten")
		}
		agent.Get(s.Sheet(servicetest.Jardin) + "/deblocage").Says("Rien ne bloque")
	})
}

func TestCorrectingContacts(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	login, agent := s.NewAgent(db.RoleAgent)
	agent.Corrects(servicetest.Marie, servicetest.Fields{}).At(s.Sheet(servicetest.Marie)+"/coordonnees", 422).Says("Rien n'est différent")
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "marie@", "portable": "05 49 00 00 00"}).At(s.Sheet(servicetest.Marie)+"/coordonnees", 422)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "MARIE@poitou.example"}).At(s.Sheet(servicetest.Marie)+"/coordonnees", 422).Says("Rien n'est différent")
	agent.Corrects(servicetest.Lucien, servicetest.Fields{"email": "lucien@gmial.com, "}).At(s.Sheet(servicetest.Lucien)+"/coordonnees", 422).
		Says(texts.EmailMeant("lucien@gmail.com")).Press(texts.EmailKeepTheirs, nil).At(s.Sheet(servicetest.Lucien)+"?etat=coordonnees", 200).Says("lucien@gmial.com")
	agent.Corrects(servicetest.Lucien, servicetest.Fields{"fixe": "05 49 43 86 86"}).At(s.Sheet(servicetest.Lucien)+"?etat=coordonnees", 200)
	s.Sent()
	s.Wait(time.Minute)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "Neuve@poitou.example", "portable": "06 39 98 77 88", "fixe": "05 49 43 86 86"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200).
		Says("un agent", "05 49 43 86 86")
	m := s.Member(servicetest.Marie)
	email := m.Contacts[db.Email]
	if !strings.EqualFold(email.Value, "neuve@poitou.example") || email.Source != db.FromAgent || !email.VerifiedAt.IsZero() || !email.ChangedAt.Equal(s.Now()) {
		t.Errorf("the address is %+v", email)
	}
	told := map[string]bool{}
	for _, w := range s.Sent() {
		told[w.Kind+" "+w.To] = true
	}
	for _, want := range []string{"email-changed marie@poitou.example", "phone-changed +33639981234"} {
		if !told[want] {
			t.Errorf("not told: %s; %v", want, told)
		}
	}
	if s.ActCount("contacts-corrected", login, servicetest.Marie) != 1 {
		t.Error("not noted")
	}
	s.SilentLog(t, "05 49", "0639987788")
	agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": "06 39 98 77 88"}).Says("Marie Dupont")
}

func TestAnAgentAloneCannotHaveAPasswordSentToTheirOwnAddress(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Wait(time.Minute)
	_, agent := s.NewAgent(db.RoleAgent)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "agent@ailleurs.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	s.Sent()
	s.Wait(48*time.Hour - time.Second)
	s.Browser().Forget(servicetest.Marie, "email")
	if code := s.LastOf(db.KindCode); code.To != "+33639981234" || code.Instead != "email" {
		t.Errorf("the code went to %s, instead of %q", code.To, code.Instead)
	}
	s.Wait(time.Second)
	s.Browser().Forget(servicetest.Marie, "email")
	if code := s.LastOf(db.KindCode); code.To != "+33639981234" {
		t.Errorf("after 48 hours the code went to %s", code.To)
	}
}

func TestDifferencesWithTheFile(t *testing.T) {
	file := func(email string) string {
		return servicetest.MembersHeader + servicetest.Marie + ";particulier;Mme;Dupont;Marie;;31/07/1985;Poitiers;France;3 rue du Puits;86000 POITIERS;" + email + ";06 39 98 12 34;;;800012345678901\n"
	}
	differs := func(t *testing.T) (s *servicetest.Service, agent *servicetest.Browser) {
		s = servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.ImportFiles(file("fichier@poitou.example"), "identifiant;nature;date;montant\n")
		_, agent = s.NewAgent(db.RoleAgent)
		agent.Get(s.Sheet(servicetest.Marie)).Says("fichier@poitou.example")
		return s, agent
	}
	t.Run("kept: the file is not heard again until it says something else", func(t *testing.T) {
		s, agent := differs(t)
		form := agent.Get(s.Sheet(servicetest.Marie) + "/ecart/email")
		form.Press("Enregistrer ce choix", nil).At(s.Sheet(servicetest.Marie)+"/ecart/email", 422)
		form.Press("Enregistrer ce choix", servicetest.Fields{"choix": "ici", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=ecart", 200).SaysNot("fichier@poitou.example")
		if s.Member(servicetest.Marie).Contacts[db.Email].Value != "marie@poitou.example" {
			t.Error("the address has changed")
		}
		s.ImportFiles(file("fichier@poitou.example"), "identifiant;nature;date;montant\n")
		agent.Get(s.Sheet(servicetest.Marie)).SaysNot("fichier@poitou.example")
		s.ImportFiles(file("encore@poitou.example"), "identifiant;nature;date;montant\n")
		agent.Get(s.Sheet(servicetest.Marie)).Says("encore@poitou.example")
	})
	t.Run("taken: the former address is told, and 48 hours begin", func(t *testing.T) {
		s, agent := differs(t)
		s.Wait(time.Minute)
		s.Sent()
		agent.Get(s.Sheet(servicetest.Marie)+"/ecart/email").Press("Enregistrer ce choix", servicetest.Fields{"choix": "fichier", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=ecart", 200)
		if c := s.Member(servicetest.Marie).Contacts[db.Email]; c.Value != "fichier@poitou.example" || c.Source != db.FromAgent {
			t.Errorf("the address is %+v", c)
		}
		if told := s.Sent(); len(told) == 0 || told[0].To != "marie@poitou.example" {
			t.Errorf("told %+v", told)
		}
		agent.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
		agent.Get(s.Sheet(servicetest.Marie)+"/ecart/email").At(s.Sheet(servicetest.Marie)+"?etat=deja", 200)
	})
}

func TestTheMemberPageSaysWhereTheyStand(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	stands := func(sentences ...string) {
		t.Helper()
		agent.Get(s.Sheet(servicetest.Marie)).Says(sentences...)
	}
	stands("Ne s'est jamais connecté : aucun mot de passe ne lui a été donné.", "Mme Marie Dupont", "particulier", "2 85 ** ** *** 456",
		"naissance le 31 juillet 1985 à Poitiers", "3 rue du Puits", "marie@poitou.example")
	agent.Get(s.Sheet(servicetest.Marie)).SaysNot(servicetest.Marie)
	agent.Resets(servicetest.Marie, "email")
	stands("Un mot de passe temporaire lui est parti par e-mail", "valable jusqu'à demain à", "mot de passe temporaire par e-mail", "en attente depuis")
	message := s.LastOf(db.KindTemporary)
	if err := s.DB.Retry(t.Context(), message.ID, s.Now().Add(time.Minute), "smtp-delai"); err != nil {
		t.Fatal(err)
	}
	stands("un essai", "le serveur de messagerie n'a pas répondu à temps")
	if err := s.DB.Refused(t.Context(), message, s.Now(), "smtp-refus 550 5.1.1"); err != nil {
		t.Fatal(err)
	}
	stands("Mais le message n'est pas arrivé (refusé le 23 novembre 2026 à 15 h 05", "Adresse e-mail : le message du 23 novembre 2026", "l'adresse n'existe pas (5.1.1)", "réinitialisez par une autre voie")
	agent.Resets(servicetest.Marie, "courrier")
	stands("lui est envoyé par lettre", "il attend d'être imprimé")
	b := s.Browser()
	b.LogIn(servicetest.Marie, s.Letters()[0].Payload.Secret).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
	stands("s'est arrêté avant de confirmer ses coordonnées")
	p := b.Get("/personnalisation").Press("Je confirme mes coordonnées", nil)
	stands("n'a pas encore tapé le code")
	p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret})
	stands("A choisi son mot de passe, et il fonctionne. Dernière connexion", "Session ouverte")
	secret := s.Temporary(servicetest.Lucien)
	s.Wait(s.Limits.LetterTTL)
	agent = s.AgentBrowser(db.RoleAgent)
	agent.Get(s.Sheet(servicetest.Lucien)).Says("est périmé depuis").SaysNot(secret)
}

func TestWhoCameByFranceConnectAloneHasBeenHere(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	marie := s.Member(servicetest.Marie)
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.OpenLogin(t.Context(), marie.ID, "franceconnect", "Firefox sur Windows", s.Now())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	agent.Get(s.Sheet(servicetest.Marie)).Says("N'a jamais choisi de mot de passe. Dernière connexion").SaysNot("Ne s'est jamais connecté")
	agent.Resets(servicetest.Marie, "email")
	agent.Get(s.Sheet(servicetest.Marie)).Says("N'a jamais choisi de mot de passe. Un mot de passe temporaire lui est parti par e-mail").SaysNot("Ne s'est jamais connecté")
}

func TestClosingSessions(t *testing.T) {
	s := servicetest.NewService(t)
	home := s.Browser()
	home.Establish(servicetest.Marie, servicetest.First)
	login, agent := s.NewAgent(db.RoleAgent)
	form := agent.Get(s.Sheet(servicetest.Marie) + "/sessions")
	form.Press("Fermer ces sessions", nil).At(s.Sheet(servicetest.Marie)+"/sessions", 422)
	home.Get("/espace").At("/espace", 200)
	form.Press("Fermer ces sessions", servicetest.Fields{"motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=sessions", 200)
	home.Get("/espace").At("/connexion?etat=fin", 200)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	if s.ActCount("sessions-closed", login, servicetest.Marie) != 1 {
		t.Error("not noted")
	}
}

func TestProofOnTheTelephone(t *testing.T) {
	s := servicetest.NewService(t)
	home := s.Browser()
	home.Establish(servicetest.Marie, servicetest.First)
	login, agent := s.NewAgent(db.RoleAgent)
	call := func() *servicetest.Page { return agent.Get(s.Sheet(servicetest.Marie) + "/telephone") }
	begin := func(button string) string { return call().Press(button, nil).Doc.Find(".mots").Text() }
	var words string
	t.Run("the agent says the words of the call, which the member reads in their space", func(t *testing.T) {
		home.Get("/espace").Says("Votre caisse vous appelle ?", "rechargez cette page").SaysNot("L'agent vous dira")
		call().Says("commencez d'abord l'appel")
		words = begin("Commencer l'appel")
		home.Get("/espace").Says("L'agent vous dira : " + words)
		s.Browser().Get("/espace").SaysNot(words)
		call().Press("Envoyer", servicetest.Fields{"envoi": "mots-sms", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"/telephone?etat=envoye", 200)
		if m := s.LastOf(db.KindCallWords); m.Secret != words || m.To != "+33639981234" {
			t.Errorf("sent %q to %s", m.Secret, m.To)
		}
	})
	t.Run("a code counts three tries, and opens nothing", func(t *testing.T) {
		p := call().Says("Un code à vous dire, par SMS au", "Jamais vérifié")
		_, form := p.Form("Envoyer", servicetest.Fields{"motif": servicetest.Motive})
		form.Set("envoi", "ancien-email")
		agent.Post(s.Sheet(servicetest.Marie)+"/telephone/envoi", form).At(s.Sheet(servicetest.Marie)+"/telephone/envoi", 422)
		p.Press("Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"/telephone?etat=envoye", 200)
		code := s.LastOf(db.KindCallCode).Secret
		reads := func(b *servicetest.Browser, code string) *servicetest.Page {
			_, form := b.Get(s.Sheet(servicetest.Marie)+"/telephone").Form("Vérifier la réponse", servicetest.Fields{})
			return b.Post(s.Sheet(servicetest.Marie)+"/telephone", url.Values{"code": {code}, "version": form["version"]})
		}
		_, other := s.NewAgent(db.RoleAgent)
		reads(other, code).At(s.Sheet(servicetest.Marie)+"/telephone", 422).Says("ne peut plus servir")
		for range 3 {
			call().Press("Vérifier le code", servicetest.Fields{"code": servicetest.OtherCode(code, 0)}).At(s.Sheet(servicetest.Marie)+"/telephone", 422).Says("pas le bon")
		}
		reads(agent, code).At(s.Sheet(servicetest.Marie)+"/telephone", 422).Says("ne peut plus servir")
		s.Wait(10*time.Minute - time.Second)
		agent = s.AgentBrowser(db.RoleAgent)
		login, _, _ = strings.Cut(agent.Get("/agent").Doc.Find(".membre span").Text(), " ")
		call().Press("Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive})
		code = s.LastOf(db.KindCallCode).Secret
		call().Press("Vérifier le code", servicetest.Fields{"code": code}).At(s.Sheet(servicetest.Marie)+"?etat=prouve", 200).Says("Identité vérifiée par un code reçu par un moyen connu de longue date, à l'instant (preuve forte)")
		reads(agent, code).At(s.Sheet(servicetest.Marie)+"/telephone", 422) // once
		other.Get(s.Sheet(servicetest.Marie)).SaysNot("Identité vérifiée")
		if m := s.Member(servicetest.Marie); m.Temporary != nil || m.PasswordHash == "" || s.ActCount("call-code-tried", login, servicetest.Marie) != 1 {
			t.Error("a right code has changed something, or was not noted")
		}
		s.SilentLog(t, code, words)
	})
	t.Run("a code has ten minutes", func(t *testing.T) {
		call().Press("Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive})
		code := s.LastOf(db.KindCallCode).Secret
		form := call()
		s.Wait(9 * time.Minute)
		call()
		s.Wait(time.Minute)
		form.Press("Vérifier le code", servicetest.Fields{"code": code}).At(s.Sheet(servicetest.Marie)+"/telephone", 422).Says("ne peut plus servir")
	})
	t.Run("the words live for a quarter of an hour, and another call has others", func(t *testing.T) {
		agent = s.AgentBrowser(db.RoleAgent)
		home.LogIn(servicetest.Marie, servicetest.First)
		first := begin("Commencer l'appel")
		s.Wait(time.Minute)
		second := begin("Commencer un autre appel")
		if first == second || first == words || first == "" || second == "" {
			t.Errorf("« %s », « %s » and « %s »", words, first, second)
		}
		home.Get("/espace").Says(second).SaysNot(first)
		_, other := s.NewAgent(db.RoleAgent)
		third := other.Get(s.Sheet(servicetest.Marie)+"/telephone").Press("Commencer l'appel", nil).Doc.Find(".mots").Text()
		home.Get("/espace").Says(second, third)
		s.Wait(15*time.Minute - time.Second)
		home.Get("/espace").Says(second)
		s.Wait(time.Second)
		home.Get("/espace").SaysNot(second, third)
	})
	t.Run("ten messages a member in 24 hours, whoever calls", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.Limits.CodesPerDay, o.Limits.CodesPerMonth = 50, 50 })
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		began := s.Now()
		sends := func() *servicetest.Page {
			_, agent := s.NewAgent(db.RoleAgent)
			return agent.Get(s.Sheet(servicetest.Marie)+"/telephone").Press("Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive})
		}
		for range 10 {
			sends().At(s.Sheet(servicetest.Marie)+"/telephone?etat=envoye", 200)
		}
		sends().RetryAfter(24*time.Hour - s.Now().Sub(began))
	})
}

func TestWhoMayHelpAMember(t *testing.T) {
	s := servicetest.NewService(t)
	mailroom := s.AgentBrowser(db.RoleMailroom)
	sheet := s.Sheet(servicetest.Marie)
	for _, path := range []string{"", "/reinitialisation", "/guichet", "/deblocage", "/coordonnees", "/sessions", "/telephone", "/ecart/email"} {
		mailroom.Get(sheet+path).At(sheet+path, http.StatusForbidden)
		if path != "" {
			mailroom.Post(sheet+path, url.Values{"motif": {servicetest.Motive}}).At(sheet+path, http.StatusForbidden)
		}
	}
	for _, path := range []string{"/agent/adherents", "/agent/approbations", "/agent/approbations/1"} {
		mailroom.Get(path).At(path, http.StatusForbidden)
		s.Browser().Get(path).At("/agent/connexion", 200)
	}
	if n := s.AuditCount("agent-denied", events.Refused); n != 18 {
		t.Errorf("%d refusals noted", n)
	}
	if s.AuditCount("member-seen", events.OK) != 0 || s.Member(servicetest.Marie).Temporary != nil {
		t.Error("something was done")
	}
	t.Run("somebody who is gone has a page in words", func(t *testing.T) {
		agent := s.AgentBrowser(db.RoleAgent)
		form := agent.Get(sheet + "/reinitialisation")
		path, posted := form.Form("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive})
		if _, err := s.Raw().ExecContext(t.Context(), fmt.Sprintf(`DELETE FROM members WHERE id = %d`, s.Member(servicetest.Marie).ID)); err != nil {
			t.Fatal(err)
		}
		agent.Get(sheet).At(sheet, http.StatusNotFound).Says("n'est plus dans le service")
		agent.Post(path, posted).At(path, http.StatusNotFound).Says("Rien n'a été fait")
		agent.Get("/agent/adherents/zut").At("/agent/adherents/zut", http.StatusNotFound)
	})
}

// After an error in a field the form keeps its version: what a colleague has changed since it was opened is reported before
// anything is done.
func TestAPageThatWasOvertakenStaysSoAfterAFaultInAField(t *testing.T) {
	s := servicetest.NewService(t)
	slow, quick := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
	page := s.Sheet(servicetest.Marie) + "/coordonnees"
	motive := servicetest.Fields{"motif": servicetest.Motive}
	form := slow.Get(page)
	quick.Get(page).Press("Enregistrer les coordonnées", servicetest.Fields{"email": "neuve@poitou.example", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	form = form.Press("Enregistrer les coordonnées", servicetest.Fields{"portable": "06", "motif": servicetest.Motive}).At(page, 422).SaysNot("a changé depuis")
	form = form.Press("Enregistrer les coordonnées", servicetest.Fields{"portable": "06 39 98 56 78", "motif": servicetest.Motive}).At(page, 422).Says("Cet adhérent a changé depuis que vous avez ouvert cette page")
	form.Press("Enregistrer les coordonnées", motive).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	if m := s.Member(servicetest.Marie); m.Contacts[db.Email].Value != "neuve@poitou.example" || m.Contacts[db.Mobile].Value != "+33639985678" {
		t.Errorf("the contacts are %+v", m.Contacts)
	}
}

// When a colleague has changed contacts meanwhile, the fields that the agent has not changed show the present values and keep
// them; beside the others the colleague's value is shown before the agent's replaces it.
func TestACorrectionReplacesNothingThatTheAgentHasNotSeen(t *testing.T) {
	type contacts map[db.ContactKind]string
	const button = "Enregistrer les coordonnées"
	begin := func(t *testing.T) (s *servicetest.Service, done string, form *servicetest.Page) {
		s = servicetest.NewService(t)
		slow, quick := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
		page := s.Sheet(servicetest.Marie) + "/coordonnees"
		form = slow.Get(page)
		quick.Get(page).Press(button, servicetest.Fields{"email": "neuve@poitou.example", "fixe": "05 49 11 22 33", "motif": servicetest.Motive})
		return s, s.Sheet(servicetest.Marie) + "?etat=coordonnees", form
	}
	expect := func(t *testing.T, s *servicetest.Service, want contacts) {
		t.Helper()
		for kind, value := range want {
			if got := s.Member(servicetest.Marie).Contacts[kind].Value; got != value {
				t.Errorf("%s is %q, want %q", kind, got, value)
			}
		}
	}
	value := func(p *servicetest.Page, field string) string { return p.Doc.Find("#champ-"+field).AttrOr("value", "") }
	t.Run("what was not touched", func(t *testing.T) {
		s, done, form := begin(t)
		form = form.Press(button, servicetest.Fields{"portable": "06 39 98 56 78", "motif": servicetest.Motive}).Says("Cet adhérent a changé depuis", texts.CorrectionOvertaken)
		if value(form, "email") != "neuve@poitou.example" || value(form, "fixe") != "05 49 11 22 33" || value(form, "portable") != "06 39 98 56 78" {
			t.Errorf("the form shows %q, %q, %q", value(form, "email"), value(form, "fixe"), value(form, "portable"))
		}
		expect(t, s, contacts{db.Email: "neuve@poitou.example", db.Mobile: "+33639981234"})
		form.Press(button, servicetest.Fields{"motif": servicetest.Motive}).At(done, 200)
		expect(t, s, contacts{db.Email: "neuve@poitou.example", db.Landline: "+33549112233", db.Mobile: "+33639985678"})
	})
	t.Run("what was touched", func(t *testing.T) {
		s, done, form := begin(t)
		form = form.Press(button, servicetest.Fields{"email": "autre@poitou.example", "motif": servicetest.Motive}).Says(texts.ContactMeanwhile("neuve@poitou.example"))
		if value(form, "email") != "autre@poitou.example" || value(form, "fixe") != "05 49 11 22 33" {
			t.Errorf("the form shows %q, %q", value(form, "email"), value(form, "fixe"))
		}
		expect(t, s, contacts{db.Email: "neuve@poitou.example"})
		form.Press(button, servicetest.Fields{"motif": servicetest.Motive}).At(done, 200)
		expect(t, s, contacts{db.Email: "autre@poitou.example", db.Landline: "+33549112233"})
	})
	t.Run("after another login", func(t *testing.T) {
		s, _, form := begin(t)
		s.Wait(16 * time.Minute)
		form.Press(button, servicetest.Fields{"portable": "06 39 98 56 78", "motif": servicetest.Motive}).At("/agent/connexion?etat=saisie", 200)
		form = form.B.EnterDesk("agent1").At(form.Path, 200).Says(texts.EntryBack)
		form = form.Press(button, nil).At(form.Path, 422).Says("Cet adhérent a changé depuis")
		form.Press(button, nil)
		expect(t, s, contacts{db.Email: "neuve@poitou.example", db.Landline: "+33549112233", db.Mobile: "+33639985678"})
	})
}
