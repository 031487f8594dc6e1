package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
)

// budgetKinds is where the messages of each budget are counted, under the subject of everyone.
var budgetKinds = map[account.Budget]LimitKind{
	account.SMSBudget: SMSPosted, account.LetterBudget: LettersQueued, account.ContactBudget: ContactMails,
}

// Everyone is the subject of counts over all accounts.
func (r Reader) Everyone() []byte { return r.keys.Index("everyone") }

// budgetOf is the budget on which a message counts; empty for none. A demand by SMS counts as one whatever leaves for it:
// for a member without a mobile an e-mail does, and who watches the ceiling must not see that.
func budgetOf(m Message) account.Budget {
	switch {
	case m.Channel == account.SMS || m.Instead == account.SMS:
		return account.SMSBudget
	case m.Kind == KindContact:
		return account.ContactBudget
	}
	return ""
}

// spend counts a message on its budget, if it has one.
func (t *Tx) spend(ctx context.Context, b account.Budget, now time.Time) error {
	if b == "" {
		return nil
	}
	return t.Count(ctx, budgetKinds[b], t.Everyone(), now)
}

// Spent counts the messages of a budget after an instant, up to limit.
func (r Reader) Spent(ctx context.Context, b account.Budget, since time.Time, limit int) (int, error) {
	return r.CountSince(ctx, budgetKinds[b], r.Everyone(), since, limit)
}

// MembersCounted is how many members there were at the last start or import: what budgets are sized to.
func (r Reader) MembersCounted(ctx context.Context) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT members FROM meta`).Scan(&n); err != nil {
		return 0, fmt.Errorf("read the number of members: %w", err)
	}
	return n, nil
}

// countMembers keeps the number of members, and the part of the letters that came back or were lost.
func (t *Tx) countMembers(ctx context.Context) error {
	_, err := t.exec(ctx, "count members", `UPDATE meta SET members = (SELECT count(*) FROM members),
		letters_back = (SELECT coalesce(avg(state IN ('returned', 'renewed')), 0) FROM letters WHERE state <> 'waiting')`)
	return err
}
