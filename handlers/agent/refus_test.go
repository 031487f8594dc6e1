package agent_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

// The top of a member's page shows what was last refused, with its cause and what to tell the member.
func TestTheLastRefusalIsToldWithItsCause(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	own := s.Browser()
	sheet := s.Sheet(servicetest.Marie)
	says := func(sentences ...string) {
		t.Helper()
		agent.Get(sheet).Says(sentences...)
	}
	agent.Get(sheet).SaysNot("Dernier refus")

	agent.Resets(servicetest.Marie, "email")
	issued := s.LastOf(db.KindTemporary)
	agent.Resets(servicetest.Marie, "email")
	newest := s.Member(servicetest.Marie).Temporary
	own.LogIn(servicetest.Marie, issued.Secret)
	says("Dernier refus, aujourd'hui à", texts.RefusedReplaced(issued.Request, newest.Request), texts.AdviseNewest)

	own.LogIn(servicetest.Marie, strings.ToUpper(servicetest.First)+"É")
	says(texts.RefusedCapitals, texts.AdviseCapitals)
	own.LogIn(servicetest.Marie, servicetest.First)
	own.LogIn(servicetest.Marie, servicetest.First)
	says(texts.RefusedAgain(texts.RefusedPassword, 2), texts.AdvisePassword)
	own.LogIn(servicetest.Marie, account.NewTemporaryPassword())
	says(texts.RefusedUnknownTemp)

	s.Wait(25 * time.Hour)
	_, agent = s.NewAgent(db.RoleAgent)
	own.LogIn(servicetest.Marie, s.LastOf(db.KindTemporary).Secret)
	says(texts.RefusedExpired(""), texts.AdviseExpired)

	s.Browser().Establish(servicetest.Marie, servicetest.First)
	agent.Get(sheet).SaysNot("Dernier refus")
}

// For a mail that did not arrive, the agent reads which provider has refused it, at once or later.
func TestARefusedMailIsToldWithItsProvider(t *testing.T) {
	for _, c := range []struct{ to, says string }{
		{"marie@laposte.net", "message par e-mail refusé par La Poste : l'adresse n'existe pas (5.1.1)"},
		{"marie@poitou.example", "message par e-mail refusé : l'adresse n'existe pas (5.1.1)"},
	} {
		for _, late := range []bool{false, true} {
			s := servicetest.NewService(t)
			_, agent := s.NewAgent(db.RoleAgent)
			if c.to != "marie@poitou.example" {
				agent.Corrects(servicetest.Marie, servicetest.Fields{"email": c.to})
			}
			m := s.Member(servicetest.Marie)
			err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
				return tx.Post(t.Context(), m.ID, db.Message{Kind: db.KindReset, Channel: account.Email, To: c.to, At: s.Now()}, s.Now(), s.Now().Add(time.Hour))
			})
			if err != nil {
				t.Fatal(err)
			}
			left := s.LastOf(db.KindReset)
			if late {
				if err = s.DB.Sent(t.Context(), left.ID, s.Now()); err == nil {
					err = s.DB.InTx(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Report(t.Context(), account.Email, left.Reference, db.FateBounced, "5.1.1", s.Now())
						return err
					})
				}
			} else {
				err = s.DB.Refused(t.Context(), left, s.Now(), "smtp-refus 550 5.1.1")
			}
			if err != nil {
				t.Fatal(err)
			}
			agent.Get(s.Sheet(servicetest.Marie)).Says(c.says)
		}
	}
}

// A limit does not say why the attempts before it failed; the page does. A request number tells whose message it was.
func TestALimitIsToldWithWhatFailedBefore(t *testing.T) {
	s := servicetest.NewService(t)
	own := s.Browser()
	own.Establish(servicetest.Marie, servicetest.First)
	own.LogOut()
	s.Wait(time.Minute)
	_, agent := s.NewAgent(db.RoleAgent)
	for range 6 {
		own.LogIn(servicetest.Marie, servicetest.Second)
	}
	own.LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429)
	agent.Get(s.Sheet(servicetest.Marie)).Says("Dernier refus, aujourd'hui à", texts.RefusedTooMany, texts.RefusedBefore(texts.RefusedPassword), texts.AdviseWait, texts.AdvisePassword)
}

// A person who types somebody else's temporary password learns nothing about it, and neither does the agent, except how to find
// its owner.
func TestTheTemporaryPasswordOfAnotherMember(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Wait(time.Minute)
	_, agent := s.NewAgent(db.RoleAgent)
	agent.Resets(servicetest.Lucien, "email")
	issued := s.LastOf(db.KindTemporary)
	s.Browser().LogIn(servicetest.Marie, issued.Secret).At("/connexion", 422).SaysNot(issued.Request)
	agent.Get(s.Sheet(servicetest.Marie)).Says(texts.RefusedUnknownTemp, texts.AdviseUnknownTemp).SaysNot(issued.Request)
	agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": issued.Request}).Says("Lucien Garnier")
}

func TestACodeUnderWayIsToldWithItsFateAndItsRefusals(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	own := s.Browser()
	p := own.Forget(servicetest.Marie, "email")
	code := s.LastOf(db.KindCode)
	agent.Get(sheet).Says("« Mot de passe oublié » en cours depuis", "(demande "+code.Request+")", "en attente depuis", "0 essai faux sur 3")
	s.Deliver(slog.New(slog.DiscardHandler))
	agent.Get(sheet).Says("remis au serveur de messagerie", texts.AdviseSpam)
	p = p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(code.Secret, 1)})
	agent.Get(sheet).Says("1 essai faux sur 3", texts.RefusedCode, texts.AdviseCode)
	s.Wait(31 * time.Minute)
	_, agent = s.NewAgent(db.RoleAgent)
	p.Press("Valider", servicetest.Fields{"code": code.Secret})
	agent.Get(sheet).Says("Son dernier code est périmé depuis", texts.RefusedLateCode)
}

// The log stores the cause as a word, the same one for an unknown identifier.
func TestCausesOfRefusedLogins(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	for _, identifier := range []string{servicetest.Marie, servicetest.Nobody} {
		b := s.Browser()
		for typed, want := range map[string]events.Cause{"faux mot de passe": events.WrongPassword, "FAUX MOT DE PASSE": events.InCapitals, "12 45 78": events.WrongPassword,
			account.NewTemporaryPassword(): events.UnknownTemporary} {
			before := refusedBy(t, s)[want]
			b.LogIn(identifier, typed)
			if n := refusedBy(t, s)[want]; n != before+1 {
				t.Errorf("%s, %q: %s was noted %d times more", identifier, typed, want, n-before)
			}
		}
	}
}

// refusedBy counts the refused logins of the log by cause.
func refusedBy(t *testing.T, s *servicetest.Service) map[events.Cause]int {
	t.Helper()
	found := map[events.Cause]int{}
	err := s.DB.EachAudit(t.Context(), func(r db.AuditRow) error {
		if r.Kind() == events.Login && r.Result == events.Refused {
			found[r.Cause]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
