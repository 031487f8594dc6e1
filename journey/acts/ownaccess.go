package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// AddPasskey adds a passkey to the agent's own second factors and ends the journey f.
func (a *Acts) AddPasskey(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, key db.Passkey) error {
	return a.ownAccess(ctx, t, who, events.AgentKeyAdded, events.Details{Object: events.Object(key.Name)}, func() error {
		finish(f, outcomeDone, a.Now())
		if err := save(ctx, t, f); err != nil {
			return err
		}
		return t.AddPasskey(ctx, who.Agent, key, a.Now())
	})
}

// DropPasskey removes one of the agent's passkeys and ends their other sessions, because a lost passkey may have opened
// one. db.ErrLastFactor when it is the only second factor.
func (a *Acts) DropPasskey(ctx context.Context, t *db.Tx, who Actor, key db.Passkey) error {
	return a.ownAccess(ctx, t, who, events.AgentKeyRemoved, events.Details{Object: events.Object(key.Name)}, func() error {
		if err := t.DropPasskey(ctx, who.Agent, key.ID); err != nil {
			return err
		}
		return t.CloseAgentLogins(ctx, who.Agent.ID, who.Session, a.Now())
	})
}

// SetTOTP stores the authenticator whose secret the journey f has shown, and ends f. step is the time step of the code that
// confirmed it.
func (a *Acts) SetTOTP(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, step int64) error {
	secret := f.Secrets.TOTPSecret
	return a.ownAccess(ctx, t, who, events.AgentTOTPSet, events.Details{}, func() error {
		finish(f, outcomeDone, a.Now())
		if err := save(ctx, t, f); err != nil {
			return err
		}
		return t.SetTOTP(ctx, who.Agent, secret, step)
	})
}

// DropTOTP removes the agent's authenticator and ends the other sessions. db.ErrLastFactor when it is the only second
// factor.
func (a *Acts) DropTOTP(ctx context.Context, t *db.Tx, who Actor) error {
	return a.ownAccess(ctx, t, who, events.AgentTOTPRemoved, events.Details{}, func() error {
		if err := t.DropTOTP(ctx, who.Agent); err != nil {
			return err
		}
		return t.CloseAgentLogins(ctx, who.Agent.ID, who.Session, a.Now())
	})
}

// RenewRecoveryCodes replaces the agent's recovery codes.
func (a *Acts) RenewRecoveryCodes(ctx context.Context, t *db.Tx, who Actor, codes []string) error {
	return a.ownAccess(ctx, t, who, events.AgentCodes, events.Details{}, func() error {
		return t.SetRecoveryCodes(ctx, who.Agent, codes)
	})
}

// CloseOwnSessions ends the agent's other sessions, and makes their other known browsers unknown.
func (a *Acts) CloseOwnSessions(ctx context.Context, t *db.Tx, who Actor) error {
	return a.ownAccess(ctx, t, who, events.AgentSessions, events.Details{}, func() error {
		if err := t.ForgetBrowsers(ctx, db.Account{Agent: who.Agent.ID}, who.Browser); err != nil {
			return err
		}
		return t.CloseAgentLogins(ctx, who.Agent.ID, who.Session, a.Now())
	})
}

// ChangeOwnPassword replaces the agent's password, ends their other sessions, and makes their other known browsers
// unknown.
func (a *Acts) ChangeOwnPassword(ctx context.Context, t *db.Tx, who Actor, hash string) error {
	return a.ownAccess(ctx, t, who, events.AgentPassword, events.Details{}, func() error {
		if err := t.ForgetBrowsers(ctx, db.Account{Agent: who.Agent.ID}, who.Browser); err != nil {
			return err
		}
		return t.SetAgentPassword(ctx, who.Agent, hash, who.Session, a.Now())
	})
}

// ownAccess performs a change of the agent's own access and records it.
func (a *Acts) ownAccess(ctx context.Context, t *db.Tx, who Actor, kind events.Kind, d events.Details, change func() error) error {
	if err := a.allow(ctx, t, who, MayEnter); err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	return a.audit(ctx, t, who, kind.OK(nil, d))
}
