package acts

import (
	"context"
	"errors"
	"slices"
	"time"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// Entered is an opened session. Flow is the personalisation that must be completed first; nil when the private space is
// open. Login is 0 when the browser must prove itself first (otherbrowser.go).
type Entered struct {
	Member int64
	Login  int64
	Flow   *db.Flow
}

// LogIn authenticates an identifier, given by its key, with a password. For an unknown identifier m is nil: it is
// refused like a wrong password, at the same cost. begun is the personalisation in progress in this browser. Refused:
// WrongLogin, TemporaryExpired, TemporaryReplaced, TemporaryUsed, TooManyPasswords; AccountSuspended, for a right password alone.
func (a *Acts) LogIn(ctx context.Context, who Actor, key []byte, m *db.Member, password string, begun []byte) (Entered, error) {
	way, counted, until, err := a.checkPassword(ctx, who, key, m, password)
	var former formerTyped
	switch {
	case errors.As(err, &former):
		return Entered{}, a.formerTemporary(ctx, who, m, former.Request)
	case err != nil:
		return Entered{}, err
	case !until.IsZero():
		return Entered{}, refuseUntil(TooManyPasswords, until)
	case way == "":
		return Entered{}, a.wrongLogin(ctx, who, key, wrongCause(password))
	case way == events.ByTemporary && !a.Now().Before(m.Temporary.ExpiresAt):
		err := a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := a.settleTries(ctx, t, who, key, counted); err != nil {
				return err
			}
			return a.audit(ctx, t, who, events.Login.Refused(key, events.Details{Way: way, Cause: events.Expired}))
		})
		if err != nil {
			return Entered{}, err
		}
		return Entered{}, refuse(TemporaryExpired)
	}
	if m.Status.State == db.StateSuspended {
		return Entered{}, a.refuseSuspended(ctx, who, m, way, func(t *db.Tx) error { return a.settleTries(ctx, t, who, key, counted) })
	}
	entered, err := a.enter(ctx, who, m, way, begun, func(t *db.Tx) error { return a.settleTries(ctx, t, who, key, counted) })
	if errors.Is(err, ErrReplaced) {
		return Entered{}, a.wrongLogin(ctx, who, key, wrongCause(password))
	}
	return entered, err
}

// refuseSuspended refuses a person who has authenticated as the holder of a suspended account.
func (a *Acts) refuseSuspended(ctx context.Context, who Actor, m *db.Member, way events.Way, settle func(*db.Tx) error) error {
	err := a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := settle(t); err != nil {
			return err
		}
		return a.audit(ctx, t, who, events.Login.Refused(m.IdentifierKey, events.Details{Way: way, Cause: events.Suspended}))
	})
	if err != nil {
		return err
	}
	return refuse(AccountSuspended)
}

func (a *Acts) wrongLogin(ctx context.Context, who Actor, key []byte, cause events.Cause) error {
	if err := a.auditAlone(ctx, who, events.Login.Refused(key, events.Details{Cause: cause})); err != nil {
		return err
	}
	return refuse(WrongLogin)
}

// formerTemporary refuses a temporary password that was replaced or used. A person who knows it has received the
// account's letter or message, and may therefore be told which one is valid now. It opens nothing, and the attempt
// stays counted.
func (a *Acts) formerTemporary(ctx context.Context, who Actor, m *db.Member, request string) error {
	cause := events.Replaced
	if m.Temporary == nil {
		cause = events.TemporaryUsed
	}
	if err := a.auditAlone(ctx, who, events.Login.Refused(m.IdentifierKey, events.Details{Way: events.ByTemporary, Request: request, Cause: cause})); err != nil {
		return err
	}
	if m.Temporary == nil {
		return refuse(TemporaryUsed)
	}
	return &Refused{Why: TemporaryReplaced, Wanted: m.Temporary.Request, Channel: m.Temporary.Channel}
}

