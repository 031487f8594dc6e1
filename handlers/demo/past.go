package demo

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// act is an event of the past; the clock of a shows its time.
type act func(ctx context.Context, a *acts.Acts) error

// dated is an act with its time.
type dated struct {
	at time.Time
	do act
}

// past is the history of the demonstration's members and agents. It is executed in the order of time, because the audit
// log is written in that order.
type past struct {
	acts   []dated
	hashes map[string]string // by password
	now    time.Time
	staff  map[string]acts.Actor // enrolled agents, by login
}

// at adds acts at a time, in this order.
func (p *past) at(instant time.Time, acts ...act) {
	for _, do := range acts {
		p.acts = append(p.acts, dated{instant, do})
	}
}

// days adds acts n days from now; n is negative for the past.
func (p *past) days(n int, acts ...act) { p.at(p.now.AddDate(0, 0, n), acts...) }

// ago adds acts some time ago.
func (p *past) ago(d time.Duration, acts ...act) { p.at(p.now.Add(-d), acts...) }

// live executes all acts. Messages by e-mail and SMS are marked as sent; only the letters wait.
func (p *past) live(ctx context.Context, told Progress, a *acts.Acts) error {
	slices.SortStableFunc(p.acts, func(x, y dated) int { return x.at.Compare(y.at) })
	const phase = "adhérents, agents et courriers"
	told(phase, 0, len(p.acts))
	for n, d := range p.acts {
		if err := d.do(ctx, a.At(d.at)); err != nil {
			return err
		}
		due, err := a.DB.Due(ctx, d.at, 100)
		if err != nil {
			return err
		}
		for _, m := range due {
			if err := a.DB.Sent(ctx, m.ID, d.at); err != nil {
				return err
			}
		}
		told(phase, n+1, len(p.acts))
	}
	return nil
}

// visitor returns a stranger with a browser as the actor.
func visitor(a *acts.Acts) acts.Actor {
	return acts.Actor{Kind: acts.Stranger, Origin: a.DB.Keys().Index("origin", []byte("demonstration")), Shared: true, Device: "Firefox sur Windows"}
}

// byStaff returns an act of an agent who is enrolled by then.
func (p *past) byStaff(who agent, do func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error) act {
	return func(ctx context.Context, a *acts.Acts) error {
		return a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, a, p.staff[who.login]) })
	}
}

// memberOf returns the member with this identifier.
func memberOf(ctx context.Context, r db.Reader, id account.Identifier) (*db.Member, error) {
	return r.MemberByKey(ctx, r.Keys().IdentifierKey(id))
}
