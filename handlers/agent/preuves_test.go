package agent_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// sends has an agent send a message of a call, and returns the code in it.
func sends(s *servicetest.Service, b *servicetest.Browser, identifier, what string) string {
	call := s.Sheet(identifier) + "/telephone"
	b.Get(call).Press("Envoyer", servicetest.Fields{"envoi": what, "motif": servicetest.Motive}).At(call+"?etat=envoye", 200)
	return s.LastOf(db.KindCallCode).Secret
}

func readsBack(s *servicetest.Service, b *servicetest.Browser, identifier, code string) *servicetest.Page {
	return b.Get(s.Sheet(identifier)+"/telephone").Press("Vérifier le code", servicetest.Fields{"code": code})
}

func answers(s *servicetest.Service, b *servicetest.Browser, identifier, answer string) *servicetest.Page {
	return b.Get(s.Sheet(identifier)+"/telephone").Press("Vérifier la réponse", servicetest.Fields{"reponse": answer})
}

func TestThePageOfProofsIsTheTable(t *testing.T) {
	s := servicetest.NewService(t)
	for _, role := range db.Roles {
		p := s.AgentBrowser(role).Get("/agent/droits").Follow("Ce que vaut chaque preuve, et ce que demande chaque acte").At("/agent/preuves", 200)
		if n := p.Doc.Find("tbody tr").Length(); n != len(acts.Proofs)+len(acts.Needs) {
			t.Errorf("%s reads %d rows", role, n)
		}
		p.Doc.Find("tbody td").Each(func(_ int, cell *goquery.Selection) {
			if strings.TrimSpace(cell.Text()) == "" {
				t.Errorf("%s reads a row without its words", role)
			}
		})
	}
}

func TestTheQuestionIsPutOnTheTelephone(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	_, other := s.NewAgent(db.RoleAgent)
	sheet := s.Sheet(servicetest.Lucien)
	answers(s, agent, servicetest.Lucien, "mille").At(sheet+"/telephone/question", 422)
	answers(s, agent, servicetest.Lucien, "1 234,56").At(sheet+"/telephone?etat=juste", 200).Says("La réponse est juste.", "par une réponse juste à la question de sécurité, à l'instant (preuve moyenne)")
	s.Wait(3 * time.Minute)
	agent.Get(sheet).Says("il y a 3 minutes (preuve moyenne)")
	other.Get(sheet).SaysNot("Identité vérifiée")
	s.SilentLog(t, "1 234,56", "1234,56", "123456")
	t.Run("another call is somebody else", func(t *testing.T) {
		s.Wait(time.Second)
		agent.Get(sheet+"/telephone").Press("Commencer l'appel", nil)
		agent.Get(sheet).SaysNot("Identité vérifiée")
	})
	t.Run("who types until it is right is stopped at the first", func(t *testing.T) {
		answers(s, agent, servicetest.Lucien, "1 234,57").At(sheet+"/telephone/question", 422).Says("Cette réponse est fausse")
		for _, b := range []*servicetest.Browser{agent, other} {
			answers(s, b, servicetest.Lucien, "1 234,56").At(sheet+"/telephone/question", 422).Says("La question de sécurité est fermée")
		}
		b := agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"reponse": "1 234,56"})
		b.At(sheet+"/guichet/question", 422).Says("La question de sécurité est fermée")
		if right, wrong, blocked := s.AuditCount("call-answered", events.OK), s.AuditCount("call-answered", events.Refused), s.AuditCount("call-answered", events.Blocked); right != 1 || wrong != 1 || blocked != 2 {
			t.Errorf("%d right, %d wrong, %d blocked answers are in the audit log", right, wrong, blocked)
		}
	})
}

// A code that reached a dictated contact does not prove who has dictated it.
func TestASpellingIsNoProof(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": away}).At(sheet+"?etat=coordonnees", 200)
	code := sends(s, agent, servicetest.Marie, "code-email")
	if to := s.LastOf(db.KindCallCode).To; to != away {
		t.Fatalf("the code went to %s", to)
	}
	readsBack(s, agent, servicetest.Marie, servicetest.OtherCode(code, 0)).At(sheet+"/telephone", 422).Says("pas le bon")
	agent.Get(sheet).SaysNot("orthographe vérifiée")
	readsBack(s, agent, servicetest.Marie, code).At(sheet+"/telephone?etat=orthographe", 200).Says("ce moyen est bien écrit").SaysNot("Identité vérifiée")
	agent.Get(sheet).Says("non (orthographe vérifiée le").SaysNot("Identité vérifiée")
	agent.Get(sheet + "/reinitialisation").Says("Il faut une preuve forte, ou l'accord d'un collègue.")
	agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=approbation", 200)
	hands(agent, sheet).At(sheet+"/guichet", 422)
	s.Browser().Forget(servicetest.Marie, "email")
	if !s.Member(servicetest.Marie).Contacts[db.Email].VerifiedAt.IsZero() {
		t.Error("the address counts as verified")
	}
	safe(t, s)
	t.Run("another address is not written as the former one", func(t *testing.T) {
		agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "autre@poitou.example"}).At(sheet+"?etat=coordonnees", 200)
		agent.Get(sheet).SaysNot("orthographe vérifiée")
	})
}

