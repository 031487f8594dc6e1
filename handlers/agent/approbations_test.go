package agent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

func TestAContactChangedLatelyAsksASecondAgent(t *testing.T) {
	// asked is a member whose address an agent has just corrected, and a reset that this agent has requested. The two other
	// agents had access before.
	var others [2]*servicetest.Browser
	var names [2]string
	asked := func(t *testing.T) (s *servicetest.Service, login string, asker *servicetest.Browser, before string) {
		s = servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.Wait(time.Hour - time.Minute)
		names[0], others[0] = s.NewAgent(db.RoleSupervisor)
		names[1], others[1] = s.NewAgent(db.RoleAgent)
		s.Wait(time.Minute)
		login, asker = s.NewAgent(db.RoleAgent)
		asker.Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
		s.Sent()
		asker.Get(s.Sheet(servicetest.Marie) + "/reinitialisation").Says("ou l'accord d'un collègue")
		asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200).Says("attend l'accord d'un second agent", "demandée par "+login)
		return s, login, asker, s.Member(servicetest.Marie).PasswordHash
	}
	untouched := func(t *testing.T, s *servicetest.Service, before string) {
		t.Helper()
		if m := s.Member(servicetest.Marie); m.PasswordHash != before || m.Temporary != nil || len(s.Sent()) != 0 || s.AuditCount("password-reset", events.OK) != 0 {
			t.Errorf("something was done: %+v", m.Temporary)
		}
	}
	t.Run("another agent approves: the reset happens then", func(t *testing.T) {
		s, login, asker, before := asked(t)
		untouched(t, s, before)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		other, two := names[0], others[0]
		p := two.Get("/agent").Follow("Une demande attend votre accord").Follow("Une réinitialisation par e-mail pour Mme Marie Dupont, demandée le 23 novembre 2026 à 16 h 05 par " + login)
		p.Says("neuve@poitou.example", "un agent", servicetest.Motive)
		p.Press("Approuver la réinitialisation", nil).At("/agent/approbations/1", 422).Says("Choisissez un motif.")
		p.Press("Approuver la réinitialisation", servicetest.Fields{"motif": "rappelée au fixe"}).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
		msg := s.LastOf(db.KindTemporary)
		if msg.To != "neuve@poitou.example" {
			t.Errorf("the password went to %s", msg.To)
		}
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
		s.Browser().LogIn(servicetest.Marie, msg.Secret).At("/personnalisation/mot-de-passe", 200)
		if s.ActCount("approval-asked", login, servicetest.Marie) != 1 || s.ActCount("approval-granted", other, servicetest.Marie) != 1 || s.ActCount("password-reset", other, servicetest.Marie) != 1 {
			t.Error("not all of it is noted")
		}
		p.Press("Refuser", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/approbations/1/refus", 422).Says("cette demande n'attend plus", "Approuvée par "+other)
		asker.Get("/agent").Says("Rien n'attend")
		s.SilentLog(t, msg.Secret)
	})
	t.Run("who has asked cannot approve, nor refuse; they can take it back", func(t *testing.T) {
		s, _, asker, before := asked(t)
		p := asker.Get("/agent").Follow("Une de vos demandes attend un autre agent").Follow("Une réinitialisation par e-mail pour Mme Marie Dupont, demandée le 23 novembre 2026 à 16 h 05 par vous")
		p.Says("un autre agent doit décider").SaysNot("Approuver la réinitialisation Refuser")
		_, form := p.Form("Retirer ma demande", servicetest.Fields{"motif": servicetest.Motive})
		for _, path := range []string{"/agent/approbations/1", "/agent/approbations/1/refus"} {
			asker.Post(path, form).At(path, 422).Says("un autre agent doit décider")
		}
		untouched(t, s, before)
		two := others[1]
		form.Del("page") // a page of the asker's would only be shown
		two.Post("/agent/approbations/1/annulation", form).At("/agent/approbations/1/annulation", 422).Says("Seul qui a fait cette demande")
		p.Press("Retirer ma demande", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/approbations?etat=retiree", 200)
		two.Post("/agent/approbations/1", form).At("/agent/approbations/1", 422).Says("n'attend plus")
		untouched(t, s, before)
	})
	t.Run("another agent refuses: nothing changes", func(t *testing.T) {
		s, _, asker, before := asked(t)
		two := others[1]
		two.Get("/agent/approbations/1").Press("Refuser", servicetest.Fields{"motif": "le fixe ne répond pas"}).At("/agent/approbations?etat=refusee", 200)
		asker.Get("/agent/approbations/1").Says("Refusée par", "le fixe ne répond pas")
		untouched(t, s, before)
	})
	t.Run("after 24 hours the request has fallen", func(t *testing.T) {
		s, _, _, before := asked(t)
		_, two := s.NewAgent(db.RoleAgent)
		form := two.Get("/agent/approbations/1")
		s.Wait(24*time.Hour - time.Second)
		_, two = s.NewAgent(db.RoleAgent)
		two.Get("/agent/approbations/1").Says("un agent")
		s.Wait(time.Second)
		path, posted := form.Form("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
		posted.Del("page") // which was another agent's
		two.Post(path, posted).At("/agent/approbations/1", 422).Says("n'attend plus")
		two.Get("/agent/approbations").Says("Rien n'attend")
		untouched(t, s, before)
	})
	t.Run("another address since then is not what was approved", func(t *testing.T) {
		s, _, asker, _ := asked(t)
		two := others[1]
		form := two.Get("/agent/approbations/1")
		asker.Corrects(servicetest.Marie, servicetest.Fields{"email": "autre@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
		s.Sent()
		form.Press("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/approbations/1", 422).Says("Sans objet")
		if s.Member(servicetest.Marie).Temporary != nil {
			t.Error("a password was issued")
		}
	})
	t.Run("two agents approve at once: one reset", func(t *testing.T) {
		s, _, _, _ := asked(t)
		var answers [2]*servicetest.Page
		var go2 [2]func()
		for i := range answers {
			agent := others[i]
			path, form := agent.Get("/agent/approbations/1").Form("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
			go2[i] = func() { answers[i] = agent.Post(path, form) }
		}
		servicetest.AtOnce(go2[:]...)
		if answers[0].Status+answers[1].Status != 200+422 || s.AuditCount("password-reset", events.OK) != 1 || s.AuditCount("approval-granted", events.OK) != 1 {
			t.Errorf("answers %d and %d, %d resets", answers[0].Status, answers[1].Status, s.AuditCount("password-reset", events.OK))
		}
	})
	approve := func(b *servicetest.Browser) *servicetest.Page {
		return b.Get("/agent/approbations/1").Press("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
	}
	t.Run("who came in after the request cannot approve it", func(t *testing.T) {
		s, _, _, before := asked(t)
		s.Wait(time.Second)
		late := s.Browser()
		s.Invite("tard", db.RoleSupervisor, "verger7kmpqx")
		late.Enrols("tard", "verger7kmpqx").At("/agent/codes-de-secours", 200)
		approve(late).At("/agent/approbations/1", 422).Says("n'avait pas 48 heures", "le 25 novembre 2026 à 16 h 05")
		untouched(t, s, before)
		approve(others[1]).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
	})
	t.Run("who has put the contact there cannot approve; who has corrected another one can", func(t *testing.T) {
		for _, c := range []struct {
			typed   servicetest.Fields
			refused bool
		}{{servicetest.Fields{"email": "neuve@poitou.example"}, true}, {servicetest.Fields{"portable": "06 39 98 77 88"}, false}} {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			_, two := s.NewAgent(db.RoleAgent)
			_, three := s.NewAgent(db.RoleAgent)
			s.Wait(time.Minute)
			three.Corrects(servicetest.Marie, servicetest.Fields{"email": "autre@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
			two.Corrects(servicetest.Marie, c.typed).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
			_, asker := s.NewAgent(db.RoleAgent)
			asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			if p := approve(two); c.refused {
				p.At("/agent/approbations/1", 422).Says("Vous avez corrigé ces coordonnées")
			} else {
				p.At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
			}
		}
	})
	t.Run("what the log held before schema 5 counts as well", func(t *testing.T) {
		for _, c := range []struct{ event, actor, target, reason, says string }{
			{"contacts-corrected", "two", "marie", "portable, email – vu au guichet", "Vous avez corrigé ces coordonnées"},
			{"contacts-corrected", "two", "marie", "portable – email", ""},
			{"difference-settled", "two", "marie", "email of the file – appel", "Vous avez corrigé ces coordonnées"},
			{"difference-settled", "two", "marie", "email kept – appel", ""},
		} {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			_, three := s.NewAgent(db.RoleAgent)
			login, two := s.NewAgent(db.RoleAgent)
			_, asker := s.NewAgent(db.RoleAgent)
			actors := map[string]string{"two": "agent:" + login}
			targets := map[string]string{"marie": fmt.Sprintf("%x", s.Member(servicetest.Marie).IdentifierKey)}
			s.Wait(time.Minute)
			three.Corrects(servicetest.Marie, servicetest.Fields{"email": "autre@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
			file := s.Raw()
			if _, err := file.Exec(`INSERT INTO audit (seq, segment, at, event, actor, target, origin, result, reason, hash)
				SELECT max(seq) + 1, '2026-11', ?, ?, ?, ?, '', 'ok', ?, zeroblob(32) FROM audit`,
				s.Now().Unix(), c.event, actors[c.actor], targets[c.target], strings.Replace(c.reason, "TWO", login, 1)); err != nil {
				t.Fatal(err)
			}
			if _, err := file.Exec(`UPDATE meta SET audit_seq = (SELECT max(seq) FROM audit)`); err != nil {
				t.Fatal(err)
			}
			asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			if p := approve(two); c.says != "" {
				p.At("/agent/approbations/1", 422).Says(c.says)
			} else {
				p.At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
			}
		}
	})
	t.Run("who took the file's address for the one in place cannot approve", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		_, two := s.NewAgent(db.RoleAgent)
		s.Wait(time.Minute)
		two.Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
		s.Wait(48 * time.Hour)
		s.ImportFiles(strings.Replace(servicetest.MembersFile, "marie@", "fichier@", 1), servicetest.PaymentsFile)
		login, two := s.NewAgent(db.RoleAgent)
		s.Wait(time.Minute)
		two.Get(s.Sheet(servicetest.Marie)+"/ecart/email").Press("Enregistrer ce choix", servicetest.Fields{"choix": "fichier", "motif": servicetest.Motive}).At(s.Sheet(servicetest.Marie)+"?etat=ecart", 200)
		_, asker := s.NewAgent(db.RoleAgent)
		asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
		approve(two).At("/agent/approbations/1", 422).Says("Vous avez corrigé ces coordonnées")
		if s.ActCount("approval-granted", login, servicetest.Marie) != 0 {
			t.Error("it was approved")
		}
	})
	t.Run("a request falls with the access, or the right, of who has made it", func(t *testing.T) {
		for _, lose := range []func(*servicetest.Service, string){(*servicetest.Service).Disable, (*servicetest.Service).MakeMailroom} {
			s, login, _, before := asked(t)
			lose(s, login)
			approve(others[1]).At("/agent/approbations/1", 422).Says("elle n'a plus d'effet")
			untouched(t, s, before)
			others[1].Get("/agent/approbations/1").Press("Refuser", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/approbations?etat=refusee", 200)
		}
	})
	t.Run("47 h 59 after a change a second agent is asked, after 48 h only for what an agent has set", func(t *testing.T) {
		for _, c := range []struct {
			name   string
			change func(s *servicetest.Service)
			after  string // what becomes of a reset after 48 h
		}{
			{"by the member", func(s *servicetest.Service) {
				b := s.Browser()
				b.LogIn(servicetest.Marie, servicetest.First)
				b.Get("/espace/mon-compte/telephones").Press("Enregistrer mes numéros", servicetest.Fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": servicetest.First}).
					Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindMobileCode).Secret})
			}, "reinitialise"},
			{"by an agent", func(s *servicetest.Service) {
				_, agent := s.NewAgent(db.RoleAgent)
				agent.Corrects(servicetest.Marie, servicetest.Fields{"portable": "06 39 98 77 88"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
			}, "approbation"},
		} {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			s.Wait(time.Hour)
			c.change(s)
			s.Wait(48*time.Hour - time.Second)
			_, agent := s.NewAgent(db.RoleAgent)
			agent.Resets(servicetest.Marie, "sms").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			s.Wait(time.Second)
			agent.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200) // not what was changed; it overtakes the request
			agent.Resets(servicetest.Marie, "sms").At(s.Sheet(servicetest.Marie)+"?etat="+c.after, 200)
			if n, want := s.AuditCount("password-reset", events.OK), map[string]int{"reinitialise": 2, "approbation": 1}[c.after]; n != want {
				t.Errorf("%s: %d resets", c.name, n)
			}
		}
	})
	t.Run("a file that changes a contact asks too; the very first one does not", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		agent.Resets(servicetest.Lucien, "email").At(s.Sheet(servicetest.Lucien)+"?etat=reinitialise", 200)
		s.Wait(time.Minute)
		s.ImportFiles(servicetest.MembersHeader+servicetest.Lucien+";exploitant;M.;Garnier;Lucien;;;;;La Grange;79000 NIORT;ailleurs@poitou.example;;;;\n", "identifiant;nature;date;montant\n")
		agent.Resets(servicetest.Lucien, "email").At(s.Sheet(servicetest.Lucien)+"?etat=approbation", 200)
	})
}

// A decision has a ready reason, which the figures count and the asker reads; a reason of another form is refused.
func TestDecisionsHaveReadyReasons(t *testing.T) {
	s := servicetest.NewService(t)
	_, asker := s.NewAgent(db.RoleAgent)
	_, colleague := s.NewAgent(db.RoleAgent)
	for n := range 5 { // fewer are not shown
		asker.ActsOn(servicetest.Marie, "/fermeture", "Demander l'accord", servicetest.Fields{"cause": "left"}).At(s.Sheet(servicetest.Marie)+"?etat=demande", 200)
		asked := colleague.Get(fmt.Sprintf("/agent/approbations/%d", n+1))
		asked.Press("Refuser", servicetest.Fields{"raison": string(events.MotiveCode)}).Says("Choisissez")
		asked.Press("Refuser", servicetest.Fields{"raison": string(events.MotiveDoubt)}).At("/agent/approbations?etat=refusee", 200)
	}
	asker.Get("/agent/approbations/1").Says(events.MotiveDoubt.Words())
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	told := s.Figures("jour")
	for name, n := range told {
		if strings.HasSuffix(name, "Pourquoi les agents agissent | "+events.MotiveDoubt.Words()) && n == "5" {
			return
		}
	}
	t.Error("the reasons of decisions are not counted")
}
