package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// Try describes an attempt at authentication by an agent: the counter, the login, and the audit event.
type Try struct {
	Of       db.LimitKind
	Login    string
	Agent    *db.Agent // with that login; nil for none
	Event    events.Kind
	Details  events.Details
	Stranger bool // the attempt also counts against the network address, which may try many logins
}

// TryAgent counts an attempt, calls check, and takes the attempt back after a success. check may add to the details.
// Refused: WrongFactor, which is written to the audit log, and TooManyPasswords.
func (a *Acts) TryAgent(ctx context.Context, who Actor, try *Try, check func(context.Context) (bool, error)) error {
	login := a.DB.AgentTriesKey(try.Login)
	counted, known, err := a.agentTries(ctx, who, try)
	if err != nil {
		return err
	}
	var also func(*db.Tx) (time.Time, error)
	if try.Stranger {
		also = func(t *db.Tx) (time.Time, error) { return a.admit(ctx, t, who, known, login) }
	}
	until, err := a.reserveTry(ctx, who, counted, try.Event.Blocked(nil, try.Details), also)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return refuseUntil(TooManyPasswords, until)
	}
	if known {
		ctx = keys.First(ctx)
	}
	right, err := check(ctx)
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return counted.uncount(ctx, t) }))
	case err != nil:
		return err
	case !right:
		if err := a.auditAlone(ctx, who, try.Event.Refused(nil, try.Details)); err != nil {
			return err
		}
		return refuse(WrongFactor)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		settle := counted.uncount
		// The agent alone fills these. A success forgets no wrong second factor: otherwise each login of the agent would
		// reset the count of somebody at the same desk who knows the password and guesses codes.
		if counted.kind == db.AgentKnown || counted.kind == db.AgentProofs {
			settle = counted.forget
		}
		if err := settle(ctx, t); err != nil {
			return err
		}
		return a.dismiss(ctx, t, who, login)
	})
}

// agentTries returns the counter of an agent's attempt. A browser in which the agent has passed both factors has counts
// of its own, so that somebody elsewhere cannot lock the agent out. Elsewhere, passwords and enrolment secrets count
// per login and network address. This is safe because a second factor follows the password, and a secret has 59 bits.
func (a *Acts) agentTries(ctx context.Context, who Actor, try *Try) (counted tally, known bool, err error) {
	login := a.DB.AgentTriesKey(try.Login)
	var of db.Account
	if try.Agent != nil {
		of.Agent = try.Agent.ID
	}
	if known, err = a.known(ctx, a.DB.Reader, who, of); err != nil {
		return tally{}, false, err
	}
	switch {
	case try.Of == db.AgentFailures && known:
		return tally{db.AgentKnown, login, who.Browser}, true, nil
	case try.Of == db.AgentFactors && known:
		return tally{db.AgentKnownFactors, login, who.Browser}, true, nil
	case try.Of == db.AgentFailures, try.Of == db.AgentSecrets:
		return tally{kind: try.Of, subject: a.DB.Keys().Index(string(try.Of), login, who.Origin)}, known, nil
	}
	return tally{kind: try.Of, subject: login}, known, nil
}

// Tried returns the audit details of an attempt. An unknown login is not recorded, because it may be a password typed
// into the wrong field.
func Tried(way events.Way, agent *db.Agent) events.Details {
	if agent == nil {
		return events.Details{Way: way, Cause: events.UnknownLogin}
	}
	return events.Details{Way: way, Login: agent.Login}
}

// Enrol stores the chosen password, the second factor and the recovery codes together, ends the enrolment f and opens a
// session. db.ErrNotFound when the invitation is no longer valid.
func (a *Acts) Enrol(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, agent *db.Agent, e db.Enrolment, way events.Way) (session int64, err error) {
	key, entry := f.Secrets.Basis, f.Secrets.Directory
	e.PasswordHash = f.Secrets.PasswordHash
	finish(f, outcomeDone, a.Now())
	if err := save(ctx, t, f); err != nil {
		return 0, err
	}
	if err := t.Enrol(ctx, agent, key, e, a.Now()); err != nil {
		return 0, err
	}
	enrolled, err := t.Agent(ctx, agent.ID)
	if err != nil {
		return 0, err
	}
	who.Kind, who.Agent = Agent, enrolled
	if err := a.audit(ctx, t, who, events.AgentEnrolled.OK(nil, events.Details{Way: way})); err != nil {
		return 0, err
	}
	return a.openSession(ctx, t, who, enrolled, way, sidOf(entry))
}

// sidOf returns the directory session in which a journey was begun; nil for none.
func sidOf(entry *db.DirectoryEntry) []byte {
	if entry == nil {
		return nil
	}
	return entry.SID
}

func (a *Acts) openSession(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, way events.Way, sid []byte) (session int64, err error) {
	if session, err = t.OpenAgentLogin(ctx, agent, who.Device, sid, a.Now()); err != nil {
		return 0, err
	}
	if err := a.remember(ctx, t, who, db.Account{Agent: agent.ID}); err != nil {
		return 0, err
	}
	who.Kind, who.Agent = Agent, agent
	return session, a.audit(ctx, t, who, events.AgentLogin.OK(nil, loginDetails(agent, way)))
}

// loginDetails returns the audit details of an agent's login. They say when an agent of the directory gave the second
// factor here.
func loginDetails(agent *db.Agent, way events.Way) events.Details {
	d := events.Details{Way: way}
	if agent.ByDirectory && way != events.ByDirectory {
		d.Object = events.BesideDirectory
	}
	return d
}

// Leave ends the agent's session. It does nothing when another tab has ended it.
func (a *Acts) Leave(ctx context.Context, t *db.Tx, who Actor) error {
	if closed, err := t.CloseAgentLogin(ctx, who.Session, a.Now()); err != nil || !closed {
		return err
	}
	return a.audit(ctx, t, who, events.AgentLogout.OK(nil, events.Details{}))
}
