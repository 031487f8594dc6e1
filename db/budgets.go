package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
)

// budgetKinds maps each budget to the counter of its messages. The counter's subject is Everyone.
var budgetKinds = map[account.Budget]LimitKind{
	account.SMSBudget: SMSPosted, account.LetterBudget: LettersQueued, account.ContactBudget: ContactMails,
}

// Everyone is the subject of counters for the whole service.
func (r Reader) Everyone() []byte { return r.keys.Index("everyone") }

// budgetOf is the budget that a message counts against; empty for none. A request by SMS always counts as an SMS, even where
// the member has no mobile and gets an e-mail instead: otherwise the use of the ceiling would reveal it.
func budgetOf(m Message) account.Budget {
	switch {
	case m.Channel == account.SMS || m.Instead == account.SMS:
		return account.SMSBudget
	case m.Kind == KindContact:
		return account.ContactBudget
	}
	return ""
}

// spend counts a message against its budget, if it has one.
func (t *Tx) spend(ctx context.Context, b account.Budget, now time.Time) error {
	if b == "" {
		return nil
	}
	return t.Count(ctx, budgetKinds[b], t.Everyone(), now)
}

// BudgetUses lists the use of these budgets in each of their windows.
func (r Reader) BudgetUses(ctx context.Context, l account.Limits, now time.Time, budgets ...account.Budget) (uses []account.Use, err error) {
	var members int // at the last start or import
	if err := r.q.QueryRowContext(ctx, `SELECT members FROM meta`).Scan(&members); err != nil {
		return nil, fmt.Errorf("read the number of members: %w", err)
	}
	var counts []Count
	for _, b := range budgets {
		for _, c := range l.Ceiling(b, members).Caps() {
			uses = append(uses, account.Use{Budget: b, Window: c.Window, Max: c.Max})
			counts = append(counts, Count{budgetKinds[b], r.Everyone(), now.Add(-c.Window), c.Max})
		}
	}
	spent, err := r.CountEach(ctx, counts...)
	if err != nil {
		return nil, err
	}
	for i, n := range spent {
		uses[i].Spent = n
	}
	return uses, nil
}

// headcount holds the number of members, and the share (0 to 1) of password letters that came back or were lost.
type headcount struct {
	members     int64
	lettersBack float64
}

// headcount scans both tables: call it outside the write transaction.
func (r Reader) headcount(ctx context.Context) (h headcount, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM members),
		(SELECT coalesce(avg(state IN ('returned', 'renewed')), 0.0) FROM letters WHERE state <> 'waiting' AND kind = 'password')`).Scan(&h.members, &h.lettersBack)
	if err != nil {
		return h, fmt.Errorf("count members: %w", err)
	}
	return h, nil
}

func (t *Tx) keepHeadcount(ctx context.Context, h headcount) error {
	_, err := t.exec(ctx, "keep the number of members", `UPDATE meta SET members = ?, letters_back = ?`, h.members, h.lettersBack)
	return err
}
