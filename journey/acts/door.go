package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// Try is something that is tried at an agent's door, or inside: what is counted, of which login, and how the log is told.
type Try struct {
	Of       db.LimitKind
	Login    string
	Event    events.Kind
	Details  events.Details
	Stranger bool // counts against the address that it comes from too: it may try many logins
}

// TryAgent counts a try, lets check say whether it is right, and forgets the count where it is. check may tell more in the
// details, once it has looked at what was given. Refused: WrongFactor, which
// is noted, and TooManyPasswords.
func (a *Acts) TryAgent(ctx context.Context, who Actor, try *Try, check func(context.Context) (bool, error)) error {
	login := a.DB.AgentTriesKey(try.Login)
	subject := login
	if try.Of == db.AgentSecrets || try.Of == db.AgentFailures {
		// Whoever tries an agent's login from elsewhere must not keep the agent out: a second factor stands behind the
		// password, and 59 bits of a secret are not guessed.
		subject = a.DB.Keys().Index(string(try.Of), login, who.Origin)
	}
	var also func(*db.Tx) (time.Time, error)
	if try.Stranger {
		also = func(t *db.Tx) (time.Time, error) { return a.admit(ctx, t, who, login) }
	}
	until, err := a.ReserveTry(ctx, who, try.Of, subject, try.Event.Blocked(nil, try.Details), also)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return refuseUntil(TooManyPasswords, until)
	}
	right, err := check(ctx)
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return t.Uncount(ctx, try.Of, subject) }))
	case err != nil:
		return err
	case !right:
		if err := a.auditAlone(ctx, who, try.Event.Refused(nil, try.Details)); err != nil {
			return err
		}
		return refuse(WrongFactor)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		forget := t.Forget
		if try.Of == db.AgentFactors { // who knows the password and guesses codes must not be forgiven each time that the agent comes in
			forget = t.Uncount
		}
		if err := forget(ctx, try.Of, subject); err != nil {
			return err
		}
		return t.ForgetObject(ctx, db.OriginIdentifiers, who.Origin, login)
	})
}

// Tried says in the log what was tried on whom; a login that nobody has is not written down: it may be a password.
func Tried(way events.Way, agent *db.Agent) events.Details {
	if agent == nil {
		return events.Details{Way: way, Cause: events.UnknownLogin}
	}
	return events.Details{Way: way, Login: agent.Login}
}

// Enrol puts an agent's password, second factor and recovery codes in place, all at once, and opens their session. key is
// that of the invitation; db.ErrNotFound where it does not stand any more.
func (a *Acts) Enrol(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, key []byte, e db.Enrolment, way events.Way) (session int64, err error) {
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
	return a.OpenSession(ctx, t, who, enrolled, way)
}

// OpenSession lets an agent in whose second factor was right. db.ErrNotFound where they were kept out, or invited anew,
// meanwhile.
func (a *Acts) OpenSession(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, way events.Way) (session int64, err error) {
	if session, err = t.OpenAgentLogin(ctx, agent, who.Device, a.Now()); err != nil {
		return 0, err
	}
	who.Kind, who.Agent = Agent, agent
	return session, a.audit(ctx, t, who, events.AgentLogin.OK(nil, events.Details{Way: way}))
}

// Leave ends the agent's session.
func (a *Acts) Leave(ctx context.Context, t *db.Tx, who Actor) error {
	if err := t.CloseAgentLogin(ctx, who.Session, a.Now()); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.AgentLogout.OK(nil, events.Details{}))
}
