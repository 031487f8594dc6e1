package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
)

const exportedMembers = "identifiant;categorie;nom;adresse6;email;portable\n" +
	"T1;tiers;Aubert;86000 POITIERS;un@poitou.example;06 39 98 10 01\n" +
	"T2;tiers;Bernard;86000 POITIERS;deux@poitou.example;\n" +
	"T3;tiers;Colin;86000 POITIERS;trois@poitou.example;\n"

// exporting is a database in which members' contacts change.
type exporting struct {
	*desk
	database *db.DB
}

func newExporting(t *testing.T) *exporting {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", exportedMembers))
	return &exporting{d, d.open()}
}

func (e *exporting) member(identifier string) *db.Member {
	e.t.Helper()
	m, err := e.database.MemberByKey(e.t.Context(), e.database.Keys().IdentifierKey(account.Identifier{Kind: account.Tiers, Value: identifier}))
	if err != nil {
		e.t.Fatal(err)
	}
	return m
}

func (e *exporting) does(f func(ctx context.Context, t *db.Tx) error) {
	e.t.Helper()
	if err := e.database.InTx(e.t.Context(), func(t *db.Tx) error { return f(e.t.Context(), t) }); err != nil {
		e.t.Fatal(err)
	}
}

var exportedAt = time.Date(2026, time.November, 23, 13, 5, 9, 0, time.UTC) // 14:05:09 in Paris

func (e *exporting) verifies(identifier string, kind db.ContactKind, event events.Kind) {
	e.t.Helper()
	m := e.member(identifier)
	e.does(func(ctx context.Context, t *db.Tx) error {
		_, err := t.VerifyContact(ctx, m.ID, kind, exportedAt)
		return errors.Join(err, t.Audit(ctx, event.OK(m.IdentifierKey, events.Details{}).By("member", nil), exportedAt))
	})
}

// posts queues a mail to a member, and returns it as the courier reads it.
func (e *exporting) posts(identifier string) db.Waiting {
	e.t.Helper()
	m := e.member(identifier)
	e.does(func(ctx context.Context, t *db.Tx) error {
		return t.Post(ctx, m.ID, db.Message{Kind: db.KindCode, Channel: account.Email, To: m.Contacts[db.Email].Value, At: exportedAt}, exportedAt, exportedAt.Add(time.Hour))
	})
	due, err := e.database.Due(e.t.Context(), exportedAt, 1)
	if err != nil {
		e.t.Fatal(err)
	}
	return due[0]
}

func (e *exporting) refuses(identifier string) {
	e.t.Helper()
	if err := e.database.Refused(e.t.Context(), e.posts(identifier), exportedAt, "smtp-refus 550 5.1.1"); err != nil {
		e.t.Fatal(err)
	}
}

func (e *exporting) bounces(identifier string) {
	e.t.Helper()
	w := e.posts(identifier)
	if err := e.database.Sent(e.t.Context(), w.ID, exportedAt); err != nil {
		e.t.Fatal(err)
	}
	e.does(func(ctx context.Context, t *db.Tx) error {
		_, err := t.Report(ctx, account.Email, w.Reference, db.FateBounced, "5.2.1", exportedAt)
		return err
	})
}

// returns queues a letter to a member, posts it and marks it as returned.
func (e *exporting) returns(identifier string) {
	e.t.Helper()
	m := e.member(identifier)
	e.does(func(ctx context.Context, t *db.Tx) error {
		return t.QueueLetter(ctx, m.ID, db.LetterPayload{Secret: "ABCD", Request: "KTR-482", At: exportedAt, Until: exportedAt.Add(20 * 24 * time.Hour)})
	})
	e.sql(`INSERT INTO letter_batches (id, actor, layout, count, created_at) VALUES (1, 'system', 'recto', 1, 0);
		UPDATE letters SET state = 'posted', payload = NULL, batch_id = 1, sheet = 1, address_key = zeroblob(16)`)
	e.does(func(ctx context.Context, t *db.Tx) error {
		_, err := t.MarkReturned(ctx, 1, db.ReturnedUnknown, db.Act{Actor: "agent:cpetit", At: exportedAt})
		return err
	})
}

