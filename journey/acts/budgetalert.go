package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// TellBudgets notifies the caisse by e-mail of each budget that is nearly used up, once per budget and window (an hour,
// a day).
func (a *Acts) TellBudgets(ctx context.Context) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		uses, err := a.Uses(ctx, t.Reader)
		if err != nil {
			return err
		}
		for _, u := range uses {
			if !u.High() {
				continue
			}
			if err := a.tellBudget(ctx, t, u); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *Acts) tellBudget(ctx context.Context, t *db.Tx, u account.Use) error {
	now, window := a.Now(), a.DB.Keys().Index("budget", []byte(u.Budget), []byte(u.Window.String()))
	told, err := t.EventsOf(ctx, db.BudgetAlerts, a.everyone(), window, now.Add(-u.Window))
	if err != nil || len(told) > 0 {
		return err
	}
	if err := t.CountObject(ctx, db.BudgetAlerts, a.everyone(), window, now); err != nil {
		return err
	}
	a.Log.Warn("a budget is nearly used up: beyond it, what strangers ask for waits for an agent", "channel", u.Budget, "window", u.WindowName(), "spent", u.Spent, "ceiling", u.Max)
	if err := a.audit(ctx, t, Command, events.BudgetHigh.OK(nil, events.Details{Object: events.Object(u.Budget), Way: events.Way(u.WindowName()), Numbers: events.Numbers{events.Spent: int64(u.Spent), events.Ceiling: int64(u.Max)}})); err != nil {
		return err
	}
	return t.Post(ctx, 0, db.Message{Kind: db.KindBudget, Channel: account.Email, To: a.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now, Detail: texts.Sentence(u.Words())},
		now, now.Add(noticeLife))
}
