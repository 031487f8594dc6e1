package demo

import (
	"context"
	"time"

	"github.com/pquerna/otp/totp"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
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

// enrol makes an agent as a supervisor and they themselves would: invited, then enrolled with password and authenticator.
// They have been there for a month: who came in after a request may not approve it.
func (p *past) enrol(d agent) act {
	return func(ctx context.Context, a *acts.Acts) error {
		who := acts.Actor{Kind: acts.Agent}
		err := a.DB.InTx(ctx, func(t *db.Tx) error {
			invitation, err := a.AddAgent(ctx, t, acts.Command, d.login, d.name, d.role)
			if err != nil {
				return err
			}
			invited, err := t.AgentByLogin(ctx, d.login)
			if err != nil {
				return err
			}
			f, err := a.BeginEnrolment(ctx, t, invited, t.InvitationKey(invited, invitation.Secret), nil)
			if err != nil {
				return err
			}
			if err := a.ChooseAgentPassword(ctx, t, f, p.hashes[sharedPassword], d.totp, nil); err != nil {
				return err
			}
			if who.Session, err = a.Enrol(ctx, t, visitor(a), f, invited, db.Enrolment{TOTPSecret: d.totp}, events.ByTOTP); err != nil {
				return err
			}
			who.Agent, err = t.Agent(ctx, invited.ID)
			return err
		})
		p.staff[d.login] = who
		return err
	}
}

// shown is the agent as /demo tells of them at that instant.
func (d agent) shown(now time.Time) views.DemoAgent {
	code, err := totp.GenerateCode(d.totp, now)
	if err != nil {
		panic("demonstration: " + err.Error())
	}
	return views.DemoAgent{Name: d.name, Role: string(d.role), Login: d.login, Password: sharedPassword, Code: code}
}
