package acts

import (
	"bytes"
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// A temporary password belongs to the first browser in which it is entered: somebody else who has read the message or the
// letter cannot log in with it alone. Another browser must prove itself by a code to a contact on file or, if there is none,
// by the identity question; then it takes the password over. Until then the first browser's journey continues. The proof is
// requested only after a right temporary password, so that nobody else sees these steps.

// proofFirst returns the flow in which this browser must prove itself; nil when the temporary password belongs to this
// browser. settle runs in the transaction, as for a login that succeeds.
func (a *Acts) proofFirst(ctx context.Context, t *db.Tx, who Actor, m *db.Member, former []byte, settle func(*db.Tx) error) (*db.Flow, error) {
	first, own, err := a.claimTemporary(ctx, t, who, m)
	if err != nil || own {
		return nil, err
	}
	if err := a.stillRight(ctx, t, m, events.ByTemporary); err != nil {
		return nil, err
	}
	if err := settle(t); err != nil {
		return nil, err
	}
	return a.askBrowser(ctx, t, who, m, first, former)
}

// claimTemporary gives the temporary password to the actor's browser, unless another one entered it first; that one is
// then returned as first.
func (a *Acts) claimTemporary(ctx context.Context, t *db.Tx, who Actor, m *db.Member) (first db.TemporaryBrowser, own bool, err error) {
	if who.Browser == nil { // the command line, and tests without a browser
		return first, true, nil
	}
	return t.ClaimTemporary(ctx, m, *m.Temporary, who.Browser, db.TemporaryBrowser{Device: who.Device, EnteredAt: a.Now()})
}

// askBrowser begins a personalisation with the proof. One that was begun earlier in this browser continues, so that a
// double click sends no second code.
func (a *Acts) askBrowser(ctx context.Context, t *db.Tx, who Actor, m *db.Member, first db.TemporaryBrowser, former []byte) (*db.Flow, error) {
	begun, err := t.Flow(ctx, former)
	if err != nil && !notFound(err) {
		return nil, err
	}
	if err == nil && begun.MemberID == m.ID && begun.Path == account.ByCode && begun.CodesSent < a.Limits.CodesPerJourney && begun.Alive(a.Now()) {
		if _, err := a.temporaryOf(ctx, t.Reader, begun, m); err == nil {
			return begun, nil
		}
	}
	if former, err = ownFlow(ctx, t, m, former); err != nil {
		return nil, err
	}
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, Category: m.Category, Secrets: db.FlowSecrets{Basis: t.TemporaryKey(m, *m.Temporary)}}
	msg, reachable := a.proofDestination(m, m.Temporary.Channel)
	if f.Path, err = a.proofPath(ctx, t.Reader, m, reachable); err != nil {
		return nil, err
	}
	f.ThenQuestion = f.Path == account.ByQuestion // counts as the answer of somebody who has proved a contact
	if err := a.BeginFlow(ctx, t, f, journey.Personalisation.Name, former); err != nil {
		return nil, err
	}
	if err := a.audit(ctx, t, who, events.TemporaryElsewhere.Refused(m.IdentifierKey, events.Details{})); err != nil {
		return nil, err
	}
	if err := a.tellOfBrowser(ctx, t, who, m, first); err != nil {
		return nil, err
	}
	if f.Path == account.ByCode {
		f.Channel = msg.Channel
		if err := a.sendForgottenCode(ctx, t, who, f, m, msg); err != nil {
			return nil, err
		}
	}
	return f, save(ctx, t, f)
}

// proofDestination returns where the code goes: to the contact to which the temporary password was sent, if it has not
// changed since; otherwise to the contact that « oubli » would use.
func (a *Acts) proofDestination(m *db.Member, channel account.Channel) (msg db.Message, ok bool) {
	to, c := m.Destination(channel), m.Contacts[db.ContactOf(channel)]
	if channel != account.Letter && channel != account.Counter && to != "" && a.offers(channel) && m.Temporary != nil && !c.ChangedAt.After(m.Temporary.IssuedAt) {
		msg, ok = db.Message{Channel: channel, To: to, Name: m.Profile.DisplayName()}, true
	} else {
		msg, ok = a.destination(m, channel)
	}
	msg.Kind, msg.Instead = db.KindBrowserCode, ""
	return msg, ok
}

// proofPath is how a browser proves itself: by code, by question, or not at all (« letter »: only a new letter or the caisse helps).
func (a *Acts) proofPath(ctx context.Context, r db.Reader, m *db.Member, reachable bool) (account.Path, error) {
	if reachable {
		return account.ByCode, nil
	}
	held, err := a.holdsFact(ctx, m)
	if err != nil || !held {
		return account.ByLetter, err
	}
	until, err := FreeAt(ctx, r, db.ProvedAnswers, m.IdentifierKey, a.Limits.QuestionCaps(), a.Now())
	if err != nil || !until.IsZero() {
		return account.ByLetter, err
	}
	return account.ByQuestion, nil
}

