package main

import (
	"context"
	"log/slog"
	"time"

	"sesame/db"
	"sesame/journey/acts"
)

const (
	budgetGap = 5 * time.Second // how often the service checks the budgets
	emptyGap  = time.Hour       // and the closed accounts
)

// tendBudgets warns the caisse of budgets that are nearly used up, and ends the letter requests that were not decided in
// time, until ctx ends.
func tendBudgets(ctx context.Context, a *acts.Acts, log *slog.Logger) {
	every := time.NewTicker(budgetGap)
	defer every.Stop()
	for {
		for _, tend := range []func(context.Context) error{a.TellBudgets, a.EndLateLetterRequests} {
			if err := tend(ctx); err != nil && ctx.Err() == nil {
				log.Error("the budgets cannot be looked at", "error", err)
			}
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// emptyClosed erases password, contacts and passkeys of the accounts that have been closed for longer than
// Limits.ClosedKeep, until ctx ends.
func emptyClosed(ctx context.Context, a *acts.Acts, log *slog.Logger) {
	every := time.NewTicker(emptyGap)
	defer every.Stop()
	for {
		if err := a.EmptyClosed(ctx); err != nil && ctx.Err() == nil {
			log.Error("closed accounts cannot be emptied", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// budgets returns acts with the limits and the caisse of the configuration, for the periodic tasks.
func (p *program) budgets(c *config, database *db.DB, log *slog.Logger) *acts.Acts {
	a := p.acts(database)
	a.Limits, a.Caisse, a.Log = c.Limits, c.Caisse, log
	return a
}