// EnterByFranceConnect opens a session for a member whom FranceConnect has authenticated. Refused: OtherSubject, which is
// written to the audit log.
func (a *Acts) EnterByFranceConnect(ctx context.Context, who Actor, m *db.Member, s db.FranceConnectSubject, former []byte) (Entered, error) {
	if m.Status.State == db.StateSuspended {
		err := a.refuseSuspended(ctx, who, m, events.ByFranceConnect, func(t *db.Tx) error { return a.sameSubject(ctx, t, m, s) })
		return Entered{}, a.refuseSubject(ctx, who, m, err)
	}
	entered, err := a.enter(ctx, who, m, events.ByFranceConnect, former, func(t *db.Tx) error { return a.sameSubject(ctx, t, m, s) })
	if err != nil {
		return Entered{}, a.refuseSubject(ctx, who, m, err)
	}
	return entered, nil
}

// ProveByFranceConnect checks that FranceConnect has authenticated the same person as at the member's first login by it.
// Refused: OtherSubject, which is written to the audit log.
func (a *Acts) ProveByFranceConnect(ctx context.Context, who Actor, m *db.Member, s db.FranceConnectSubject) error {
	err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.sameSubject(ctx, t, m, s) })
	return a.refuseSubject(ctx, who, m, err)
}

// sameSubject checks that FranceConnect's subject is the one of the member's first login. The identity alone does not suffice:
// somebody else may share it, or may have taken it over at FranceConnect.
func (a *Acts) sameSubject(ctx context.Context, t *db.Tx, m *db.Member, s db.FranceConnectSubject) error {
	same, err := t.BindFranceConnect(ctx, m, s, a.Now())
	if err == nil && !same {
		err = refuse(OtherSubject)
	}
	return err
}

func (a *Acts) refuseSubject(ctx context.Context, who Actor, m *db.Member, err error) error {
	var refused *Refused
	if !errors.As(err, &refused) || refused.Why != OtherSubject {
		return err
	}
	if e := a.auditRefusalAlone(ctx, who, events.Login.Refused(m.IdentifierKey, events.Details{Way: events.ByFranceConnect, Cause: events.OtherSubject})); e != nil {
		return e
	}
	return err
}

// Enter opens a session for a member who was authenticated without a counted attempt. It leaves the counts of wrong
// passwords alone.
func (a *Acts) Enter(ctx context.Context, who Actor, m *db.Member, way events.Way, former []byte) (Entered, error) {
	return a.enter(ctx, who, m, way, former, func(*db.Tx) error { return nil })
}

// enter opens a session for an authenticated member: in the private space, or in the personalisation where that must come
// first, after a temporary password or when it was not completed. settle runs in the same transaction and takes back the
// counted attempt. ErrReplaced when the password was changed since it was verified.
func (a *Acts) enter(ctx context.Context, who Actor, m *db.Member, way events.Way, former []byte, settle func(*db.Tx) error) (e Entered, err error) {
	opened := way
	if way != events.ByFranceConnect && m.Personalising() { // FranceConnect is stronger than a password and needs no personalisation
		opened = events.ByTemporary
	}
	e.Member = m.ID
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		if way == events.ByTemporary {
			if e.Flow, err = a.proofFirst(ctx, t, who, m, former, settle); err != nil || e.Flow != nil {
				return err
			}
		}
		if opened == events.ByTemporary {
			if former, err = ownFlow(ctx, t, m, former); err != nil {
				return err
			}
			e.Flow = &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey}
			if way != events.ByTemporary { // the password was already chosen
				e.Flow.ProvedAt, e.Flow.NewContact = a.Now(), m.PendingEmail
			}
			if err := a.BeginFlow(ctx, t, e.Flow, journey.Personalisation.Name, former); err != nil {
				return err
			}
		}
		if err := a.stillRight(ctx, t, m, way); err != nil {
			return err
		}
		if err := settle(t); err != nil {
			return err
		}
		if way != events.ByTemporary {
			if err := a.remember(ctx, t, who, accountOf(m)); err != nil {
				return err
			}
		}
		if err := a.audit(ctx, t, who, events.Login.OK(m.IdentifierKey, events.Details{Way: opened})); err != nil {
			return err
		}
		if e.Login, err = t.OpenLogin(ctx, m.ID, string(opened), who.Device, a.Now()); err != nil {
			return err
		}
		if e.Flow == nil || e.Flow.ProvedAt.IsZero() || m.PendingEmail == "" {
			return nil
		}
		if err := a.sendCode(ctx, t, who, e.Flow, m, emailCode(m, m.PendingEmail)); err != nil {
			return err
		}
		return save(ctx, t, e.Flow)
	})
	if err != nil {
		return Entered{}, err
	}
	return e, nil
}

