package demo

import (
	"context"
	"time"

	"github.com/pquerna/otp/totp"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// agent is one invented agent of each role. The second factor is an authenticator whose secret everybody knows:
// /demo shows its code.
type agent struct {
	login, name, totp string
	role              db.Role
}

var agents = []agent{
	{"cpetit", "Camille Petit", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", db.RoleSupervisor},
	{"ymoreau", "Yann Moreau", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", db.RoleAgent},
	{"lfabre", "Lise Fabre", "ORSXG5DTMVRXEZLUORSXG5DTMVRXEZLU", db.RoleMailroom},
}

// enrol makes the agents by the way of the real ones: invited, then enrolled with password and authenticator. They have
// been there for a month: who came in after a request may not approve it.
func (d agent) enrol(ctx context.Context, t *db.Tx, hash string, now time.Time) error {
	now = now.AddDate(0, -1, 0)
	a, err := t.AddAgent(ctx, d.login, d.role, now)
	if err != nil {
		return err
	}
	secret := account.NewTemporaryPassword()
	if err := t.Invite(ctx, a, secret, now, now.Add(time.Hour)); err != nil {
		return err
	}
	return t.Enrol(ctx, a, t.InvitationKey(a, secret), db.Enrolment{PasswordHash: hash, TOTPSecret: d.totp}, now)
}

// shown is the agent as /demo tells of them at that instant.
func (d agent) shown(now time.Time) views.DemoAgent {
	code, err := totp.GenerateCode(d.totp, now)
	if err != nil {
		panic("demonstration: " + err.Error())
	}
	return views.DemoAgent{Name: d.name, Role: string(d.role), Login: d.login, Password: sharedPassword, Code: code}
}
