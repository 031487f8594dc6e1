package agent

import (
	"context"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// fillStatus says whether the account is suspended or closed, or will be closed by the file, and which other accounts of the
// member are known.
func (a *Pages) fillStatus(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	s := m.Status
	switch {
	case s.State == db.StateClosed:
		d.Now, d.Next = texts.ClosedHere(a.Moment(s.At), desk.ActorWords(s.By), events.Cause(s.Cause).Words()), texts.NextClosedHere
		if a.Acts.Reopens(m) {
			d.Next = texts.Join(texts.ReopensUntil(a.Until(a.Acts.ReopensUntil(s.At))), d.Next)
		} else {
			d.Next = texts.Join(texts.ClosedForGood, d.Next)
		}
		if !a.DB.ClosedByFile(m, a.Now()) {
			d.Now = texts.Join(d.Now, texts.FileSaysOpen)
		}
	case m.ClosesOn != "":
		if a.DB.ClosedByFile(m, a.Now()) {
			d.Now, d.Next = texts.AccountClosed(web.DayOf(m.ClosesOn)), texts.NextClosed
		} else {
			d.Now += texts.AccountCloses(web.DayOf(m.ClosesOn))
		}
	}
	if s.State == db.StateSuspended && !a.DB.ClosedByFile(m, a.Now()) {
		d.Now, d.Next = texts.SuspendedSince(a.Moment(s.At), desk.ActorWords(s.By)), texts.NextSuspended
	}
	return a.fillDuplicates(ctx, m, d)
}

// fillDuplicates links the account that is kept and those that were closed as its duplicates.
func (a *Pages) fillDuplicates(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	link := func(other *db.Member) views.DeskTask {
		w := a.Who(other)
		return views.DeskTask{URL: w.URL, Label: texts.ClosedElsewhere(w.Name, w.Identifier)}
	}
	if m.Status.Survivor != 0 {
		kept, err := a.DB.Member(ctx, m.Status.Survivor)
		if err != nil && !web.IsNotFound(err) {
			return err
		}
		if err == nil {
			d.Kept, d.Next = link(kept), texts.Join(texts.NextClosedKept, d.Next)
		}
	}
	former, err := a.DB.ClosedFor(ctx, m.ID)
	for _, f := range former {
		d.Duplicates = append(d.Duplicates, link(f))
	}
	return err
}