// ownFlow returns the ID of a flow if it is the member's, otherwise nil: a login does not end a flow that another
// person has begun in this browser.
func ownFlow(ctx context.Context, t *db.Tx, m *db.Member, id []byte) ([]byte, error) {
	f, err := t.Flow(ctx, id)
	if notFound(err) || err == nil && f.MemberID != m.ID {
		return nil, nil
	}
	return id, err
}

// stillRight checks, in the transaction that opens a session, that the verified password is still the current one: a
// concurrent password change closes the open sessions and must not miss this one.
func (a *Acts) stillRight(ctx context.Context, t *db.Tx, m *db.Member, way events.Way) error {
	now, err := t.Member(ctx, m.ID)
	switch {
	case err != nil:
		return err
	case t.Barred(now, a.Now()): // closed or suspended meanwhile
		return ErrReplaced
	case way == events.ByPassword && now.PasswordHash != m.PasswordHash:
		return ErrReplaced
	case way != events.ByTemporary || now.Temporary != nil && now.Temporary.Hash == m.Temporary.Hash:
		return nil
	}
	former, err := t.FormerTemporaries(ctx, m.ID, a.Now())
	if err == nil && !slices.ContainsFunc(former, func(f db.FormerTemporary) bool { return f.Alive && f.Hash == m.Temporary.Hash }) {
		err = ErrReplaced
	}
	return err
}

// LogOut ends the member's current session. It does nothing when another tab has ended it.
func (a *Acts) LogOut(ctx context.Context, t *db.Tx, who Actor, m *db.Member) error {
	if closed, err := t.CloseLogin(ctx, m.ID, who.Session, a.Now()); err != nil || !closed {
		return err
	}
	return a.audit(ctx, t, who, events.Logout.OK(m.IdentifierKey, events.Details{}))
}

// CloseSession ends another session of the member's own. It does nothing when that has ended already, or is another member's.
func (a *Acts) CloseSession(ctx context.Context, t *db.Tx, who Actor, m *db.Member, session int64) error {
	if closed, err := t.CloseLogin(ctx, m.ID, session, a.Now()); err != nil || !closed {
		return err
	}
	return a.audit(ctx, t, who, events.SessionClosed.OK(m.IdentifierKey, events.Details{}))
}

// CloseOtherSessions ends the member's sessions except the one in use.
func (a *Acts) CloseOtherSessions(ctx context.Context, t *db.Tx, who Actor, m *db.Member) error {
	if err := t.CloseLogins(ctx, m.ID, who.Session, a.Now()); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.SessionClosed.OK(m.IdentifierKey, events.Details{}))
}

// ForgetBrowser makes one of the member's known browsers unknown; since distinguishes it from a later one with the same
// row number. It does nothing when the browser is no longer known.
func (a *Acts) ForgetBrowser(ctx context.Context, t *db.Tx, who Actor, m *db.Member, id int64, since time.Time) error {
	if done, err := t.ForgetBrowser(ctx, accountOf(m), id, since); err != nil || !done {
		return err
	}
	return a.audit(ctx, t, who, events.BrowserForgotten.OK(m.IdentifierKey, events.Details{}))
}

// RefuseFranceConnect records that FranceConnect authenticated a person who is not the expected member; key is nil when
// they are no member.
func (a *Acts) RefuseFranceConnect(ctx context.Context, who Actor, key []byte) error {
	return a.auditRefusalAlone(ctx, who, events.Login.Refused(key, events.Details{Way: events.ByFranceConnect}))
}
