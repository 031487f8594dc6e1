package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// The caisse's spending has a ceiling: SMS, letters and mails of the contact form are counted for all members together. Beyond
// it, messages that strangers request wait for an agent. Messages requested by logged-in members, known browsers and agents are
// still sent, and so are notices to members; both count. Whether the ceiling is reached does not depend on the identifier, so
// that it does not reveal whether an identifier belongs to a member.

// Uses lists the use of each budget in each window.
func (a *Acts) Uses(ctx context.Context, r db.Reader) ([]account.Use, error) {
	return r.BudgetUses(ctx, a.Limits, a.Now(), account.Budgets...)
}

// BudgetSpent says whether a budget is used up, so that messages of it that strangers ask for wait for an agent.
func (a *Acts) BudgetSpent(ctx context.Context, r db.Reader, b account.Budget) (bool, error) {
	uses, err := r.BudgetUses(ctx, a.Limits, a.Now(), b)
	if err != nil {
		return false, err
	}
	for _, u := range uses {
		if u.Full() {
			return true, nil
		}
	}
	return false, nil
}

// ask queues a message that a stranger may have asked for. Beyond the SMS budget it is held for an agent, unless it was
// requested in a known browser of the account. A message that is not held expires with its secret, if it has one,
// otherwise at expires. code is the row of the code that it carries; 0 for none.
func (a *Acts) ask(ctx context.Context, t *db.Tx, who Actor, m *db.Member, msg db.Message, code int64, expires time.Time) error {
	held, err := a.holds(ctx, t.Reader, who, m, msg)
	switch {
	case err != nil:
		return err
	case !held:
		if !msg.Until.IsZero() {
			expires = msg.Until
		}
		return post(ctx, t, m, msg, expires)
	case m == nil:
		return t.HoldDecoy(ctx, msg, code, msg.At, expires)
	}
	return t.Hold(ctx, m.ID, msg, code, msg.At, expires)
}

func (a *Acts) holds(ctx context.Context, r db.Reader, who Actor, m *db.Member, msg db.Message) (bool, error) {
	if msg.Channel != account.SMS && msg.Instead != account.SMS {
		return false, nil
	}
	full, err := a.BudgetSpent(ctx, r, account.SMSBudget)
	if err != nil || !full {
		return false, err
	}
	known, err := a.known(ctx, r, who, accountOf(m))
	return !known, err
}
