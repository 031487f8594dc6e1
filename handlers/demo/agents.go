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

// agent is one invented agent per role. The second factor is an authenticator with a published secret: /demo
// shows its code.
type agent struct {
	login, name, totp string
	role              db.Role
}

var agents = []agent{
	{"cpetit", "Camille Petit", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", db.RoleSupervisor},
	{"ymoreau", "Yann Moreau", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", db.RoleAgent},
	{"lfabre", "Lise Fabre", "ORSXG5DTMVRXEZLUORSXG5DTMVRXEZLU", db.RoleMailroom},
}

// enrol adds an agent as in reality: a supervisor invites them, and they enrol with a password and an authenticator. It
// happens a month ago, because an agent who came after a request may not approve it.
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

// shown returns the data about the agent that /demo shows at that time, with the current code.
func (d agent) shown(now time.Time) views.DemoAgent {
	code, err := totp.GenerateCode(d.totp, now)
	if err != nil {
		panic("demonstration: " + err.Error())
	}
	return views.DemoAgent{Name: d.name, Role: string(d.role), Login: d.login, Password: sharedPassword, Code: code}
}
