package acts

import (
	"context"
	"slices"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// mandatesPerMember is the maximum number of mandates without a recorded end, both about one member and held by one
// account.
const mandatesPerMember = 50

// Today is the day of members and agents, as YYYY-MM-DD.
func (a *Acts) Today() string { return a.Now().In(a.Location).Format(time.DateOnly) }

// RunningMandates lists the mandates about a member that run today.
func (a *Acts) RunningMandates(ctx context.Context, r db.Reader, m *db.Member) ([]db.Mandate, error) {
	all, err := r.Mandates(ctx, m.ID)
	today := a.Today()
	return slices.DeleteFunc(all, func(x db.Mandate) bool { return x.State(today) != db.MandateRuns }), err
}

// onAskedAccount is onOpenAccount for acts that may help the wrong person: when somebody acts for the member, the agent
// must have asked who is calling or at the counter. Refused: MandateUnasked, too.
func (a *Acts) onAskedAccount(ctx context.Context, t *db.Tx, who Actor, r Right, d Deed) (*db.Member, error) {
	m, err := a.onOpenAccount(ctx, t, who, r, d)
	if err == nil && !d.Asked {
		err = a.unrepresented(ctx, t.Reader, m)
	}
	return m, err
}

// onAskedMember is onMember for acts that may help the wrong person. Refused: MandateUnasked, too.
func (a *Acts) onAskedMember(ctx context.Context, t *db.Tx, who Actor, r Right, d Deed) (*db.Member, error) {
	m, err := a.onMember(ctx, t, who, r, d)
	if err == nil && !d.Asked {
		err = a.unrepresented(ctx, t.Reader, m)
	}
	return m, err
}

// unrepresented refuses an act on a member for whom somebody acts, because the agent must first ask who is calling or
// at the counter. Refused: MandateUnasked.
func (a *Acts) unrepresented(ctx context.Context, r db.Reader, m *db.Member) error {
	running, err := a.RunningMandates(ctx, r, m)
	if err == nil && len(running) > 0 {
		err = refuse(MandateUnasked)
	}
	return err
}

// decidedBy returns who decided an act that does not wait for the agent to ask who is there: the caller, if the agent
// has asked, otherwise the caisse. It is empty when nobody acts for the member.
func (a *Acts) decidedBy(ctx context.Context, r db.Reader, m *db.Member, d Deed) (events.Cause, error) {
	running, err := a.RunningMandates(ctx, r, m)
	switch {
	case err != nil || len(running) == 0:
		return "", err
	case d.Asked:
		return events.ByCaller, nil
	}
	return events.ByCaisse, nil
}

// AddMandate records that somebody acts for a member, and notifies the member. holder is that person's own account, nil
// for none; the mandate gives it no access to the member's account. Refused: MemberChanged, MandateUnasked,
// AccountClosed, TooWeaklyProved, OwnMandate, HoldsAlready, TooManyMandates.
func (a *Acts) AddMandate(ctx context.Context, t *db.Tx, who Actor, d Deed, holder *db.Member, terms db.MandateTerms) error {
	m, err := a.onAskedAccount(ctx, t, who, MayCorrect, d)
	if err != nil {
		return err
	}
	if err := a.require(ctx, t.Reader, who, m, ToMarkMandate, ByDocument); err != nil {
		return err
	}
	about, err := t.Mandates(ctx, m.ID)
	if err != nil {
		return err
	}
	if holder != nil {
		if err := a.mayHold(ctx, t.Reader, m, holder, about); err != nil {
			return err
		}
	}
	if open(about) >= mandatesPerMember {
		return refuse(TooManyMandates)
	}
	terms.By = who.login()
	if err := t.AddMandate(ctx, m, holder, terms, a.Now()); err != nil {
		return err
	}
	if err := a.tell(ctx, t, m, db.KindMandateAdded); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.MandateAdded.OK(m.IdentifierKey, events.Details{Object: events.Object(terms.Kind), Grounds: d.Grounds}))
}

// mayHold refuses a holder who is the member themselves, who holds a mandate about the member already, or who holds too
// many.
func (a *Acts) mayHold(ctx context.Context, r db.Reader, m, holder *db.Member, about []db.Mandate) error {
	held, err := r.MandatesHeld(ctx, holder.ID)
	switch {
	case err != nil:
		return err
	case holder.ID == m.ID:
		return refuse(OwnMandate)
	case slices.ContainsFunc(about, func(x db.Mandate) bool { return x.EndedAt.IsZero() && x.HolderID == holder.ID }):
		return refuse(HoldsAlready)
	case open(held) >= mandatesPerMember:
		return refuse(TooManyMandates)
	}
	return nil
}

// open counts the mandates without a recorded end.
func open(all []db.Mandate) (n int) {
	for _, x := range all {
		if x.EndedAt.IsZero() {
			n++
		}
	}
	return n
}

// EndMandate ends a mandate about a member, and notifies the member. Refused: MandateUnasked; MemberChanged, also when
// it was already ended.
func (a *Acts) EndMandate(ctx context.Context, t *db.Tx, who Actor, d Deed, id int64) error {
	m, err := a.onAskedMember(ctx, t, who, MayCorrect, d)
	if err != nil {
		return err
	}
	done, err := t.EndMandate(ctx, m.ID, id, who.login(), d.Note, a.Now())
	if err != nil {
		return err
	}
	if !done {
		return refuse(MemberChanged)
	}
	if err := a.tell(ctx, t, m, db.KindMandateEnded); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.MandateEnded.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds}))
}
