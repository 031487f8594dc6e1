package handlers_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sesame/account/keys"
	"sesame/db"
)

// The agents of these tests: one authenticator for all, a login of their own.
const (
	agentSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	agentPassword = "Guichet-Pluvieux7Tambour"
)

// enrolAgent makes an agent who has a password, an authenticator and one recovery code, by the way of the real ones.
func (s *service) enrolAgent(login string, role db.Role) *db.Agent {
	s.t.Helper()
	hash, err := keys.NewHasher(1, 1).Hash(context.Background(), agentPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	var a *db.Agent
	err = s.db.InTx(context.Background(), func(t *db.Tx) (err error) {
		ctx, now := context.Background(), s.now()
		if a, err = t.AddAgent(ctx, login, role, now); err != nil {
			return err
		}
		if err := t.Invite(ctx, a, "verger3champ", now, now.Add(time.Hour)); err != nil {
			return err
		}
		return t.Enrol(ctx, a, t.InvitationKey(a, "verger3champ"),
			db.Enrolment{PasswordHash: hash, TOTPSecret: agentSecret, RecoveryCodes: []string{"abcdefghjk"}}, now)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.agent(login)
}

func (s *service) agent(login string) *db.Agent {
	s.t.Helper()
	a, err := s.db.AgentByLogin(context.Background(), login)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// agentCode is what the authenticator shows now; each one is taken once.
func (s *service) agentCode() string {
	s.t.Helper()
	code, err := totp.GenerateCode(agentSecret, s.now())
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// agentBrowser is the browser of a new agent of that role, logged in. Its agent is named after the role: agent1, courrier2…
func (s *service) agentBrowser(role db.Role) *browser {
	s.t.Helper()
	all, err := s.db.Agents(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	login := fmt.Sprintf("%s%d", role, len(all)+1)
	s.enrolAgent(login, role)
	b := s.browser()
	b.enterDesk(login).at("/agent", 200)
	return b
}

// enterDesk logs an agent in by password and authenticator.
func (b *browser) enterDesk(login string) *page {
	b.s.t.Helper()
	return b.deskPassword(login, agentPassword).at("/agent/second-facteur", 200).press("Valider", fields{"code": b.s.agentCode()})
}

func (b *browser) deskPassword(login, password string) *page {
	b.s.t.Helper()
	return b.get("/agent/connexion").press("Se connecter", fields{"agent": login, "mot_de_passe": password})
}

func TestAnAgentComesIn(t *testing.T) {
	s := newService(t)
	s.agentBrowser(db.RoleSupervisor).get("/agent/droits").at("/agent/droits", 200).says("Votre rôle : superviseur")
}
