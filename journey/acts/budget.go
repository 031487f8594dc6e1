package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// The caisse's bill has a ceiling: SMS, letters and mails of the contact form are counted for everybody together. Beyond
// it, what strangers ask for waits for an agent; members who are logged in, known browsers, agents and the members' own
// notices pass, and count. It depends on what everybody asks for, and is the same for an identifier that nobody has.

// Use is how much of a budget is used within one of its windows.
type Use struct {
	Budget account.Budget
	Window time.Duration // an hour or a day
	Spent  int           // up to Max
	Max    int
}

// Ratio is the part that is used.
func (u Use) Ratio() float64 { return float64(u.Spent) / float64(u.Max) }

// Full says that strangers wait.
func (u Use) Full() bool { return u.Spent >= u.Max }

// nearlyFull is the part of a budget from which the caisse is told.
const nearlyFull = 0.8

// Words says it: « SMS : 52 en une heure, pour un plafond de 60 ».
func (u Use) Words() string { return texts.BudgetUse(string(u.Budget), u.Window, u.Spent, u.Max) }

// High says that the caisse is told.
func (u Use) High() bool { return u.Ratio() >= nearlyFull }

// Uses lists the use of each budget in each window.
func (a *Acts) Uses(ctx context.Context, r db.Reader) (all []Use, err error) {
	for _, b := range account.Budgets {
		of, err := a.usesOf(ctx, r, b)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

func (a *Acts) usesOf(ctx context.Context, r db.Reader, b account.Budget) (uses []Use, err error) {
	members, err := r.MembersCounted(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range a.Limits.Ceiling(b, members).Caps() {
		spent, err := r.Spent(ctx, b, a.Now().Add(-c.Window), c.Max)
		if err != nil {
			return nil, err
		}
		uses = append(uses, Use{b, c.Window, spent, c.Max})
	}
	return uses, nil
}

// Full says whether strangers who ask for a message of a budget wait now.
func (a *Acts) Full(ctx context.Context, r db.Reader, b account.Budget) (bool, error) {
	uses, err := a.usesOf(ctx, r, b)
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

// ask queues a message that a stranger may have asked for: beyond the budget of SMS it is held, unless it was asked for in a
// known browser of the account. code is the row of the code in it; 0 for none.
func (a *Acts) ask(ctx context.Context, t *db.Tx, who Actor, m *db.Member, msg db.Message, code int64, expires time.Time) error {
	held, err := a.holds(ctx, t.Reader, who, m, msg)
	switch {
	case err != nil:
		return err
	case !held:
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
	full, err := a.Full(ctx, r, account.SMSBudget)
	if err != nil || !full {
		return false, err
	}
	known, err := a.known(ctx, r, who, accountOf(m))
	return !known, err
}

// MessageWaits says whether the newest message of a demand by SMS waits for an agent. One by e-mail is not told of: for a
// member without an e-mail address an SMS leaves in its place, and the screen must not say so.
func (a *Acts) MessageWaits(ctx context.Context, f *db.Flow) (bool, error) {
	if f.Channel != account.SMS {
		return false, nil
	}
	return a.DB.Holds(ctx, f.Request)
}
