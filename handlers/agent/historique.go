package agent

import (
	"context"
	"strings"

	"sesame/db"
	"sesame/journey/events"
	"sesame/views"
)

// timelineShown is the maximum number of events on a member's page.
const timelineShown = 60

// deed formats one event as a line of the timeline.
func (a *Pages) deed(r db.AuditRow) views.DeskDeed {
	line := views.DeskDeed{When: a.Moment(r.At), By: actorWords(r.Actor)}
	line.What, line.Reason = r.Kind().ForAgent(r.Result, told(r))
	if r.Kind() == events.Login && r.Result == events.OK { // the actor of a login is not yet authenticated
		line.By = actorWords("member")
	}
	return line
}

func actorWords(actor string) string {
	switch {
	case actor == "member":
		return "l'adhérent"
	case actor == "system":
		return "le service"
	case strings.HasPrefix(actor, "agent:"):
		return strings.TrimPrefix(actor, "agent:")
	}
	return "quelqu'un qui n'était pas connecté"
}

func (a *Pages) timeline(ctx context.Context, m *db.Member) ([]views.DeskDeed, error) {
	rows, err := a.DB.AuditOf(ctx, m.Identifier(), timelineShown)
	if err != nil {
		return nil, err
	}
	var lines []views.DeskDeed
	for _, r := range rows {
		lines = append(lines, a.deed(r))
	}
	return lines, nil
}

// lastDeed returns the newest act on a member other than viewing, which has made an agent's page stale.
func (a *Pages) lastDeed(ctx context.Context, t db.Reader, m *db.Member) (views.DeskDeed, error) {
	rows, err := t.AuditOf(ctx, m.Identifier(), timelineShown)
	if err != nil {
		return views.DeskDeed{}, err
	}
	for _, r := range rows {
		if r.Kind() != events.MemberSeen {
			return a.deed(r), nil
		}
	}
	return views.DeskDeed{}, nil
}
