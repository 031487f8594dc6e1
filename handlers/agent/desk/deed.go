package desk

import (
	"context"
	"slices"
	"strings"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// deedsRead is the number of events that are searched for the newest act on a member.
const deedsRead = 60

// Looks are the events of agents who only viewed something; lists combine them.
var Looks = []events.Kind{events.MemberSeen, events.LettersSeen, events.ContactRead}

// Deed formats one event as a line of the timeline.
func (a *Common) Deed(r db.AuditRow) views.DeskDeed {
	line := views.DeskDeed{When: a.Moment(r.At), By: ActorWords(r.Actor)}
	line.What, line.Reason = r.Kind().ForAgent(r.Result, Told(r))
	if r.Kind() == events.Login && r.Result == events.OK { // the actor of a login is not yet authenticated
		line.By = ActorWords("member")
	}
	return line
}

// Told returns the details of an event. Rights and delivery failures are worded as on the other pages.
func Told(r db.AuditRow) events.Details {
	d := r.Told()
	switch r.Kind() {
	case events.AgentDenied:
		d.Object = events.Object(RightLabels[acts.Right(d.Object)])
	case events.MessageBounced, events.MessageRefused:
		d.Cause = events.Cause(strings.TrimPrefix(Because(string(d.Cause)), " : "))
	}
	return d
}

// ActorWords names an actor in French.
func ActorWords(actor string) string {
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

// lastDeed returns the newest act on a member, except views: the one that has made an agent's page outdated.
func (a *Common) lastDeed(ctx context.Context, t db.Reader, m *db.Member) (views.DeskDeed, error) {
	rows, err := t.AuditOf(ctx, m.Identifier(), deedsRead)
	if err != nil {
		return views.DeskDeed{}, err
	}
	for _, r := range rows {
		if !slices.Contains(Looks, r.Kind()) {
			return a.Deed(r), nil
		}
	}
	return views.DeskDeed{}, nil
}
