package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
)

// ChooseChannel takes the choice of « oubli » or « inscription ». What follows depends on the path: a code leaves; the
// temporary password leaves, where no code and no question stands before it; else the question is asked.
func (a *Acts) ChooseChannel(ctx context.Context, who Actor, f *db.Flow, m *db.Member, channel account.Channel) error {
	f.Channel = channel
	switch {
	case f.Path == account.ByCode:
		return a.codeOrLetter(ctx, who, f, m)
	case f.Path == account.ByLetter || f.Journey == journey.Registration.Name:
		return a.SendTemporary(ctx, who, f, m)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return save(ctx, t, f) })
}

// ResendForgotten sends another code after its wait; past the last of the journey, or at a cap, the impasse follows.
// Refused: TooSoon.
func (a *Acts) ResendForgotten(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	if err := a.mayResend(f); err != nil {
		return err
	}
	return a.codeOrLetter(ctx, who, f, m)
}

// codeOrLetter sends a code, or, where a file or an agent has changed both contacts since the journey began, a letter.
func (a *Acts) codeOrLetter(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	msg, reachable := a.Destination(m, f.Channel)
	if m != nil && !reachable {
		return a.SendTemporary(ctx, who, f, m)
	}
	msg.Kind = db.KindCode
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := a.sendCode(ctx, t, who, f, m, msg, Strangers); err != nil {
			return err
		}
		return save(ctx, t, f)
	})
}

// SendTemporary ends « oubli » or « inscription » with a temporary password: by the chosen channel after a right answer to
// the question, else by letter.
func (a *Acts) SendTemporary(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	p, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.deliver(ctx, t, who, f, m, p, f.AnswerRight) })
}

// LetterForCodes sends a letter to whoever has had all the codes of a journey. Refused: CodesRemain.
func (a *Acts) LetterForCodes(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	if f.CodesSent < a.Limits.CodesPerJourney {
		return refuse(CodesRemain)
	}
	return a.SendTemporary(ctx, who, f, m)
}

// TryForgotten takes the code of « oubli »: a right one makes a temporary password leave for the channel that the caisse
// has on file, and opens nothing. The code is spent in a transaction of its own, for the hash must not be made inside one;
// if the program stops between the two, the code stays right and EndForgotten goes on. Refused: WrongCode, CodeClosed,
// TooManyCodes.
func (a *Acts) TryForgotten(ctx context.Context, who Actor, f *db.Flow, m *db.Member, code string) error {
	var refused *Refused
	err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		if refused, err = a.tryCode(ctx, t, who, f, code, Strangers); err != nil {
			return err
		}
		if refused != nil {
			return rightAlready(ctx, t, f, &refused)
		}
		f.ProvedAt = a.Now()
		return save(ctx, t, f)
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return a.EndForgotten(ctx, who, f, m)
}

// EndForgotten sends the temporary password of a journey whose code was right.
func (a *Acts) EndForgotten(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	p, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		msg, reachable := a.Destination(m, f.Channel)
		if kind := db.ContactOf(msg.Channel); m != nil && reachable && !m.Contacts[kind].ChangedAt.After(f.SentAt) { // the code went there
			if err := t.VerifyContact(ctx, m.ID, kind, a.Now()); err != nil {
				return err
			}
		}
		return a.deliver(ctx, t, who, f, m, p, true)
	})
}

// rightAlready lets the second of two clicks on a right code go on: the code is spent, the password has not left yet.
func rightAlready(ctx context.Context, t *db.Tx, f *db.Flow, refused **Refused) error {
	now, err := t.Flow(ctx, f.ID)
	if err == nil && !now.ProvedAt.IsZero() {
		*f, *refused = *now, nil
	}
	return err
}
