package acts_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// inhabit leaves a trace of the member wherever an act or a row can leave one, and returns a client that the member has opened.
func (h *house) inhabit(m *db.Member) *db.Client {
	h.t.Helper()
	portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", LogoutURL: "https://portail.example/sortie"}
	other, closed := h.member(sirius), h.member(paper)
	h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
		do := func(err error) { h.t.Helper(); h.must(err) }
		do(t.AddClient(ctx, portal, "secret", h.clock))
		id, err := t.OpenLogin(ctx, m.ID, string(events.ByPassword), "Firefox", h.clock)
		do(err)
		login, err := t.Login(ctx, id)
		do(err)
		_, _, err = t.OpenClient(ctx, login, portal.ID, h.clock)
		do(err)
		_, err = t.ChangePassword(ctx, m.ID, "", "a hash", h.clock)
		do(err)
		do(t.EndPersonalisation(ctx, m.ID, h.clock))
		do(t.StateContacts(ctx, m, "nouvelle@poitou.example", "+33639981002", h.clock))
		do(t.SetContact(ctx, m, db.Landline, db.Contact{Value: "+33549000001", Source: db.FromMember}, h.clock))
		do(t.RememberBrowser(ctx, db.Account{Member: m.ID}, t.Keys().Index("known browser", []byte("x")), "Firefox", h.clock, h.clock.Add(time.Hour)))
		do(t.AddMandate(ctx, m, other, db.MandateTerms{Kind: db.Guardianship, Holder: "Maître Sirius", Piece: "jugement", SeenOn: "2026-11-20", By: "cpetit"}, h.clock))
		do(t.AddMandate(ctx, other, m, db.MandateTerms{Kind: db.PowerOfAttorney, Holder: "Marie Dupont", Piece: "procuration", SeenOn: "2026-11-20", By: "cpetit"}, h.clock))
		do(t.QueueLetter(ctx, m.ID, db.LetterPayload{Secret: "ABCD", At: h.clock, Until: h.clock.Add(time.Hour)}))
		do(t.Post(ctx, m.ID, db.Message{Kind: db.KindEmailChanged, Channel: account.Email, To: "marie@poitou.example", At: h.clock}, h.clock, h.clock.Add(time.Hour)))
		do(h.BeginFlow(ctx, t, &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey}, journey.Forgotten.Name, nil))
		do(h.BeginFlow(ctx, t, &db.Flow{SubjectKey: m.IdentifierKey}, journey.Forgotten.Name, nil))
		do(t.Count(ctx, db.LoginFailures, m.IdentifierKey, h.clock))
		do(t.CountObject(ctx, db.OriginIdentifiers, h.stranger().Origin, m.IdentifierKey, h.clock))
		do(t.Count(ctx, db.CodesToAddress, t.Keys().DestinationKey("marie@poitou.example"), h.clock))
		for i, c := range []db.ContactMessage{
			{MemberID: m.ID, Email: "ailleurs@poitou.example"}, {Identifier: "2 85 03 86 123 456", Email: "ailleurs@poitou.example"}, {Email: "Marie@poitou.example"},
			{Identifier: sirius, MemberID: other.ID, Email: "marie@poitou.example"}, {Email: "ailleurs@poitou.example"},
		} {
			c.Number, c.Subject, c.Name, c.Message = fmt.Sprintf("M-%d", i), "Mon espace", "Marie Dupont", "Bonjour"
			do(h.WriteContact(ctx, t, h.stranger(), &c))
		}
		_, err = t.SetStatus(ctx, closed, db.Status{State: db.StateClosed, Cause: db.Duplicate, At: h.clock, By: "system", Survivor: m.ID}, h.clock)
		return err
	}))
	return portal
}

