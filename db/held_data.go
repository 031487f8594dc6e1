package db

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"sesame/account"
)

// HeldData is everything stored about one member, except secrets.
type HeldData struct {
	Member        *Member
	FranceConnect time.Time // when a subject of FranceConnect was bound to the account; zero for never
	Logins        []Login
	Passkeys      []MemberPasskey
	Browsers      []KnownBrowser
	Messages      []SentMessage
	Letters       []LetterRow
	EnvelopeNames []account.ShortName // short forms of a name that is too long for envelopes
	Demands       []*Flow             // journeys that can be continued
	Approvals     []Approval
	Payments      []Payment
	Threads       []ContactThread
	Differences   []Difference
	Replaced      []ReplacedContact
	About         []Mandate         // mandates by which another member acts for them
	Held          []Mandate         // mandates by which they act for others
	Subjects      map[string]string // subject identifiers, by client_id
	History       []AuditRow
}

// Payment is a payment to or from a member. Of the amount only a keyed hash is stored.
type Payment struct {
	Nature account.Nature
	PaidOn string
}

// HeldAbout reads everything stored about a member, except secrets.
func (r Reader) HeldAbout(ctx context.Context, m *Member, now time.Time) (h HeldData, err error) {
	h.Member = m
	var bound sql.NullInt64
	if err := r.q.QueryRowContext(ctx, `SELECT max(bound_at) FROM franceconnect_subjects WHERE member_id = ?`, m.ID).Scan(&bound); err != nil {
		return h, fmt.Errorf("look for FranceConnect's number: %w", err)
	}
	h.FranceConnect = instant(bound)
	for _, read := range []func() error{
		func() (err error) { h.Logins, err = r.Logins(ctx, m.ID, math.MaxInt32); return err },
		func() (err error) { h.Passkeys, err = r.PasskeysOf(ctx, m.ID); return err },
		func() (err error) { h.Browsers, err = r.KnownBrowsers(ctx, Account{Member: m.ID}, now); return err },
		func() (err error) { h.Messages, err = r.SentMessages(ctx, m.ID, math.MaxInt32); return err },
		func() (err error) { h.Letters, err = r.LettersOfMember(ctx, m.ID, math.MaxInt32); return err },
		func() (err error) { h.EnvelopeNames, err = r.EnvelopeNames(ctx, m); return err },
		func() (err error) { h.Demands, err = r.FlowsOf(ctx, m.ID, now); return err },
		func() (err error) { h.Approvals, err = r.approvals(ctx, `member_id = ? ORDER BY id`, m.ID); return err },
		func() (err error) { h.Payments, err = r.paymentsOf(ctx, m.ID); return err },
		func() (err error) { h.Threads, err = r.contactThreadsOf(ctx, m.ID); return err },
		func() (err error) { h.Differences, err = r.Differences(ctx, m); return err },
		func() (err error) { h.Replaced, err = r.ReplacedContacts(ctx, m, now); return err },
		func() (err error) { h.About, err = r.Mandates(ctx, m.ID); return err },
		func() (err error) { h.Held, err = r.MandatesHeld(ctx, m.ID); return err },
		func() (err error) { h.Subjects, err = r.subjects(ctx, m.ID); return err },
		func() (err error) { h.History, err = r.AuditOf(ctx, m.Identifier(), math.MaxInt32); return err },
	} {
		if err := read(); err != nil {
			return h, err
		}
	}
	return h, nil
}
