package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Entry identifies an entry of a work list, as shown to an agent.
type Entry struct {
	List           db.TodoList
	MemberID, Mark int64
	Created        int64 // Unix time at which the member was created; distinguishes another member with the same row number
}

// EntryOf returns the identification of an entry that is shown.
func EntryOf(e db.TodoEntry) Entry {
	return Entry{List: e.List, MemberID: e.Member.ID, Mark: e.Mark, Created: e.Member.CreatedAt.Unix()}
}

// listed returns the entry, if the agent has the right and the member is still on the list for the same cause. Refused:
// NotListed, also when the first click of a double click has settled the entry, and for another member with the same
// row number.
func (a *Acts) listed(ctx context.Context, t *db.Tx, who Actor, r Right, e Entry) (db.TodoEntry, error) {
	if err := a.allow(ctx, t, who, r); err != nil {
		return db.TodoEntry{}, err
	}
	found, err := t.TodoOf(ctx, e.List, e.MemberID, e.Mark, a.Now())
	if notFound(err) || err == nil && EntryOf(found) != e {
		err = refuse(NotListed)
	}
	return found, err
}

// SetAside removes an entry from its list until the facts behind it change. Refused: NotListed.
func (a *Acts) SetAside(ctx context.Context, t *db.Tx, who Actor, e Entry, grounds events.Grounds) error {
	found, err := a.listed(ctx, t, who, MaySetAside, e)
	if err != nil {
		return err
	}
	if err := t.SetAside(ctx, found, a.Now()); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.TodoSetAside.OK(found.Member.IdentifierKey, events.Details{Object: "todo-" + events.Object(e.List), Grounds: grounds}))
}

// SetGroupAside removes a group of likely duplicates from its list until another account joins it, and records the
// event for each member. seen is the stamp of the group as the agent saw it. Refused: NotListed, also when the accounts
// of the group have changed.
func (a *Acts) SetGroupAside(ctx context.Context, t *db.Tx, who Actor, p db.AlikePlace, seen string, grounds events.Grounds) error {
	if err := a.allow(ctx, t, who, MaySetAside); err != nil {
		return err
	}
	g, err := t.AlikeGroup(ctx, p, a.Now())
	if err != nil {
		return err
	}
	if g.Stamp() != seen {
		return refuse(NotListed)
	}
	done, err := t.SetAlikeAside(ctx, p, a.Now())
	if err != nil {
		return err
	}
	if !done {
		return refuse(NotListed)
	}
	for _, m := range g.Members {
		if err := a.audit(ctx, t, who, events.TodoSetAside.OK(m.IdentifierKey, events.Details{Object: "same-" + events.Object(p.Sort), Grounds: grounds})); err != nil {
			return err
		}
	}
	return nil
}

// InviteAgain sends another temporary password, as a reset does, to one of several members of a list that a supervisor
// has selected together. It does not count towards the agent's pace of single resets. A member who needs a closer look
// is refused: one whose contact would need a second agent, whose letter would be held, or for whom somebody acts.
// Refused: NotListed, AccountClosed, AccountSuspended, MandateUnasked, AsksColleague, LetterHeld, and why the channel
// is not available.
func (a *Acts) InviteAgain(ctx context.Context, t *db.Tx, who Actor, e Entry, channel account.Channel, p Temporary, grounds events.Grounds) error {
	found, err := a.listed(ctx, t, who, MayActOnMany, e)
	if err != nil {
		return err
	}
	m := found.Member
	if err := a.barred(t.Reader, m); err != nil {
		return err
	}
	if err := a.unrepresented(ctx, t.Reader, m); err != nil {
		return err
	}
	w, err := a.way(ctx, t.Reader, who, m, channel)
	if err != nil {
		return err
	}
	if w.Asks {
		return refuse(AsksColleague)
	}
	if channel == account.Letter {
		hold, err := t.HoldOf(ctx, m)
		if err != nil {
			return err
		}
		if hold.Held() {
			return refuse(LetterHeld)
		}
	}
	return a.reset(ctx, t, who, m, reset{channel: channel, Temporary: p, request: account.NewRequestNumber(), grounds: grounds})
}
