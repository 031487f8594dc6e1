package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// OpenRecord records that an agent opens a member's page. Beyond RecordsPerHour different members each further one has
// to wait; a member whose page was opened within the hour does not count again. Commit the transaction even when
// refused is not nil: TooManyRecords.
func (a *Acts) OpenRecord(ctx context.Context, t *db.Tx, who Actor, m *db.Member) (refused *Refused, err error) {
	now, agent := a.Now(), t.AgentTriesKey(who.login())
	again, err := t.EventsOf(ctx, db.RecordsOpened, agent, m.IdentifierKey, now.Add(-time.Hour))
	if err != nil {
		return nil, err
	}
	if len(again) == 0 {
		opened, err := t.Events(ctx, db.RecordsOpened, agent, now.Add(-time.Hour))
		if err != nil {
			return nil, err
		}
		if until := (account.Pace{PerHour: a.Limits.RecordsPerHour}).FreeAt(opened, now); !until.IsZero() {
			return &Refused{Why: TooManyRecords, Until: until}, a.audit(ctx, t, who, events.MemberSeen.Blocked(m.IdentifierKey, events.Details{}))
		}
		if err := t.CountObject(ctx, db.RecordsOpened, agent, m.IdentifierKey, now); err != nil {
			return nil, err
		}
	}
	return nil, a.audit(ctx, t, who, events.MemberSeen.OK(m.IdentifierKey, events.Details{}))
}

// countReset counts a reset by an agent, or a request for a second agent's approval of one. Refused: TooManyResets.
func (a *Acts) countReset(ctx context.Context, t *db.Tx, who Actor) error {
	now, agent := a.Now(), t.AgentTriesKey(who.login())
	done, err := t.Events(ctx, db.AgentResets, agent, now.Add(-time.Hour))
	if err != nil {
		return err
	}
	if until := (account.Pace{PerHour: a.Limits.ResetsPerHour}).FreeAt(done, now); !until.IsZero() {
		return refuseUntil(TooManyResets, until)
	}
	return t.Count(ctx, db.AgentResets, agent, now)
}

// BusyAgent is an agent who has reached an hourly limit, with their busiest hour of the last 24.
type BusyAgent struct {
	Login  string
	Resets bool // passwords were reset; otherwise members' pages opened
	Number int
	Since  time.Time
}

// AgentsAtLimit lists the agents who have reached an hourly limit of members' pages or of resets in the last 24 hours.
func (a *Acts) AgentsAtLimit(ctx context.Context, r db.Reader, agents []*db.Agent) (all []BusyAgent, err error) {
	for _, agent := range agents {
		for _, of := range []struct {
			kind    db.LimitKind
			perHour int
		}{{db.RecordsOpened, a.Limits.RecordsPerHour}, {db.AgentResets, a.Limits.ResetsPerHour}} {
			done, err := r.Events(ctx, of.kind, r.AgentTriesKey(agent.Login), a.Now().Add(-day))
			if err != nil {
				return nil, err
			}
			if most, since := account.BusiestHour(done); most >= of.perHour {
				all = append(all, BusyAgent{Login: agent.Login, Resets: of.kind == db.AgentResets, Number: most, Since: since})
			}
		}
	}
	return all, nil
}
