package agent

import (
	"context"
	"slices"
	"time"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
)

// mayApprove says whether an agent is the second pair of eyes that a request needs: not whom the asker has brought in for
// it, nor who has put the contact there. Without its asker a request has no effect any more. All of it is read in the
// transaction that decides.
func (a *Pages) mayApprove(ctx context.Context, t *db.Tx, m *db.Member, w db.Approval, approver int64, now time.Time) error {
	if !w.Open(now) {
		return nil // that it waits no more is told first
	}
	asker, err := t.AgentByLogin(ctx, w.Asker)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	if err != nil || asker.Disabled() || !asker.Enrolled() || asker.EnrolledAt.After(w.AskedAt) || !rightReset.of(asker.Role) {
		return web.Refuse("", texts.AskerWithoutRight)
	}
	agent, err := t.Agent(ctx, approver)
	if err != nil {
		return err
	}
	if agent.EnrolledAt.After(w.AskedAt) {
		return web.Refuse("", texts.ApproverTooNew)
	}
	brought, err := t.InvitedBy(ctx, asker.Actor(), agent.Login, w.AskedAt.Add(-web.CoolingOff))
	if err != nil {
		return err
	}
	if brought {
		return web.Refuse("", texts.ApproverInvited)
	}
	deeds, err := t.AuditBy(ctx, m.Identifier(), agent.Actor(), w.AskedAt.Add(-web.CoolingOff))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(deeds, func(r db.AuditRow) bool { return corrected(r, web.ContactOf(w.Channel)) }) {
		return web.Refuse("", texts.ApproverCorrected)
	}
	return nil
}

// corrected says whether an event put another value in a contact.
func corrected(r db.AuditRow, contact db.ContactKind) bool {
	told := r.Told()
	switch r.Kind() {
	case events.ContactsCorrected:
		return slices.Contains(told.Contacts, string(contact))
	case events.DifferenceSettled:
		return told.Cause == events.FromFile && slices.Contains(told.Contacts, string(contact))
	}
	return false
}
