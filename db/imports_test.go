package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

func TestAnImportAndWhatIsNotedOfItStandOrFallTogether(t *testing.T) {
	d := openDB(t)
	i := db.FileImport{Actor: "agent:cpetit", Kind: "adherents", Name: "a.csv", StartedAt: noon}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		err := tx.AddImport(ctx, &i)
		loading := i
		loading.Phase = db.ImportLoading
		_, err2 := tx.MoveImport(ctx, db.ImportChecking, loading)
		return errors.Join(err, err2)
	})
	run := func() error {
		table, err := backoffice.OpenTable(strings.NewReader(rotatedFile), backoffice.MemberColumns)
		if err != nil {
			return err
		}
		_, err = d.ImportMembers(t.Context(), table, db.ImportOptions{Now: noon, Actor: "agent:cpetit", Import: &i})
		return err
	}
	tamper(t, d, `CREATE TRIGGER broken BEFORE UPDATE OF loaded_at ON imports BEGIN SELECT RAISE(ABORT, 'no'); END`)
	if err := run(); err == nil || !strings.Contains(err.Error(), "no") {
		t.Fatalf("%v", err)
	}
	if n, err := d.MemberCount(t.Context()); n != 0 || err != nil || rows(everything(t, d), "member ") != 0 {
		t.Errorf("%d members, %v", n, err)
	}
	if err := d.InterruptImports(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Import(t.Context(), i.ID); err != nil || got.Phase != db.ImportInterrupted || got.EndedAt.IsZero() {
		t.Errorf("after the program was ended: %+v, %v", got, err)
	}
	tamper(t, d, `DROP TRIGGER broken`)
	tamper(t, d, `UPDATE imports SET phase = 'loading', ended_at = NULL`)
	if err := run(); err != nil {
		t.Fatal(err)
	}
	if err := d.InterruptImports(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Import(t.Context(), i.ID); err != nil || got.Phase != db.ImportLoaded || got.Report.Added != 1 || !got.Report.Applied {
		t.Errorf("loaded: %+v, %v", got, err)
	}
}

func TestMessagesAndImportsArePurgedAfterAYear(t *testing.T) {
	d := openDB(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		var errs error
		for _, n := range []string{"AAA-222", "BBB-333"} {
			errs = errors.Join(errs, tx.AddContactMessage(ctx, db.ContactMessage{Number: n, Email: "a@b.example", Message: "?"}, noon))
		}
		m, err := tx.ContactMessage(ctx, "AAA-222")
		err2 := tx.AnswerContact(ctx, m, "agent:a", db.ContactAnswer{Words: "Oui.", Message: db.Message{Channel: "email"}, Expires: noon.Add(time.Hour)}, noon)
		i := db.FileImport{Actor: "agent:a", Kind: "adherents", StartedAt: noon}
		errs = errors.Join(errs, err, err2, tx.AddImport(ctx, &i))
		i.Phase, i.EndedAt = db.ImportCancelled, noon
		_, err = tx.MoveImport(ctx, db.ImportChecking, i)
		return errors.Join(errs, err)
	})
	for _, c := range []struct {
		after                       time.Duration
		messages, answers, imported int
	}{{364 * 24 * time.Hour, 2, 1, 1}, {366 * 24 * time.Hour, 0, 0, 0}} {
		if err := d.Purge(t.Context(), noon.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		counts, err := d.ContactCounts(t.Context(), "agent:a", noon, 10)
		answers, err2 := d.ContactEntries(t.Context(), 1)
		files, err3 := d.Imports(t.Context(), 9)
		if n := counts[db.ContactsAll]; errors.Join(err, err2, err3) != nil || n != c.messages || len(answers) != c.answers || len(files) != c.imported {
			t.Errorf("after %v: %d messages, %d answers, %d imports, %v", c.after, n, len(answers), len(files), errors.Join(err, err2, err3))
		}
	}
}
