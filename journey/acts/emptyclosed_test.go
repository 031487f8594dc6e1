package acts_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// closes closes an account as the command line does.
func (h *house) closes(typed string, c acts.Closing) {
	h.t.Helper()
	m := h.member(typed)
	version, err := h.MemberVersion(h.t.Context(), h.DB.Reader, m)
	h.must(err)
	h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
		_, err := h.CloseAccount(ctx, t, acts.Command, acts.Deed{Member: m.ID, Version: version, Grounds: events.Noted("note")}, c)
		return err
	}))
}

// Once a closed account can no longer be reopened, nothing is left that would give access to it or reach its holder. Strangers
// see the same path as before, and the next file restores no contact.
func TestAClosedAccountIsEmptiedInTheEnd(t *testing.T) {
	h := newHouse(t, membersFile)
	m := h.member(marie)
	h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
		if _, err := t.ChangePassword(ctx, m.ID, "", "a hash", h.clock); err != nil {
			return err
		}
		return t.EndPersonalisation(ctx, m.ID, h.clock)
	}))
	path := func() account.Path {
		s, err := h.LookUp(t.Context(), h.identifier(marie))
		h.must(err)
		return s.Standing.Forgotten()
	}
	before := path()
	h.closes(marie, acts.Closing{Cause: db.Left})
	h.clock = h.clock.Add(30*24*time.Hour - time.Minute)
	h.must(h.EmptyClosed(t.Context()))
	if m = h.member(marie); m.PasswordHash == "" || len(m.Contacts) == 0 || !h.Reopens(m) {
		t.Fatal("emptied before its time")
	}
	h.clock = h.clock.Add(time.Minute)
	if h.Reopens(h.member(marie)) {
		t.Error("it can be opened past its time")
	}
	h.noted()
	h.must(h.EmptyClosed(t.Context()))
	if m = h.member(marie); m.PasswordHash != "" || len(m.Contacts) != 0 || h.Reopens(m) {
		t.Errorf("left: %+v", m)
	}
	if noted := h.noted(); !slices.Equal(noted, []string{"member-emptied ok"}) {
		t.Errorf("%q", noted)
	}
	table, err := backoffice.OpenTable(strings.NewReader(strings.Replace(membersFile, "4 rue Haute", "9 rue Basse", 1)), backoffice.MemberColumns)
	h.must(err)
	_, err = h.Import(t.Context(), acts.Command, acts.MembersFile, table, db.ImportOptions{})
	h.must(err)
	if m = h.member(marie); len(m.Contacts) != 0 || !slices.Contains(m.Profile.Address, "9 rue Basse") {
		t.Errorf("a file has brought back %+v", m.Contacts)
	}
	if after := path(); after != before {
		t.Errorf("strangers went %v before, and go %v", before, after)
	}
}

// No message is sent to a member who has died; other members are told once that their account is closed.
func TestAClosingIsToldToTheLivingOnce(t *testing.T) {
	for cause, kinds := range map[db.ClosingCause][]string{db.Death: nil, db.Left: {db.KindEmailChanged, db.KindAccountClosed}} {
		h := newHouse(t, membersFile)
		m := h.member(marie)
		h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
			if _, err := t.VerifyContact(ctx, m.ID, db.Email, h.clock); err != nil {
				return err
			}
			waiting := db.Message{Kind: db.KindEmailChanged, Channel: account.Email, To: "marie@poitou.example", At: h.clock}
			if err := t.Post(ctx, m.ID, waiting, h.clock, h.clock.Add(time.Hour)); err != nil {
				return err
			}
			code := db.Message{Kind: db.KindCode, Channel: account.Email, To: "marie@poitou.example", Secret: "1234", At: h.clock}
			return t.Post(ctx, m.ID, code, h.clock, h.clock.Add(time.Hour))
		}))
		h.closes(marie, acts.Closing{Cause: cause})
		var sent []string
		for _, s := range h.sent() {
			sent = append(sent, s.Kind)
		}
		if !slices.Equal(sent, kinds) {
			t.Errorf("%s: %q", cause, sent)
		}
	}
}

// An account whose status was changed in the file without the key is not opened.
func TestAnAlteredStatusIsAFault(t *testing.T) {
	h := newHouse(t, membersFile)
	m := h.member(marie)
	h.must(h.tx(func(ctx context.Context, t *db.Tx) error { return t.EndPersonalisation(ctx, m.ID, h.clock) }))
	h.closes(marie, acts.Closing{Cause: db.Duplicate, Survivor: h.member(sirius).ID})
	for _, altered := range []string{
		`UPDATE members SET status = NULL, status_cause = NULL, status_at = NULL, survivor_id = NULL WHERE id = ?`,
		`UPDATE members SET status = 'suspended' WHERE id = ?`,
		`UPDATE members SET status_at = status_at + 86400 WHERE id = ?`,
		`UPDATE members SET survivor_id = 3 WHERE id = ?`,
	} {
		var status, cause, at, survivor any
		h.must(h.raw.QueryRowContext(t.Context(), `SELECT status, status_cause, status_at, survivor_id FROM members WHERE id = ?`, m.ID).Scan(&status, &cause, &at, &survivor))
		if _, err := h.raw.ExecContext(t.Context(), altered, m.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.DB.Member(t.Context(), m.ID); err == nil {
			t.Errorf("%s: it is read all the same", altered)
		}
		if _, err := h.raw.ExecContext(t.Context(), `UPDATE members SET status = ?, status_cause = ?, status_at = ?, survivor_id = ? WHERE id = ?`, status, cause, at, survivor, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.DB.Member(t.Context(), m.ID); err != nil {
		t.Error(err)
	}
}