// tellOfBrowser notifies the member, once per temporary password, that it was entered in another browser.
func (a *Acts) tellOfBrowser(ctx context.Context, t *db.Tx, who Actor, m *db.Member, first db.TemporaryBrowser) error {
	tell, err := t.TellOfBrowser(ctx, m, *m.Temporary, a.Now())
	if err != nil || !tell {
		return err
	}
	return a.tellOf(ctx, t, m, db.Message{Kind: db.KindTemporaryUsed, Detail: first.Device, Fields: map[string]string{"other": who.Device}})
}

// temporaryOf returns the temporary password whose entry began a flow. ErrReplaced when it is no longer valid.
func (a *Acts) temporaryOf(ctx context.Context, r db.Reader, f *db.Flow, m *db.Member) (db.Temporary, error) {
	good, err := r.FormerTemporaries(ctx, m.ID, a.Now())
	if err != nil {
		return db.Temporary{}, err
	}
	if m.Temporary != nil && a.Now().Before(m.Temporary.ExpiresAt) {
		good = append(good, db.FormerTemporary{Temporary: *m.Temporary, Alive: true})
	}
	for _, g := range good {
		if g.Alive && bytes.Equal(r.TemporaryKey(m, g.Temporary), f.Secrets.Basis) {
			return g.Temporary, nil
		}
	}
	return db.Temporary{}, ErrReplaced
}

// FirstBrowser returns the browser that entered the temporary password of a flow first. ErrReplaced when that password is no
// longer valid.
func (a *Acts) FirstBrowser(ctx context.Context, f *db.Flow, m *db.Member) (db.TemporaryBrowser, error) {
	of, err := a.temporaryOf(ctx, a.DB.Reader, f, m)
	if err != nil {
		return db.TemporaryBrowser{}, err
	}
	return a.DB.TemporaryBrowser(ctx, m, of)
}

// ResendForBrowser sends another code after its waiting time. Refused: TooSoon.
func (a *Acts) ResendForBrowser(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	if err := a.mayResend(ctx, a.DB.Reader, f); err != nil {
		return err
	}
	msg, reachable := a.proofDestination(m, f.Channel)
	if !reachable {
		return ErrStale
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := a.sendForgottenCode(ctx, t, who, f, m, msg); err != nil {
			return err
		}
		return save(ctx, t, f)
	})
}

// TryBrowserCode checks the code of the proof. A right one opens the session of the personalisation. Refused: WrongCode,
// CodeClosed, TooManyCodes. ErrReplaced when the temporary password is no longer valid.
func (a *Acts) TryBrowserCode(ctx context.Context, who Actor, f *db.Flow, m *db.Member, code string) (login int64, err error) {
	var refused *Refused
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		known, err := a.known(ctx, t.Reader, who, accountOf(m))
		if err != nil {
			return err
		}
		if refused, err = a.tryForgottenCode(ctx, t, who, f, known, code); err != nil || refused != nil {
			return err
		}
		msg, reachable := a.proofDestination(m, f.Channel)
		if err := a.verifiedByCode(ctx, t, who, f, m, msg.Channel, reachable); err != nil {
			return err
		}
		login, err = a.takeOver(ctx, t, who, f, m)
		return err
	})
	if err == nil && refused != nil {
		err = refused
	}
	return login, err
}

// AnswerForBrowser checks the only answer to the identity question that is allowed. A right one opens the session of the
// personalisation. After a wrong one login is 0, and only a new letter or the caisse can help.
func (a *Acts) AnswerForBrowser(ctx context.Context, who Actor, f *db.Flow, m *db.Member, r Reply) (login int64, err error) {
	right, err := a.isRight(ctx, m, r)
	if err != nil {
		return 0, err
	}
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		right, err := a.answerOnce(ctx, t, who, f, right)
		if err != nil {
			return err
		}
		if !right {
			f.Path = account.ByLetter
			return save(ctx, t, f)
		}
		login, err = a.takeOver(ctx, t, who, f, m)
		return err
	})
	return login, err
}

// takeOver gives the temporary password to the actor's browser, ends what the other one has begun, and opens the session of the
// personalisation. The codes of the proof do not count for the address that is verified later.
func (a *Acts) takeOver(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) (login int64, err error) {
	fresh, err := t.Member(ctx, m.ID) // personalised meanwhile, perhaps
	if err != nil {
		return 0, err
	}
	of, err := a.temporaryOf(ctx, t.Reader, f, fresh)
	if err != nil {
		return 0, err
	}
	now := a.Now()
	if err := t.MoveTemporary(ctx, m, of, who.Browser, db.TemporaryBrowser{Device: who.Device, EnteredAt: now}); err != nil {
		return 0, err
	}
	if err := t.CloseLimited(ctx, m.ID, now); err != nil {
		return 0, err
	}
	f.Path, f.Channel, f.ThenQuestion, f.CodesSent, f.Request, f.Secrets = "", "", false, 0, "", db.FlowSecrets{}
	if err := save(ctx, t, f); err != nil {
		return 0, err
	}
	for _, e := range []events.Event{
		events.TemporaryElsewhere.OK(m.IdentifierKey, events.Details{}),
		events.Login.OK(m.IdentifierKey, events.Details{Way: events.ByTemporary}),
	} {
		if err := a.audit(ctx, t, who, e); err != nil {
			return 0, err
		}
	}
	return t.OpenLogin(ctx, m.ID, string(events.ByTemporary), who.Device, now)
}
