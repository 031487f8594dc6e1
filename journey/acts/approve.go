package acts

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// approvalLife is how long a request can be approved.
const approvalLife = 24 * time.Hour

// ApprovesFrom is the instant from which an agent can make requests, and approve the requests made from then on:
// account.CoolingOff after the access was opened. An agent could otherwise approve their own request through an access
// that they have just opened: a new one, or a colleague's that they took over by an invitation, directly or through
// others.
func ApprovesFrom(agent *db.Agent) time.Time { return agent.OpenedAt.Add(account.CoolingOff) }

// NextApprover returns the earliest instant from which a colleague can approve a request of this agent; zero for at
// once. ok is false when no colleague with the right to approve has an access.
func (a *Acts) NextApprover(ctx context.Context, r db.Reader, agent *db.Agent) (from time.Time, ok bool, err error) {
	all, err := r.Agents(ctx)
	if err != nil {
		return from, false, err
	}
	for _, other := range all {
		if other.ID == agent.ID || other.Disabled() || !other.Enrolled() || !MayApprove.Of(other.Role) {
			continue
		}
		if at := ApprovesFrom(other); !ok || at.Before(from) {
			from, ok = at, true
		}
	}
	if !from.After(a.Now()) {
		from = time.Time{}
	}
	return from, ok, nil
}

// askApproval stores a request for a reset that needs a second agent. Refused: ApprovalWaits, AskerTooNew.
func (a *Acts) askApproval(ctx context.Context, t *db.Tx, who Actor, m *db.Member, channel account.Channel, why events.Grounds) error {
	w := db.Approval{Act: db.ApprovedReset, Channel: channel, DestinationKey: t.Keys().DestinationKey(m.Destination(channel))}
	if err := a.storeApproval(ctx, t, who, m, w, why); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.ApprovalAsked.OK(m.IdentifierKey, events.Details{Channel: channel, Grounds: why}))
}

// storeApproval stores a request of an agent. Refused: ApprovalWaits, AskerTooNew.
func (a *Acts) storeApproval(ctx context.Context, t *db.Tx, who Actor, m *db.Member, w db.Approval, why events.Grounds) error {
	now := a.Now()
	asker, err := t.Agent(ctx, who.Agent.ID)
	if err != nil {
		return err
	}
	if from := ApprovesFrom(asker); from.After(now) {
		return refuseUntil(AskerTooNew, from)
	}
	w.MemberID, w.Asker, w.Grounds, w.AskedAt, w.ExpiresAt = m.ID, who.login(), why, now, now.Add(approvalLife)
	_, err = t.AskApproval(ctx, w)
	if errors.Is(err, db.ErrApprovalWaits) {
		return refuse(ApprovalWaits)
	}
	return err
}

// Asked identifies a request as shown on the form of a decision.
type Asked struct {
	ID    int64
	Stamp string // db.Approval.Stamp
}

// Approve grants a request and performs it. It closes the account; or it erases everything that is held about the
// member, which must happen between imports (db.BetweenImports); or it resets the password to p, provided that the
// destination is unchanged. For a slip at the counter nothing more happens: the asker may then hand it over. Refused:
// OwnApproval, ApprovalEnded, ApprovalReplaced, ContactMoved, AccountClosed, AccountSuspended, NoSurvivor, and the
// refusals of mayApprove.
func (a *Acts) Approve(ctx context.Context, t *db.Tx, who Actor, asked Asked, why events.Grounds, p Temporary) error {
	w, m, err := a.decide(ctx, t, who, asked, db.ApprovalGranted, why)
	if err != nil {
		return err
	}
	switch {
	case w.Act == db.ApprovedClose:
		c := Closing{Cause: w.Cause, Survivor: w.Survivor}
		if err := a.survives(ctx, t.Reader, m, c); err != nil {
			return err
		}
		return a.closeAccount(ctx, t, who, m, c, events.Details{Login: w.Asker, Grounds: w.Grounds})
	case w.Act == db.ApprovedErase:
		return a.eraseMember(ctx, t, who, m, events.Details{Login: w.Asker, Grounds: w.Grounds})
	case w.Channel == account.Counter:
		return nil
	}
	if !bytes.Equal(w.DestinationKey, t.Keys().DestinationKey(m.Destination(w.Channel))) || !a.offers(w.Channel) {
		return refuse(ContactMoved)
	}
	return a.reset(ctx, t, who, m, reset{channel: w.Channel, Temporary: p, request: account.NewRequestNumber(), grounds: w.Grounds, asker: w.Asker})
}

// RefuseApproval refuses a request. Refused: OwnApproval, ApprovalEnded, ApprovalReplaced.
func (a *Acts) RefuseApproval(ctx context.Context, t *db.Tx, who Actor, asked Asked, why events.Grounds) error {
	_, _, err := a.decide(ctx, t, who, asked, db.ApprovalRefused, why)
	return err
}

