package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// ChooseChannel stores the channel chosen in « oubli » or « inscription ». Depending on the path, it then sends a code,
// sends the temporary password (when neither code nor question is required), or leads to the question.
func (a *Acts) ChooseChannel(ctx context.Context, who Actor, f *db.Flow, m *db.Member, channel account.Channel) error {
	f.Channel = channel
	switch {
	case f.Path == account.ByCode:
		return a.codeOrLetter(ctx, who, f, m, "")
	case f.Path == account.ByLetter || f.Journey == journey.Registration.Name && !f.ThenQuestion:
		return a.SendTemporary(ctx, who, f, m)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return save(ctx, t, f) })
}

// ResendForgotten sends another code after its waiting time. After the last code of the journey, or when a limit is
// reached, the flow is blocked. Refused: TooSoon.
func (a *Acts) ResendForgotten(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	if err := a.mayResend(ctx, a.DB.Reader, f); err != nil {
		return err
	}
	return a.codeOrLetter(ctx, who, f, m, f.Channel)
}

// SwitchChannel sends another code by the other channel. There is no waiting time when it is the second code of the
// journey, or when an outage of the first channel holds the code back. Refused: TooSoon, NoSMS.
func (a *Acts) SwitchChannel(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	former := f.Channel
	if !a.offers(former.Other()) {
		return refuse(NoSMS)
	}
	lost, err := a.newestLost(ctx, a.DB.Reader, f, former)
	if err != nil {
		return err
	}
	if f.CodesSent > 1 && !lost {
		if err := a.mayResend(ctx, a.DB.Reader, f); err != nil {
			return err
		}
	}
	f.Channel = former.Other()
	return a.codeOrLetter(ctx, who, f, m, former)
}

// codeOrLetter sends a code, or a letter when a file or an agent has changed both contacts since the journey began. former
// is the channel of the code that the new one replaces; empty for the first code.
func (a *Acts) codeOrLetter(ctx context.Context, who Actor, f *db.Flow, m *db.Member, former account.Channel) error {
	msg, reachable := a.reach(f, m, f.Channel)
	if m != nil && !reachable {
		return a.SendTemporary(ctx, who, f, m)
	}
	msg.Kind = db.KindCode
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if former != "" {
			went, _ := a.reach(f, m, former)
			sent, err := a.sentTally(ctx, t.Reader, who, f)
			if err != nil {
				return err
			}
			destination := tally{kind: db.CodesToAddress, subject: a.codeDestination(f, went)}
			if err := a.forgive(ctx, t, f, former, sent, destination); err != nil {
				return err
			}
		}
		if err := a.sendForgottenCode(ctx, t, who, f, m, msg); err != nil {
			return err
		}
		return save(ctx, t, f)
	})
}

// SendTemporary ends « oubli » or « inscription » with a temporary password: by the chosen channel after a right
// answer, otherwise by letter.
func (a *Acts) SendTemporary(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	p, err := a.NewTemporary(ctx, f.MemberID)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Deliver(ctx, t, who, f, m, p, f.AnswerRight) })
}

// TryForgotten checks the code of « oubli ». A right code sends a temporary password to the contact on file and gives
// no access. The code is marked as used in a separate transaction, because hashing must not happen in one; if the
// program stops in between, EndForgotten can continue. Refused: WrongCode, CodeClosed, TooManyCodes.
func (a *Acts) TryForgotten(ctx context.Context, who Actor, f *db.Flow, code string) error {
	var refused *Refused
	err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		known, err := a.known(ctx, t.Reader, who, db.Account{Member: f.MemberID})
		if err == nil && known { // for an unknown browser the member need not be read
			var m *db.Member
			m, err = a.Owner(ctx, t.Reader, f)
			known = m != nil
		}
		if err != nil {
			return err
		}
		if refused, err = a.tryForgottenCode(ctx, t, who, f, known, code); err != nil {
			return err
		}
		if refused != nil {
			return rightAlready(ctx, t, f, &refused)
		}
		if f.ThenQuestion {
			f.Path = account.ByQuestion
		} else {
			f.ProvedAt = a.Now()
		}
		return save(ctx, t, f)
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return refused
	case f.ThenQuestion:
		return nil
	}
	return a.EndForgotten(ctx, who, f)
}

// EndForgotten sends the temporary password of a journey whose code was confirmed.
func (a *Acts) EndForgotten(ctx context.Context, who Actor, f *db.Flow) error {
	m, err := a.Owner(ctx, a.DB.Reader, f)
	if err != nil {
		return err
	}
	p, err := a.NewTemporary(ctx, f.MemberID)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		msg, reachable := a.reach(f, m, f.Channel)
		if err := a.verifiedByCode(ctx, t, who, f, m, msg.Channel, reachable); err != nil {
			return err
		}
		return a.Deliver(ctx, t, who, f, m, p, true)
	})
}

// Owner returns the member that a flow belongs to; nil for a decoy, for an agent's flow, and when the account was
// closed or suspended meanwhile.
func (a *Acts) Owner(ctx context.Context, r db.Reader, f *db.Flow) (*db.Member, error) {
	m, err := r.OpenMember(ctx, f.SubjectKey, a.Now())
	if err != nil || m == nil || m.ID != f.MemberID {
		return nil, err
	}
	return m, nil
}

// verifiedByCode marks the contact to which a flow's code was sent as verified, after the right code was typed. It does
// so only if a message of this demand carried the code, and the contact has not changed since.
func (a *Acts) verifiedByCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, channel account.Channel, reachable bool) error {
	newest, err := t.NewestCode(ctx, f.ID)
	if err != nil {
		return err
	}
	kind := db.ContactOf(channel)
	if m == nil || !reachable || newest.Withheld || m.Contacts[kind].ChangedAt.After(f.SentAt) {
		return nil
	}
	return a.verified(ctx, t, who, m, kind)
}

// verified marks a contact as verified and, the first time, records it in the audit log.
func (a *Acts) verified(ctx context.Context, t *db.Tx, who Actor, m *db.Member, kind db.ContactKind) error {
	first, err := t.VerifyContact(ctx, m.ID, kind, a.Now())
	if err != nil || !first {
		return err
	}
	if kind == db.Mobile {
		return a.audit(ctx, t, who, events.PhoneVerified.OK(m.IdentifierKey, events.Details{}))
	}
	return a.audit(ctx, t, who, events.EmailVerified.OK(m.IdentifierKey, events.Details{}))
}

// rightAlready reloads the flow after a refused code. It accepts the second request of a double click on a right code:
// the code is used, but the password has not been sent yet. A code that was compared and found wrong cannot be such a
// second request.
func rightAlready(ctx context.Context, t *db.Tx, f *db.Flow, refused **Refused) error {
	now, err := t.Flow(ctx, f.ID)
	if err != nil {
		return err
	}
	*f, (*refused).Read = *now, true
	switch (*refused).Why {
	case WrongCode, FormerCode, OthersCode:
		return nil
	}
	if !f.ProvedAt.IsZero() || f.ThenQuestion && f.Path == account.ByQuestion {
		*refused = nil
	}
	return nil
}
