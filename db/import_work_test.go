package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/texts"
)

// another opens a database as another program would.
func another(t *testing.T, path string) *db.DB {
	t.Helper()
	d, err := openUnder(t, path, ring(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestOneImportAtATimeOverAllPrograms(t *testing.T) {
	all, d := slicedWork(t), before(t)
	other := another(t, d.Path())
	asked := 0
	d.SetPause(func(context.Context) error {
		asked++
		if err := all["payments"].do(t, other); !errors.Is(err, db.ErrImportElsewhere) {
			t.Errorf("another file: %v", err)
		}
		var refused *db.UndoRefusal
		if err := all["payments taken back"].do(t, other); !errors.As(err, &refused) || refused.Message != texts.ImportElsewhere {
			t.Errorf("taking one back: %v", err)
		}
		at := stage(t, d)
		if err := other.FinishImports(t.Context(), noon); err != nil || stage(t, d) != at {
			t.Errorf("the work of another program was ended: %v", err)
		}
		return nil
	})
	if err := all["members"].do(t, d); err != nil || asked == 0 {
		t.Fatal(asked, err)
	}
	if err := all["payments"].do(t, other); err != nil {
		t.Error(err)
	}
}

// A slice begins small and grows with the work that the machine does in its time, within bounds.
func TestASliceIsBounded(t *testing.T) {
	d := openDB(t)
	raw := openRaw(t, d)
	defer raw.Close()
	last, slice, all := 0, 256, 0
	d.SetPause(func(ctx context.Context) error {
		var now int
		if err := raw.QueryRowContext(ctx, `SELECT count(*) FROM members`).Scan(&now); err != nil {
			return err
		}
		if now-last > slice {
			t.Errorf("%d rows in one slice, after %d", now-last, slice)
		}
		if now > last {
			slice, all = 2*(now-last), all+1
		}
		last = now
		return nil
	})
	members(t, d, smallHeader+manyTiers(3000))
	if last != 3000 || all < 3 {
		t.Errorf("%d members in %d slices", last, all)
	}
}

// Many new members are not added in the order of the file; all their values are stored all the same.
func TestManyNewcomersAreWhole(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"T0;tiers;Aubert;86000 POITIERS;aubert@poitou.example;NC;\n"+manyTiers(17_000)+"T1;tiers;Zimmermann;86000 POITIERS;zimmermann@poitou.example;NC;\n")
	for identifier, email := range map[string]string{"T0": "aubert@poitou.example", "T1": "zimmermann@poitou.example"} {
		m := member(t, d, identifier)
		if m.Contacts[db.Email].Value != email || !slices.Equal(leftOut(t, d, identifier), []string{"portable ••"}) {
			t.Errorf("%s is %+v, %q", identifier, m, leftOut(t, d, identifier))
		}
	}
	for text, identifier := range map[string]string{"zimmermann": "T1", "aubert": "T0", "16999": "X16999"} {
		if r, err := d.SearchMembers(t.Context(), text, 10); err != nil || len(r.Written.Members) != 1 || r.Written.Members[0].Profile.Identifier != identifier {
			t.Errorf("searched for %q: %d found, %v", text, len(r.Written.Members), err)
		}
	}
}

// A failure in the middle undoes everything at once.
func TestAFailureInTheMiddleTakesEverythingBack(t *testing.T) {
	for _, table := range []string{"members", "former_members", "contacts", "former_contacts", "former_notes", "values_left_out", "search", "imports"} {
		t.Run(table, func(t *testing.T) {
			d := before(t)
			stood, work := seen(t, d), slicedWork(t)["members"]
			when := map[string]string{"search": "BEFORE INSERT ON search", "imports": "BEFORE UPDATE OF loaded_at ON imports"}[table]
			if when == "" {
				when = "BEFORE INSERT ON " + table
			}
			armed := false
			d.SetPause(func(context.Context) error {
				if !armed {
					armed = true
					tamper(t, d, `CREATE TRIGGER broken `+when+` WHEN (SELECT stage FROM import_work) = 'arriving' BEGIN SELECT RAISE(ABORT, 'broken'); END`)
				}
				return nil
			})
			err := work.do(t, d)
			if err == nil || !strings.Contains(err.Error(), "broken") {
				t.Fatalf("%v", err)
			}
			tamper(t, d, `DROP TRIGGER broken`)
			if err := d.FinishImports(t.Context(), noon.Add(2*time.Hour)); err != nil {
				t.Error(err)
			}
			if now := seen(t, d); !slices.Equal(stood, now) || stage(t, d) != "" {
				t.Errorf("%q is at work: %q", stage(t, d), difference(stood, now))
			}
			d.SetPause(nil)
			if err := work.do(t, d); err != nil {
				t.Error(err)
			}
		})
	}
}

// Accounts are closed by dates that all readers see.
func TestNoAccountIsClosedByAFileThatNobodySees(t *testing.T) {
	d := before(t)
	closed := func() int {
		raw := openRaw(t, d)
		defer raw.Close()
		return len(column(t, raw, `SELECT 'x' FROM audit WHERE event = 'member-closed'`))
	}
	d.SetPause(func(context.Context) error {
		if stage(t, d) != "arriving" {
			return nil
		}
		if err := d.CloseEnded(t.Context(), noon.Add(time.Hour)); err != nil || closed() != 0 {
			t.Errorf("%d closed, %v", closed(), err)
		}
		return nil
	})
	if err := slicedWork(t)["members"].do(t, d); err != nil {
		t.Fatal(err)
	}
	if err := d.CloseEnded(t.Context(), noon.Add(time.Hour)); err != nil || closed() != 1 {
		t.Errorf("%d closed, %v", closed(), err)
	}
}

// cutShort is a database with an import that nobody has seen, whose program was killed.
func cutShort(t *testing.T) *db.DB {
	t.Helper()
	d, pauses := before(t), 0
	d.SetPause(func(context.Context) error {
		if pauses++; pauses > 5 {
			return errKilled
		}
		return nil
	})
	if err := slicedWork(t)["members"].do(t, d); !errors.Is(err, errKilled) || stage(t, d) != "arriving" {
		t.Fatal(err, stage(t, d))
	}
	d.SetPause(nil)
	return d
}

func TestABackupInTheMiddleOfAnImportHoldsWhatIsSeen(t *testing.T) {
	d := cutShort(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := d.Backup(t.Context(), path, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	if v, err := db.Verify(t.Context(), path, d.Keys()); err != nil || v.Members != 3 {
		t.Errorf("verified %+v, %v", v, err)
	}
	restored := another(t, path)
	stood := seen(t, d)
	if now := seen(t, restored); !slices.Equal(stood, now) {
		t.Errorf("%q", difference(stood, now))
	}
	if err := restored.FinishImports(t.Context(), noon); err != nil || stage(t, restored) != "" {
		t.Errorf("%v, %q", err, stage(t, restored))
	}
	if now := seen(t, restored); !slices.Equal(stood, now) {
		t.Errorf("once it is ended: %q", difference(stood, now))
	}
	if last, err := restored.Imports(t.Context(), 1); err != nil || last[0].Phase != db.ImportInterrupted || last[0].EndedAt.IsZero() {
		t.Errorf("the import is %+v, %v", last, err)
	}
}

func TestAKeyIsRotatedInTheMiddleOfAnImport(t *testing.T) {
	d := cutShort(t)
	stood := seen(t, d)
	d = reopened(t, d, 2, func(path string) {
		if err := rotate(t, path, 1, 2); err != nil {
			t.Fatal(err)
		}
	})
	for range 2 {
		if now := seen(t, d); !slices.Equal(stood, now) {
			t.Errorf("%q: %q", stage(t, d), difference(stood, now))
		}
		if err := d.FinishImports(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := slicedWork(t)["members"].do(t, d); err != nil {
		t.Error(err)
	}
}

// A file that is read while another program has left an import half written is compared with what readers see.
func TestTheNextImportEndsTheOneBefore(t *testing.T) {
	d := cutShort(t)
	stood := seen(t, d)
	_, second := slicedFiles(t)
	if report, _ := load(t, d, backoffice.MemberColumns, second, db.ImportOptions{DryRun: true, KeepGoing: true}); report.Added != 1 || report.Changed != 3 {
		t.Errorf("report %+v", report)
	}
	if now := seen(t, d); !slices.Equal(stood, now) || stage(t, d) != "" {
		t.Errorf("%q is at work: %q", stage(t, d), difference(stood, now))
	}
}
