package handlers_test

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"sesame/db"
)

// invite opens an enrolment, for a new agent where nobody has the login.
func (s *service) invite(login string, role db.Role, secret string) {
	s.t.Helper()
	err := s.db.InTx(context.Background(), func(t *db.Tx) error {
		a, err := t.AgentByLogin(context.Background(), login)
		if errors.Is(err, db.ErrNotFound) {
			a, err = t.AddAgent(context.Background(), login, role, s.now())
		}
		if err != nil {
			return err
		}
		return t.Invite(context.Background(), a, secret, s.now(), s.now().Add(time.Hour))
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// enrolsUntilFactor goes from the secret to the choice of the second factor.
func (b *browser) enrolsUntilFactor(login, secret string) *page {
	b.s.t.Helper()
	return b.get("/agent/enrolement").press("Suivant", fields{"agent": login, "secret": secret}).at("/agent/enrolement/mot-de-passe", 200).
		press("Suivant", fields{"nouveau": agentPassword, "confirmation": agentPassword}).at("/agent/enrolement/second-facteur", 200)
}

// enrols goes the whole way, with an authenticator.
func (b *browser) enrols(login, secret string) *page {
	b.s.t.Helper()
	p := b.enrolsUntilFactor(login, secret)
	return p.press("Valider le code", fields{"code": p.shownCode()})
}

// shownCode is what an authenticator shows that was given the secret on the page.
func (p *page) shownCode() string {
	p.b.s.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(p.doc.Find("code").First().Text(), " ", ""), p.b.s.now())
	if err != nil {
		p.b.s.t.Fatal(err)
	}
	return code
}
