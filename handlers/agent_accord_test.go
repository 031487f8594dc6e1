package handlers_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestAContactChangedLatelyAsksASecondAgent(t *testing.T) {
	// asked is a member whose address an agent has just corrected, and whose reset that agent has asked for.
	// The two others were agents before.
	var others [2]*browser
	var names [2]string
	asked := func(t *testing.T) (s *service, login string, asker *browser, before string) {
		s = newService(t)
		s.browser().establish(marie, first)
		s.wait(time.Hour - time.Minute)
		names[0], others[0] = s.helper(db.RoleSupervisor)
		names[1], others[1] = s.helper(db.RoleAgent)
		s.wait(time.Minute)
		login, asker = s.helper(db.RoleAgent)
		asker.corrects(marie, fields{"email": "neuve@poitou.example"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
		s.sent()
		asker.get(s.sheet(marie) + "/reinitialisation").says("un second agent devra donner son accord")
		asker.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200).says("attend l'accord d'un second agent", "demandée par "+login)
		return s, login, asker, s.member(marie).PasswordHash
	}
	untouched := func(t *testing.T, s *service, before string) {
		t.Helper()
		if m := s.member(marie); m.PasswordHash != before || m.Temporary != nil || len(s.sent()) != 0 || s.noted("password-reset", db.ResultOK) != 0 {
			t.Errorf("something was done: %+v", m.Temporary)
		}
	}
	t.Run("another agent approves: the reset happens then", func(t *testing.T) {
		s, login, asker, before := asked(t)
		untouched(t, s, before)
		s.browser().logIn(marie, first).at("/espace", 200)
		other, two := names[0], others[0]
		p := two.get("/agent").follow("Une réinitialisation attend votre accord").follow("Mme Marie Dupont, par e-mail : demandé le 23 novembre 2026 à 16 h 05 par " + login)
		p.says("neuve@poitou.example", "un agent", motive)
		p.press("Approuver la réinitialisation", nil).at("/agent/approbations/1", 422).says("Ce champ est exigé.")
		p.press("Approuver la réinitialisation", fields{"motif": "rappelée au fixe"}).at(s.sheet(marie)+"?etat=reinitialise", 200)
		msg := s.lastOf(db.KindTemporary)
		if msg.To != "neuve@poitou.example" {
			t.Errorf("the password went to %s", msg.To)
		}
		s.browser().logIn(marie, first).at("/connexion", 422)
		s.browser().logIn(marie, msg.Secret).at("/personnalisation/mot-de-passe", 200)
		if s.act("approval-asked", login, marie) != 1 || s.act("approval-granted", other, marie) != 1 || s.act("password-reset", other, marie) != 1 {
			t.Error("not all of it is noted")
		}
		p.press("Refuser", fields{"motif": motive}).at("/agent/approbations/1/refus", 422).says("cette demande n'attend plus", "Approuvée par "+other)
		asker.get("/agent").says("Rien n'attend")
		s.silentLog(t, msg.Secret)
	})
	t.Run("who has asked cannot approve, nor refuse; they can take it back", func(t *testing.T) {
		s, _, asker, before := asked(t)
		p := asker.get("/agent").follow("Une de vos demandes attend un autre agent").follow("Mme Marie Dupont, par e-mail : demandé le 23 novembre 2026 à 16 h 05 par vous")
		p.says("un autre agent doit décider").silent("Approuver la réinitialisation Refuser")
		_, form := p.form("Retirer ma demande", fields{"motif": motive})
		for _, path := range []string{"/agent/approbations/1", "/agent/approbations/1/refus"} {
			asker.post(path, form).at(path, 422).says("un autre agent doit décider")
		}
		untouched(t, s, before)
		two := others[1]
		two.post("/agent/approbations/1/annulation", form).at("/agent/approbations/1/annulation", 422).says("Seul qui a fait cette demande")
		p.press("Retirer ma demande", fields{"motif": motive}).at("/agent/approbations?etat=retiree", 200)
		two.post("/agent/approbations/1", form).at("/agent/approbations/1", 422).says("n'attend plus")
		untouched(t, s, before)
	})
	t.Run("another agent refuses: nothing changes", func(t *testing.T) {
		s, _, asker, before := asked(t)
		two := others[1]
		two.get("/agent/approbations/1").press("Refuser", fields{"motif": "le fixe ne répond pas"}).at("/agent/approbations?etat=refusee", 200)
		asker.get("/agent/approbations/1").says("Refusée par", "le fixe ne répond pas")
		untouched(t, s, before)
	})
	t.Run("after 24 hours the request has fallen", func(t *testing.T) {
		s, _, _, before := asked(t)
		_, two := s.helper(db.RoleAgent)
		form := two.get("/agent/approbations/1")
		s.wait(24*time.Hour - time.Second)
		_, two = s.helper(db.RoleAgent)
		two.get("/agent/approbations/1").says("un agent")
		s.wait(time.Second)
		path, posted := form.form("Approuver la réinitialisation", fields{"motif": motive})
		two.post(path, posted).at("/agent/approbations/1", 422).says("n'attend plus")
		two.get("/agent/approbations").says("Rien n'attend")
		untouched(t, s, before)
	})
	t.Run("another address since then is not what was approved", func(t *testing.T) {
		s, _, asker, _ := asked(t)
		two := others[1]
		form := two.get("/agent/approbations/1")
		asker.corrects(marie, fields{"email": "autre@poitou.example"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
		s.sent()
		form.press("Approuver la réinitialisation", fields{"motif": motive}).at("/agent/approbations/1", 422).says("Sans objet")
		if s.member(marie).Temporary != nil {
			t.Error("a password was issued")
		}
	})
	t.Run("two agents approve at once: one reset", func(t *testing.T) {
		s, _, _, _ := asked(t)
		var answers [2]*page
		var go2 [2]func()
		for i := range answers {
			agent := others[i]
			path, form := agent.get("/agent/approbations/1").form("Approuver la réinitialisation", fields{"motif": motive})
			go2[i] = func() { answers[i] = agent.post(path, form) }
		}
		atOnce(go2[:]...)
		if answers[0].status+answers[1].status != 200+422 || s.noted("password-reset", db.ResultOK) != 1 || s.noted("approval-granted", db.ResultOK) != 1 {
			t.Errorf("answers %d and %d, %d resets", answers[0].status, answers[1].status, s.noted("password-reset", db.ResultOK))
		}
	})
	approve := func(b *browser) *page {
		return b.get("/agent/approbations/1").press("Approuver la réinitialisation", fields{"motif": motive})
	}
	t.Run("who came in after the request cannot approve it", func(t *testing.T) {
		s, _, _, before := asked(t)
		s.wait(time.Second)
		_, two := s.helper(db.RoleSupervisor)
		approve(two).at("/agent/approbations/1", 422).says("un agent qui l'avait déjà doit décider")
		untouched(t, s, before)
		approve(others[1]).at(s.sheet(marie)+"?etat=reinitialise", 200)
	})
	t.Run("whom the asker has invited less than 48 hours before cannot approve", func(t *testing.T) {
		for _, c := range []struct {
			since   time.Duration
			refused bool
		}{{48*time.Hour - time.Second, true}, {48 * time.Hour, false}} {
			s := newService(t)
			s.browser().establish(marie, first)
			s.enrolAgent("chef", db.RoleSupervisor)
			chef := s.browser()
			chef.enterDesk("chef").at("/agent", 200)
			p := chef.get("/agent/agents/ajout").press("Ajouter cet agent", fields{"agent": "complice", "role": "agent"})
			secret := p.doc.Find("code").Text()
			accomplice := s.browser()
			noted := accomplice.enrols("complice", secret).at("/agent/codes-de-secours", 200)
			code := noted.doc.Find("code").First().Text()
			noted.press("J'ai noté mes codes", nil).at("/agent", 200)
			s.wait(c.since)
			chef.enterDesk("chef").at("/agent", 200)
			accomplice.deskPassword("complice", agentPassword).press("Valider", fields{"code": code}).at("/agent?etat=secours", 200)
			chef.corrects(marie, fields{"email": "neuve@poitou.example"})
			chef.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200)
			if p := approve(accomplice); c.refused {
				p.at("/agent/approbations/1", 422).says("invité par qui a fait cette demande")
			} else {
				p.at(s.sheet(marie)+"?etat=reinitialise", 200)
			}
		}
	})
	t.Run("who has put the contact there cannot approve; who has corrected another one can", func(t *testing.T) {
		for _, c := range []struct {
			typed   fields
			refused bool
		}{{fields{"email": "neuve@poitou.example"}, true}, {fields{"portable": "06 39 98 77 88"}, false}} {
			s := newService(t)
			s.browser().establish(marie, first)
			_, two := s.helper(db.RoleAgent)
			_, three := s.helper(db.RoleAgent)
			s.wait(time.Minute)
			three.corrects(marie, fields{"email": "autre@poitou.example"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
			two.corrects(marie, c.typed).at(s.sheet(marie)+"?etat=coordonnees", 200)
			_, asker := s.helper(db.RoleAgent)
			asker.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200)
			if p := approve(two); c.refused {
				p.at("/agent/approbations/1", 422).says("Vous avez corrigé ces coordonnées")
			} else {
				p.at(s.sheet(marie)+"?etat=reinitialise", 200)
			}
		}
	})
	t.Run("who took the file's address for the one in place cannot approve", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		_, two := s.helper(db.RoleAgent)
		s.wait(time.Minute)
		two.corrects(marie, fields{"email": "neuve@poitou.example"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
		s.wait(48 * time.Hour)
		s.importFiles(strings.Replace(membersFile, "marie@", "fichier@", 1), paymentsFile)
		login, two := s.helper(db.RoleAgent)
		s.wait(time.Minute)
		two.get(s.sheet(marie)+"/ecart/email").press("Enregistrer ce choix", fields{"choix": "fichier", "motif": motive}).at(s.sheet(marie)+"?etat=ecart", 200)
		_, asker := s.helper(db.RoleAgent)
		asker.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200)
		approve(two).at("/agent/approbations/1", 422).says("Vous avez corrigé ces coordonnées")
		if s.act("approval-granted", login, marie) != 0 {
			t.Error("it was approved")
		}
	})
	t.Run("a request falls with the access, or the right, of who has made it", func(t *testing.T) {
		for _, lose := range []func(*service, string){(*service).disable, (*service).makeMailroom} {
			s, login, _, before := asked(t)
			lose(s, login)
			approve(others[1]).at("/agent/approbations/1", 422).says("elle n'a plus d'effet")
			untouched(t, s, before)
			others[1].get("/agent/approbations/1").press("Refuser", fields{"motif": motive}).at("/agent/approbations?etat=refusee", 200)
		}
	})
	t.Run("47 h 59 after a change a second agent is asked, after 48 h none", func(t *testing.T) {
		for _, c := range []struct {
			name   string
			change func(s *service)
		}{
			{"by the member", func(s *service) {
				b := s.browser()
				b.logIn(marie, first)
				b.get("/espace/mon-compte/email-mot-de-passe").press("Enregistrer mes numéros", fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": first})
			}},
			{"by an agent", func(s *service) {
				_, agent := s.helper(db.RoleAgent)
				agent.corrects(marie, fields{"portable": "06 39 98 77 88"}).at(s.sheet(marie)+"?etat=coordonnees", 200)
			}},
		} {
			s := newService(t)
			s.browser().establish(marie, first)
			s.wait(time.Hour)
			c.change(s)
			s.wait(48*time.Hour - time.Second)
			_, agent := s.helper(db.RoleAgent)
			agent.resets(marie, "sms").at(s.sheet(marie)+"?etat=approbation", 200)
			s.wait(time.Second)
			agent.resets(marie, "email").at(s.sheet(marie)+"?etat=reinitialise", 200) // not what was changed; it overtakes the request
			agent.resets(marie, "sms").at(s.sheet(marie)+"?etat=reinitialise", 200)
			if n := s.noted("password-reset", db.ResultOK); n != 2 {
				t.Errorf("%s: %d resets", c.name, n)
			}
		}
	})
	t.Run("a file that changes a contact asks too; the very first one does not", func(t *testing.T) {
		s := newService(t)
		_, agent := s.helper(db.RoleAgent)
		agent.resets(lucien, "email").at(s.sheet(lucien)+"?etat=reinitialise", 200)
		s.wait(time.Minute)
		s.importFiles(membersHeader+lucien+";exploitant;M.;Garnier;Lucien;;;;;La Grange;79000 NIORT;ailleurs@poitou.example;;;;\n", "identifiant;nature;date;montant\n")
		agent.resets(lucien, "email").at(s.sheet(lucien)+"?etat=approbation", 200)
	})
}