// exported returns the lines of a new export without its header.
func (e *exporting) exported(name string, options ...string) string {
	e.t.Helper()
	e.runs(exitDone, append([]string{"export", "contacts", e.path(name)}, options...)...)
	lines, found := strings.CutPrefix(e.read(name), "\ufeffidentifiant;nature;valeur;date;motif\r\n")
	if !found {
		e.t.Fatalf("%q", e.read(name))
	}
	return lines
}

func TestContactsAreExportedSinceTheLastTime(t *testing.T) {
	e := newExporting(t)
	if got := e.exported("vide.csv"); got != "" {
		t.Errorf("%q of members who were only imported", got)
	}
	e.verifies("T1", db.Email, events.EmailVerified)
	e.verifies("T1", db.Mobile, events.PhoneVerified)
	e.bounces("T2")
	e.refuses("T3")
	e.returns("T3")
	want := []string{
		"T1;email_verifie;un@poitou.example;2026-11-23 14:05:09;",
		"T1;portable_verifie;06 39 98 10 01;2026-11-23 14:05:09;",
		"T2;email_refuse;deux@poitou.example;2026-11-23 14:05:09;5.2.1",
		"T3;email_refuse;trois@poitou.example;2026-11-23 14:05:09;5.1.1",
		"T3;courrier_revenu;;2026-11-23 14:05:09;inconnu à l'adresse (NPAI)",
	}
	got := e.exported("premier.csv")
	if got != strings.Join(want, "\r\n")+"\r\n" {
		t.Errorf("%s\nwant %s", got, strings.Join(want, "\n"))
	}
	e.says("2 contacts vérifiés, 2 contacts qui refusent nos messages, 1 courrier revenu")
	if info, err := os.Stat(e.path("premier.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got := e.exported("second.csv"); got != "" {
		t.Errorf("twice: %q", got)
	}
	if got := strings.Split(strings.TrimSpace(e.exported("tout.csv", "--all")), "\r\n"); len(got) != len(want) {
		t.Errorf("all: %q", got)
	}
	e.verifies("T2", db.Email, events.EmailVerified) // a code came back from the address at which a mail had bounced
	if got := e.exported("suite.csv"); got != "T2;email_verifie;deux@poitou.example;2026-11-23 14:05:09;\r\n" {
		t.Errorf("%q", got)
	}
	e.runs(exitRefused, "export", "contacts", e.path("suite.csv"))
	e.says("existe déjà")
	e.runs(exitUsage, "export", "adherents", e.path("a.csv"))
	e.says("n'est pas ce que l'on exporte")
}

func TestAnAddressThatWasReplacedSinceIsNotExported(t *testing.T) {
	e := newExporting(t)
	e.exported("vide.csv")
	e.bounces("T2")
	m := e.member("T2")
	e.does(func(ctx context.Context, t *db.Tx) error {
		return t.SetContact(ctx, m, db.Email, db.Contact{Value: "=neuve@poitou.example", Source: db.FromMember, VerifiedAt: exportedAt}, exportedAt)
	})
	e.verifies("T2", db.Email, events.EmailVerified)
	if got := e.exported("f.csv"); got != "T2;email_verifie;'=neuve@poitou.example;2026-11-23 14:05:09;\r\n" {
		t.Errorf("%q", got)
	}
}

func TestAnExportThatWasCutShortComesAgain(t *testing.T) {
	e := newExporting(t)
	e.exported("vide.csv")
	e.verifies("T1", db.Email, events.EmailVerified)
	lost := errors.New("the disk is full")
	err := (&program{now: time.Now, zone: paris()}).acts(e.database).ExportContacts(t.Context(), acts.Command, false, func(lines func(func(db.ContactLine) error) error) error {
		return lines(func(db.ContactLine) error { return lost })
	})
	if !errors.Is(err, lost) {
		t.Fatal(err)
	}
	if got := e.exported("f.csv"); !strings.HasPrefix(got, "T1;email_verifie;") {
		t.Errorf("%q", got)
	}
	// If rows of the audit log that follow the last export are missing, everything is exported.
	e.sql(`INSERT INTO audit_segments (last_seq, last_hash, seal, purged_at) VALUES (1000000, zeroblob(32), zeroblob(32), 0)`)
	if got := e.exported("g.csv"); !strings.HasPrefix(got, "T1;email_verifie;") {
		t.Errorf("after a purge: %q", got)
	}
}
