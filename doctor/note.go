package doctor

import (
	"context"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// The caisse is written to when a line has failed for some minutes, and again when it has been well for an hour.
// Thus it is written to only once about a line that comes and goes.
const (
	failedFor = 10 * time.Minute
	wellFor   = time.Hour
)

// alertLife is how long the service tries to send such an e-mail.
const alertLife = 7 * 24 * time.Hour

// states maps the states to their values in the database.
var states = map[State]string{OK: "ok", Attention: "attention", Failed: "failed"}

// note stores the results, and writes to the caisse about the lines that have changed, in one transaction.
func (d *Doctor) note(ctx context.Context, lines []Line) error {
	if d.DB == nil {
		return nil
	}
	now := d.Now()
	return d.DB.InTx(ctx, func(t *db.Tx) error {
		before, err := t.Checks(ctx)
		if err != nil {
			return err
		}
		found, fails, mended := follow(before, lines, now)
		if err := t.NoteChecks(ctx, found); err != nil {
			return err
		}
		for kind, changed := range map[string][]string{db.KindCheckFails: fails, db.KindCheckMended: mended} {
			if len(changed) == 0 {
				continue
			}
			m := db.Message{Kind: kind, Channel: account.Email, To: d.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now, Detail: strings.Join(changed, "\n")}
			if err := t.Post(ctx, 0, m, now, now.Add(alertLife)); err != nil {
				return err
			}
		}
		return nil
	})
}

// follow merges the stored checks with the new lines. fails and mended are the sentences of the lines to write about.
func follow(before []db.Check, lines []Line, now time.Time) (found []db.Check, fails, mended []string) {
	for _, line := range lines {
		c := db.Check{Name: line.Name, State: states[line.State], Says: line.Says, Mend: line.Mend, Since: now, LookedAt: now}
		if i := slices.IndexFunc(before, func(b db.Check) bool { return b.Name == line.Name }); i >= 0 {
			c.Told = before[i].Told
			if (before[i].State == states[Failed]) == (line.State == Failed) {
				c.Since = before[i].Since
			}
		}
		lasts := now.Sub(c.Since)
		switch {
		case line.State == Failed && !c.Told && lasts >= failedFor:
			c.Told, fails = true, append(fails, line.Sentence())
		case line.State != Failed && c.Told && lasts >= wellFor:
			c.Told, mended = false, append(mended, line.Sentence())
		}
		found = append(found, c)
	}
	return found, fails, mended
}

// Kept is a line with the result of the running service's last check.
type Kept struct {
	Line
	Since    time.Time // when the line began to fail, or stopped failing
	LookedAt time.Time
}

// Read returns the stored results of the last check, by whichever process, in display order.
func Read(ctx context.Context, r db.Reader) ([]Kept, error) {
	found, err := r.Checks(ctx)
	if err != nil {
		return nil, err
	}
	var kept []Kept
	for _, c := range checks {
		i := slices.IndexFunc(found, func(f db.Check) bool { return f.Name == c.name })
		if i < 0 {
			continue
		}
		f := found[i]
		kept = append(kept, Kept{
			Line:  Line{Name: c.name, Then: c.then, Finding: Finding{State: stateOf(f.State), Says: f.Says, Mend: f.Mend}},
			Since: f.Since, LookedAt: f.LookedAt,
		})
	}
	return kept, nil
}

func stateOf(stored string) State {
	for state, s := range states {
		if s == stored {
			return state
		}
	}
	return Attention
}