// CancelApproval withdraws the agent's own request. Refused: OthersApproval, ApprovalEnded, ApprovalReplaced.
func (a *Acts) CancelApproval(ctx context.Context, t *db.Tx, who Actor, asked Asked, why events.Grounds) error {
	_, _, err := a.decide(ctx, t, who, asked, db.ApprovalCancelled, why)
	return err
}

// decisions maps each decision to the right that it needs, and to its audit events for a reset and for the end of an
// account.
var decisions = map[db.Decision]struct {
	right         Right
	reset, ending events.Kind
}{
	db.ApprovalGranted:   {MayApprove, events.ApprovalGranted, events.EndingGranted},
	db.ApprovalRefused:   {MayApprove, events.ApprovalRefused, events.EndingRefused},
	db.ApprovalCancelled: {MayReset, events.ApprovalCancelled, events.EndingCancelled},
}

// askedUnder maps each act to the right that its asker needs.
var askedUnder = map[db.Approved]Right{db.ApprovedReset: MayReset, db.ApprovedClose: MayCloseAccounts, db.ApprovedErase: MayErase}

// decide records a decision on a pending request. It returns the request as it was before.
func (a *Acts) decide(ctx context.Context, t *db.Tx, who Actor, asked Asked, decision db.Decision, why events.Grounds) (w db.Approval, m *db.Member, err error) {
	as := decisions[decision]
	if err := a.allow(ctx, t, who, as.right); err != nil {
		return w, nil, err
	}
	if w, err = t.Approval(ctx, asked.ID); err != nil {
		return w, nil, err
	}
	if w.Stamp() != asked.Stamp {
		return w, nil, refuse(ApprovalReplaced)
	}
	switch own := w.Asker == who.login(); {
	case own && decision != db.ApprovalCancelled:
		return w, nil, refuse(OwnApproval)
	case !own && decision == db.ApprovalCancelled:
		return w, nil, refuse(OthersApproval)
	}
	if m, err = t.Member(ctx, w.MemberID); err != nil {
		return w, nil, err
	}
	if decision == db.ApprovalGranted {
		if err := a.decidable(t.Reader, w, m); err != nil {
			return w, nil, err
		}
		if err := a.mayApprove(ctx, t, who, w, m); err != nil {
			return w, nil, err
		}
	}
	done, err := t.Decide(ctx, w.ID, decision, who.login(), why.Words(), a.Now())
	if err != nil {
		return w, nil, err
	}
	if !done {
		return w, nil, refuse(ApprovalEnded)
	}
	if w.Act != db.ApprovedReset {
		return w, m, a.audit(ctx, t, who, as.ending.OK(m.IdentifierKey, ending(w, why)))
	}
	return w, m, a.audit(ctx, t, who, as.reset.OK(m.IdentifierKey, events.Details{Channel: w.Channel, Grounds: why}))
}

// decidable refuses an act that the account's status no longer allows: a reset of a closed or suspended account, or the
// closure of a closed one.
func (a *Acts) decidable(r db.Reader, w db.Approval, m *db.Member) error {
	switch w.Act {
	case db.ApprovedReset:
		return a.barred(r, m)
	case db.ApprovedClose:
		if r.Closed(m, a.Now()) {
			return refuse(AccountClosed)
		}
	}
	return nil
}

// mayApprove checks that the approver is independent of the asker: their access must have been open for 48 hours when the
// request was made, and they must not have set this contact. A request lapses when its asker loses access. Everything is
// read in the deciding transaction.
func (a *Acts) mayApprove(ctx context.Context, t *db.Tx, who Actor, w db.Approval, m *db.Member) error {
	if !w.Open(a.Now()) {
		return nil // expired requests are reported by the caller
	}
	asker, err := t.AgentByLogin(ctx, w.Asker)
	if err != nil && !notFound(err) {
		return err
	}
	if err != nil || asker.Disabled() || !asker.Enrolled() || asker.EnrolledAt.After(w.AskedAt) || !askedUnder[w.Act].Of(asker.Role) {
		return refuse(AskerLost)
	}
	agent, err := t.Agent(ctx, who.Agent.ID)
	if err != nil {
		return err
	}
	if from := ApprovesFrom(agent); from.After(w.AskedAt) {
		return refuseUntil(ApproverTooNew, from)
	}
	if w.Act != db.ApprovedReset || w.Channel == account.Counter {
		return nil
	}
	since := w.AskedAt.Add(-account.CoolingOff)
	if changed := m.Contacts[db.ContactOf(w.Channel)].ChangedAt; changed.Before(since) {
		since = changed
	}
	done, err := t.AuditBy(ctx, m.Identifier(), agent.Actor(), since)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(done, func(r db.AuditRow) bool { return corrected(r, db.ContactOf(w.Channel)) }) {
		return refuse(ApproverCorrected)
	}
	return nil
}

// corrected says whether an event changed the value of this contact.
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