// traces lists the columns that hold one of these values, except those of the audit log.
func (h *house) traces(id int64, values ...[]byte) (found []string) {
	h.t.Helper()
	texts := func(query string, args ...any) (all []string) {
		rows, err := h.raw.QueryContext(h.t.Context(), query, args...)
		h.must(err)
		defer rows.Close()
		for rows.Next() {
			var s string
			h.must(rows.Scan(&s))
			all = append(all, s)
		}
		h.must(rows.Err())
		return all
	}
	for _, table := range texts(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'audit%'`) {
		for _, column := range texts(`SELECT name FROM pragma_table_info(?)`, table) {
			wanted := values
			condition := column + ` = ?`
			if column == "member_id" || column == "holder_id" || column == "survivor_id" || table+column == "membersid" {
				var n int
				h.must(h.raw.QueryRowContext(h.t.Context(), `SELECT count(*) FROM `+table+` WHERE `+condition, id).Scan(&n))
				if n > 0 {
					found = append(found, table+"."+column)
				}
			}
			for _, v := range wanted {
				var n int
				h.must(h.raw.QueryRowContext(h.t.Context(), `SELECT count(*) FROM `+table+` WHERE `+condition, v).Scan(&n))
				if n > 0 {
					found = append(found, table+"."+column)
				}
			}
		}
	}
	return found
}

// Nothing is left of an erased member except rows of the audit log, which name nobody: no row, and no byte in the database, its
// WAL or a backup. Other members keep their data.
func TestNothingIsLeftOfAnErasedMember(t *testing.T) {
	h := newHouse(t, membersFile)
	m := h.member(marie)
	portal := h.inhabit(m)
	m = h.member(marie)
	keys := h.DB.Keys()
	marks := [][]byte{m.IdentifierKey, keys.DestinationKey("marie@poitou.example"), keys.DestinationKey("+33639981001"), keys.DestinationKey("nouvelle@poitou.example")}
	for _, where := range []string{"members.id", "mandates.member_id", "mandates.holder_id", "members.survivor_id", "flows.subject_key", "limit_events.subject_key", "limit_events.object_key", "outbox.to_key", "letters.member_id"} {
		if !strings.Contains(strings.Join(h.traces(m.ID, marks...), " "), where) {
			t.Fatalf("the test leaves nothing in %s", where)
		}
	}
	var profile, password, email, letter []byte
	h.must(h.raw.QueryRowContext(t.Context(), `SELECT profile, CAST(password_hash AS BLOB), (SELECT value FROM contacts WHERE member_id = members.id AND kind = 'email'),
		(SELECT payload FROM letters WHERE member_id = members.id) FROM members WHERE id = ?`, m.ID).Scan(&profile, &password, &email, &letter))
	h.noted()

	deed := h.deed(marie)
	deed.Asked = true
	h.must(h.DB.BetweenImports(t.Context(), h.clock, func() error {
		return h.tx(func(ctx context.Context, t *db.Tx) error {
			_, err := h.EraseMember(ctx, t, acts.Command, deed)
			return err
		})
	}))
	if noted := h.noted(); len(noted) != 1 || noted[0] != "member-erased ok" {
		t.Errorf("%q", noted)
	}
	if left := h.traces(m.ID, marks...); len(left) > 0 {
		t.Errorf("left in %q", left)
	}
	if found, err := h.DB.FindContacts(t.Context(), "bonjour espace marie", 10); err != nil || len(found) > 2 {
		t.Errorf("%d contact messages, %v", len(found), err)
	}
	for number, kept := range map[string]bool{"M-0": false, "M-1": false, "M-2": false, "M-3": true, "M-4": true} {
		if _, err := h.DB.ContactMessage(t.Context(), number); (err == nil) != kept {
			t.Errorf("message %s: %v", number, err)
		}
	}
	if other := h.member(paper); other.Status.State != db.StateClosed || other.Status.Survivor != 0 {
		t.Errorf("the account that was closed for it: %+v", other.Status)
	}
	if due, err := h.DB.DueDeliveries(t.Context(), portal.ID, h.clock, 10); err != nil || len(due) != 1 || due[0].SID == "" {
		t.Errorf("the client is told %+v, %v", due, err)
	}
	if _, _, err := h.DB.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}

	if whole, err := h.DB.EmptyWAL(t.Context()); err != nil || !whole {
		t.Errorf("%v, %v", whole, err)
	}
	path := ""
	h.must(h.raw.QueryRowContext(t.Context(), `SELECT file FROM pragma_database_list`).Scan(&path))
	backup := filepath.Join(t.TempDir(), "copy.db")
	h.must(h.DB.Backup(t.Context(), backup, func() error { return nil }))
	for _, file := range []string{path, path + "-wal", backup} {
		content, err := os.ReadFile(file)
		h.must(err)
		for _, secret := range append(marks, profile, password, email, letter, []byte(marie), []byte("DUPONT"), []byte("marie@poitou.example"), []byte("639981001")) {
			if bytes.Contains(content, secret) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
}
