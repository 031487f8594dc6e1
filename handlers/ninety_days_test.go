package handlers_test

import (
	"fmt"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// attackers are strangers with 10,000 network addresses. Of their posts of a day a test makes those that fill each counter
// of an account, from addresses that they take in turn.
type attackers struct {
	s    *servicetest.Service
	used int
}

func (a *attackers) browser() *servicetest.Browser {
	a.used = (a.used + 1) % 10_000
	return a.s.From(fmt.Sprintf("10.1.%d.%d", a.used/250, a.used%250+1))
}

// press does to an identifier what strangers can do in a moment: fail log-ins, ask for codes by each channel, type wrong
// ones, answer the question wrong.
func (a *attackers) press(identifier string) {
	for range 5 {
		a.browser().LogIn(identifier, "faux")
	}
	a.browser().LogIn(identifier, account.NewTemporaryPassword())
	for n := range 6 {
		p := a.browser().Forget(identifier, []string{"email", "sms"}[n%2])
		switch p.Path {
		case servicetest.Code:
			p.Wrong()
		case servicetest.Oubli + "/question":
			p.Answer(servicetest.Fields{"montant": "1,00"})
		}
	}
}

// comesIn is the owner's way in by « oubli » from a browser that is not known; they read their newest messages, and ask
// again where the screen says so. It returns how long it took.
func comesIn(t *testing.T, s *servicetest.Service, a *attackers, identifier, channel string, answer servicetest.Fields) time.Duration {
	t.Helper()
	began := s.Now()
	b := s.From("192.0.2.7")
	p := b.Forget(identifier, channel)
	for p.Path == servicetest.Code && s.Now().Sub(began) < 2*time.Minute {
		s.Wait(20 * time.Second) // to read and type; strangers go on meanwhile
		if q := a.browser().Forget(identifier, channel); q.Path == servicetest.Code {
			q.Wrong()
		}
		p = p.Press("Valider", servicetest.Fields{"code": newestCode(s, identifier)})
		if p.Path == servicetest.Code {
			p = b.Forget(identifier, channel)
		}
	}
	if p.Path == servicetest.Oubli+"/question" {
		p = p.Answer(answer)
	}
	p.At(servicetest.End, 200)
	s.From("192.0.2.7").LogIn(identifier, s.LastOf(db.KindTemporary).Secret).At("/personnalisation/mot-de-passe", 200)
	return s.Now().Sub(began)
}

// newestCode is the code of the newest message to a member.
func newestCode(s *servicetest.Service, identifier string) string {
	m := s.Member(identifier)
	w := s.LastOf(db.KindCode)
	if w.To != m.Contacts[db.Email].Value && w.To != m.Contacts[db.Mobile].Value {
		return ""
	}
	return w.Secret
}

// TestNinetyDaysOfStrangers has 10,000 addresses work for 90 days against a member of each kind who can be reached. On each
// day the owner comes in within two minutes, by password where they have been before and by a code elsewhere, and gets few
// messages.
func TestNinetyDaysOfStrangers(t *testing.T) {
	for _, c := range []struct {
		name, identifier, channel string
		connected                 bool
		answer                    servicetest.Fields
	}{
		{"reached by e-mail and mobile", servicetest.Ferme, "sms", true, nil},
		{"reached by e-mail, never connected", servicetest.Lucien, "email", false, servicetest.Fields{"montant": "1234,56"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := servicetest.NewService(t, proxied)
			a := &attackers{s: s}
			own := s.From("192.0.2.8")
			if c.connected {
				s.Settle(c.identifier, servicetest.First)
				own.LogIn(c.identifier, servicetest.First).At("/espace", 200)
				own.LogOut()
			}
			most := 0
			for range 90 {
				a.press(c.identifier)
				if c.connected {
					s.From("192.0.2.7").LogIn(c.identifier, servicetest.First).At("/connexion", 429)
					own.LogIn(c.identifier, servicetest.First).At("/espace", 200)
					own.LogOut()
				}
				if took := comesIn(t, s, a, c.identifier, c.channel, c.answer); took > 2*time.Minute {
					t.Fatalf("the owner came in after %v", took)
				}
				messages := 0
				for _, m := range s.Sent() {
					if m.To != "" {
						messages++
					}
				}
				most = max(most, messages)
				s.Wait(23*time.Hour + 7*time.Minute)
			}
			if most > 25 {
				t.Errorf("%d messages in a day", most)
			}
		})
	}
}
