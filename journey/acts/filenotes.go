package acts

import (
	"context"
	"encoding/hex"
	"fmt"

	"sesame/db"
	"sesame/journey/events"
)

// FileNote identifies a row of the list of differences, or of values left out, as shown to an agent.
type FileNote struct {
	MemberID int64
	Field    string // kind of contact, or column of the file
	Mark     string
}

// DifferenceNote returns the note of a difference. Its mark distinguishes it from a later difference of the same
// contact, and reveals neither value.
func (a *Acts) DifferenceNote(m *db.Member, x db.Difference) FileNote {
	mark := a.DB.Keys().Index("difference", []byte(x.Kind), []byte(m.Contacts[x.Kind].Value), []byte(x.Value), fmt.Append(nil, x.SeenAt.Unix()))
	return FileNote{m.ID, string(x.Kind), hex.EncodeToString(mark)}
}

// LeftOutNote returns the note of a value that could not be read, like DifferenceNote.
func (a *Acts) LeftOutNote(l db.LeftOut) FileNote {
	mark := a.DB.Keys().Index("value left out", []byte(l.Field), []byte(l.Masked), []byte(l.Reason), fmt.Append(nil, l.SeenAt.Unix()))
	return FileNote{l.MemberID, l.Field, hex.EncodeToString(mark)}
}

// SettleListed settles one of several differences that an agent has selected together, like SettleDifference. Refused:
// NotListed, AccountClosed.
func (a *Acts) SettleListed(ctx context.Context, t *db.Tx, who Actor, n FileNote, takeFile bool, grounds events.Grounds) error {
	m, err := a.noted(ctx, t, who, n)
	if err != nil {
		return err
	}
	if t.Closed(m, a.Now()) {
		return refuse(AccountClosed)
	}
	x, err := Difference(ctx, t.Reader, m, db.ContactKind(n.Field))
	if notFound(err) || err == nil && a.DifferenceNote(m, x) != n {
		return refuse(NotListed)
	}
	if err != nil {
		return err
	}
	return a.settle(ctx, t, who, m, x, takeFile, grounds)
}

// DismissListed removes one of several values that an agent has selected together, like DismissValue. Refused:
// NotListed.
func (a *Acts) DismissListed(ctx context.Context, t *db.Tx, who Actor, n FileNote, grounds events.Grounds) error {
	m, err := a.noted(ctx, t, who, n)
	if err != nil {
		return err
	}
	l, err := LeftOut(ctx, t.Reader, m, n.Field)
	if notFound(err) || err == nil && a.LeftOutNote(l) != n {
		return refuse(NotListed)
	}
	if err != nil {
		return err
	}
	return a.dismissValue(ctx, t, who, m, n.Field, NotListed, grounds)
}

// noted returns the member of a row, if the agent may correct what the file says. Refused: NotListed.
func (a *Acts) noted(ctx context.Context, t *db.Tx, who Actor, n FileNote) (*db.Member, error) {
	if err := a.allow(ctx, t, who, MayCorrect); err != nil {
		return nil, err
	}
	m, err := t.Member(ctx, n.MemberID)
	if notFound(err) {
		err = refuse(NotListed)
	}
	return m, err
}