// A confirmation from the member's former address makes the new one count at once, in either order. The code for it names the
// new address, and must have been sent after the change.
func TestAnOldWayMakesANewOneCount(t *testing.T) {
	const fresh = "neuve@poitou.example"
	for _, first := range []string{"spelling", "proof"} {
		t.Run(first+" first", func(t *testing.T) {
			s, _, agent := target(t, db.RoleAgent)
			sheet := s.Sheet(servicetest.Marie)
			agent.ProvesCaller(servicetest.Marie) // before the change
			s.Wait(time.Minute)
			agent.Corrects(servicetest.Marie, servicetest.Fields{"email": fresh}).At(sheet+"?etat=coordonnees", 200)
			agent.Get(sheet + "/reinitialisation").Says("Il faut une preuve forte")
			spells := func() *servicetest.Page {
				return readsBack(s, agent, servicetest.Marie, sends(s, agent, servicetest.Marie, "code-email"))
			}
			proves := func() {
				code := sends(s, agent, servicetest.Marie, "ancien-email")
				if m := s.LastOf(db.KindCallCode); m.To == fresh || !strings.Contains(m.Detail, "@poitou.example") {
					t.Errorf("the code went to %s and tells « %s »", m.To, m.Detail)
				}
				readsBack(s, agent, servicetest.Marie, code).At(sheet+"?etat=prouve", 200)
			}
			if first == "spelling" {
				spells().At(sheet+"/telephone?etat=orthographe", 200)
				proves()
			} else {
				proves()
				agent.Get(sheet + "/reinitialisation").Says("La preuve demandée (forte) est faite")
				spells().At(sheet+"/telephone?etat=compte", 200).Says("compte tout de suite comme vérifié")
			}
			s.Browser().Forget(servicetest.Marie, "email")
			if code := s.LastOf(db.KindCode); code.To != fresh {
				t.Errorf("« oubli » wrote to %s", code.To)
			}
			if n := s.AuditCount("contact-trusted", events.OK); n != 1 {
				t.Errorf("%d contacts count in the audit log", n)
			}
			agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=reinitialise", 200)
			told := map[string]bool{}
			for _, m := range s.Sent() {
				if m.Kind == db.KindReset {
					told[m.To] = true
				}
			}
			if !told["marie@poitou.example"] {
				t.Errorf("of the reset are told: %v", told)
			}
		})
	}
	t.Run("what another caller has spelled does not count", func(t *testing.T) {
		s, _, agent := target(t, db.RoleAgent)
		sheet := s.Sheet(servicetest.Marie)
		agent.Corrects(servicetest.Marie, servicetest.Fields{"email": fresh}).At(sheet+"?etat=coordonnees", 200)
		reads := func(choice string) *servicetest.Page {
			return readsBack(s, agent, servicetest.Marie, sends(s, agent, servicetest.Marie, choice))
		}
		reads("code-email").At(sheet+"/telephone?etat=orthographe", 200)
		s.Wait(time.Minute)
		agent.Get(sheet+"/telephone").Press("Commencer l'appel", nil)
		reads("ancien-email").At(sheet+"?etat=prouve", 200)
		if !s.Member(servicetest.Marie).Contacts[db.Email].VerifiedAt.IsZero() || s.AuditCount("contact-trusted", events.OK) != 0 {
			t.Error("the address that a former caller has spelled counts as verified")
		}
		reads("code-email").At(sheet+"/telephone?etat=compte", 200)
	})
}

func TestAChangedContactAsksWhatTheTableSays(t *testing.T) {
	// Marie enters another address herself, as a person could who has taken over her account.
	moved := func(t *testing.T) (*servicetest.Service, *servicetest.Browser) {
		s, _, agent := target(t, db.RoleAgent)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		b.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"email": "neuve@poitou.example", "actuel": servicetest.First}).
			Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret})
		if to := s.Member(servicetest.Marie).Contacts[db.Email].Value; to != "neuve@poitou.example" {
			t.Fatalf("the address is %s", to)
		}
		return s, agent
	}
	t.Run("a code to a contact that was changed lately is weak", func(t *testing.T) {
		s, agent := moved(t)
		sheet := s.Sheet(servicetest.Marie)
		readsBack(s, agent, servicetest.Marie, sends(s, agent, servicetest.Marie, "code-email")).At(sheet+"?etat=prouve", 200).Says("(preuve faible)")
		hands(agent, sheet).At(sheet+"/guichet", 422)
		agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=approbation", 200)
	})
	t.Run("a right answer is enough", func(t *testing.T) {
		s, agent := moved(t)
		sheet := s.Sheet(servicetest.Marie)
		agent.Get(sheet + "/reinitialisation").Says("Il faut une preuve moyenne, ou l'accord d'un collègue.")
		agent.Get(sheet+"/telephone").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50"}).At(sheet+"/telephone?etat=juste", 200)
		agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=reinitialise", 200)
	})
	t.Run("after a colleague's agreement the former address is told, too", func(t *testing.T) {
		s, _ := moved(t)
		s.Wait(47 * time.Hour)
		agent := s.AgentBrowser(db.RoleAgent)
		agent.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
		_, two := s.NewAgent(db.RoleAgent)
		s.Sent()
		approves(two).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
		if m := s.LastOf(db.KindReset); m.To != "marie@poitou.example" {
			t.Errorf("the notice went to %s", m.To)
		}
	})
	t.Run("two days later it hears nothing any more", func(t *testing.T) {
		s, _ := moved(t)
		s.Wait(48*time.Hour + time.Minute)
		agent := s.AgentBrowser(db.RoleAgent)
		s.Sent()
		agent.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
		for _, m := range s.Sent() {
			if m.To == "marie@poitou.example" {
				t.Errorf("%s went to the former address", m.Kind)
			}
		}
	})
}

func TestTheDeskSaysWhatAMemberWithoutContactsWillNeed(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	for _, page := range []string{"/reinitialisation", "/guichet"} {
		agent.Get(sheet + page).SaysNot("La caisse ne connaît ni")
	}
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "", "portable": ""}).At(sheet+"?etat=coordonnees", 200)
	for _, page := range []string{"/reinitialisation", "/guichet"} {
		agent.Get(sheet + page).Says("La caisse ne connaît ni adresse e-mail ni portable")
	}
}
