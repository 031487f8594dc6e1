package files

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/journey/events"
)

// spoil runs statements on a database that no program has open, as a person could who can write to the file.
func spoil(t *testing.T, path string, statements ...string) {
	t.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, statement := range statements {
		if _, err := raw.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

const alterProfile = `UPDATE members SET profile = CAST(substr(profile, 1, 20) || CASE substr(profile, 21, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(profile, 22) AS BLOB)`

func agreed(Restored) error { return nil }

// busy is a database with work in progress, and a copy of it.
func busy(t *testing.T) (Database, string) {
	t.Helper()
	d := filled(t)
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	m, err := open.MemberByKey(t.Context(), open.Keys().IdentifierKey(account.Identifier{Kind: account.Tiers, Value: "T1"}))
	if err != nil {
		t.Fatal(err)
	}
	err = open.InTx(t.Context(), func(tx *db.Tx) error {
		ctx := t.Context()
		_, err := tx.OpenLogin(ctx, m.ID, "password", "Firefox", now)
		for _, to := range []string{"un@poitou.example", "deux@poitou.example"} {
			err = errors.Join(err, tx.Post(ctx, m.ID, db.Message{Kind: db.KindPasswordChanged, Channel: "email", To: to, At: now}, now, now.Add(time.Hour)))
		}
		return errors.Join(err, tx.Audit(ctx, events.Login.OK(m.IdentifierKey, events.Details{}).By("member", nil), now))
	})
	if err != nil {
		t.Fatal(err)
	}
	at := now
	made, err := Backups{DB: open, Now: func() time.Time { return at }, Location: time.UTC}.To(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(open.Close(), db.Retire(t.Context(), d.Path)); err != nil { // a single file, to be compared
		t.Fatal(err)
	}
	return d, made.File
}

func TestABackupThatCannotBeReliedOnIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, d Database, copied string)
		says  string
	}{
		"a byte of a sealed profile": {func(t *testing.T, _ Database, copied string) { spoil(t, copied, alterProfile) }, "1 fiche d'adhérent illisible. Prenez-en une autre"},
		"a row of the audit log is gone": {func(t *testing.T, _ Database, copied string) { spoil(t, copied, `DELETE FROM audit WHERE seq = 1`) },
			"le journal n'est plus entier à partir de la ligne 1"},
		"the last row of the audit log is gone": {func(t *testing.T, _ Database, copied string) { spoil(t, copied, `DELETE FROM audit WHERE seq = 2`) },
			"le journal n'est plus entier à partir de la ligne 2"},
		"a row without its member": {func(t *testing.T, _ Database, copied string) {
			spoil(t, copied, `INSERT INTO payments (member_id, nature, paid_on, amount_key) VALUES (999, 'prestation', '2026-01-01', zeroblob(16))`)
		}, "1 ligne qui renvoie à ce qui n'existe plus"},
		"cut short": {func(t *testing.T, _ Database, copied string) {
			if err := os.Truncate(copied, 40<<10); err != nil {
				t.Fatal(err)
			}
		}, "est abîmée ou n'est pas une base"},
		"another key": {func(t *testing.T, d Database, _ string) {
			if err := os.WriteFile(d.KeyPath, []byte(strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "n'est pas celle de la copie"},
		"a newer schema": {func(t *testing.T, _ Database, copied string) { spoil(t, copied, `PRAGMA user_version = 9999`) }, "celui d'une version plus récente"},
	} {
		t.Run(name, func(t *testing.T) {
			d, copied := busy(t)
			c.spoil(t, d, copied)
			before := d.read(t)
			_, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasSuffix(err.Error(), "Rien n'a été changé") {
				t.Errorf("it says %v", err)
			}
			if string(d.read(t)) != string(before) || len(d.left(t)) != 0 {
				t.Errorf("the database was changed, or there is %v", d.left(t))
			}
		})
	}
}

func TestARestoreEndsWhatMustNotLiveAgain(t *testing.T) {
	d, copied := busy(t)
	// One of the two messages was sent since, as the database that is replaced shows.
	spoil(t, d.Path, `UPDATE outbox SET state = 'sent', payload = NULL, done_at = 1 WHERE id = 1`,
		fmt.Sprintf(`UPDATE members SET password_hash = 'new', password_changed_at = %d`, now.Unix()+60))
	later := now.Add(time.Hour)
	found, err := d.Restore(t.Context(), copied, Restoring{Now: later, Confirm: agreed})
	if err != nil {
		t.Fatal(err)
	}
	if want := (db.Revived{At: found.At, Logins: 1, Dropped: 1, Waiting: 1, Passwords: 1}); found.Revived != want || !found.At.Equal(now) || found.Members != 1 || found.Damage != "" {
		t.Errorf("%+v", found)
	}
	d.holds(t)
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if login, err := open.Login(t.Context(), 1); err != nil || !login.EndedAt.Equal(later) {
		t.Errorf("%+v, %v", login, err)
	}
	if due, err := open.Due(t.Context(), later, 10); err != nil || len(due) != 1 || due[0].To != "deux@poitou.example" {
		t.Errorf("due %+v, %v", due, err)
	}
	var last db.AuditRow
	if err := open.EachAudit(t.Context(), func(row db.AuditRow) error { last = row; return nil }); err != nil || last.Event != "database-restored" {
		t.Errorf("%+v, %v", last, err)
	}
}

func TestARestoreRemovesWhatAnInterruptedOneHasLeft(t *testing.T) {
	d, copied := busy(t)
	for _, name := range []string{".sesame.db-123456", ".sesame.db-123456-journal", ".sesame.db-notes", "sesame.db-9"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(d.Path), name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
	if err != nil {
		t.Fatal(err)
	}
	if left := d.left(t); !slices.Equal(left, []string{".sesame.db-notes", "sesame.db-9", filepath.Base(found.Aside)}) {
		t.Errorf("%v", left)
	}
}

func TestARestoreWithoutRoomChangesNothing(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "2m")
	if dir == "" {
		return
	}
	d, copied := busy(t)
	small := Database{Path: filepath.Join(dir, "sesame.db"), KeyPath: d.KeyPath, Location: time.UTC}
	if err := dbtest.Fill(filepath.Join(dir, "filled")); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	_, err := small.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
	if err == nil || !strings.Contains(err.Error(), "et il en reste 0") || !strings.HasSuffix(err.Error(), "Rien n'a été changé") || len(small.left(t)) != 1 {
		t.Errorf("%v, %v", err, small.left(t))
	}
}

func TestWithoutTheFormerDatabaseNoMessageLeavesTwice(t *testing.T) {
	d, copied := busy(t)
	if err := os.WriteFile(d.Path, []byte("no database any more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed}); err != nil || found.Dropped != 2 || found.Waiting != 0 || found.Aside == "" {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestADamagedBackupIsPutBackOnlyWhereThatIsAccepted(t *testing.T) {
	d, copied := busy(t)
	spoil(t, copied, alterProfile, `DELETE FROM audit WHERE seq = 1`)
	found, err := d.Restore(t.Context(), copied, Restoring{Now: now, AcceptDamage: true, Confirm: agreed})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(found.Damage, "1 fiche d'adhérent illisible, le journal n'est plus entier à partir de la ligne 1") || found.Mended < 1 {
		t.Errorf("%+v", found)
	}
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	_, err = open.MemberByKey(t.Context(), open.Keys().IdentifierKey(account.Identifier{Kind: account.Tiers, Value: "T1"}))
	if !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the member whose profile is lost: %v", err)
	}
	var damage *db.DamageError
	if _, err := db.Prove(t.Context(), d.Path, open.Keys(), false); !errors.As(err, &damage) || len(damage.Shut) > 0 || damage.Orphans > 0 {
		t.Errorf("afterwards: %v", err)
	}
}

func TestARestoreThatIsNotConfirmedChangesNothing(t *testing.T) {
	d, copied := busy(t)
	before := d.read(t)
	_, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: func(Restored) error { return errors.New("non") }})
	if err == nil || err.Error() != "non. Rien n'a été changé" || string(d.read(t)) != string(before) || len(d.left(t)) != 0 {
		t.Errorf("%v, %v", err, d.left(t))
	}
}

func TestARestoreThatIsInterruptedSaysSo(t *testing.T) {
	d, copied := busy(t)
	before := d.read(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.Restore(ctx, copied, Restoring{Now: now, Confirm: agreed})
	if err == nil || err.Error() != "la commande a été interrompue. Rien n'a été changé" || string(d.read(t)) != string(before) || len(d.left(t)) != 0 {
		t.Errorf("%v, %v", err, d.left(t))
	}
	if err := d.Told(fmt.Errorf("prove: %w", context.Canceled)); err.Error() != "la commande a été interrompue" {
		t.Error(err)
	}
	if _, err := d.Open(ctx, false); err == nil || err.Error() != "la commande a été interrompue" {
		t.Error(err)
	}
}

func TestTwoRestoresOfOneSecondKeepBothFormerDatabases(t *testing.T) {
	d, copied := busy(t)
	before := d.read(t)
	first, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
	if err != nil || second.Aside == first.Aside {
		t.Fatalf("%+v, %v", second, err)
	}
	if kept, err := os.ReadFile(first.Aside); string(kept) != string(before) {
		t.Errorf("the first one is lost: %v", err)
	}
	if _, err := os.Stat(second.Aside); err != nil {
		t.Error(err)
	}
}

func TestARestoreFollowsALinkToTheDatabase(t *testing.T) {
	d, copied := busy(t)
	linked := d
	linked.Path = filepath.Join(t.TempDir(), "sesame.db")
	if err := os.Symlink(d.Path, linked.Path); err != nil {
		t.Fatal(err)
	}
	found, err := linked.Restore(t.Context(), copied, Restoring{Now: now, Confirm: agreed})
	if err != nil || filepath.Dir(found.Aside) != filepath.Dir(d.Path) {
		t.Fatalf("%+v, %v", found, err)
	}
	if to, err := os.Readlink(linked.Path); to != d.Path {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	d.holds(t)
}

func TestACopyThatThisAccountMayNotReadIsNotCalledDamaged(t *testing.T) {
	d, copied := busy(t)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for dir := filepath.Dir(copied); strings.Contains(dir, t.Name()); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // G302: another account looks for the file there
			t.Fatal(err)
		}
	}
	if os.Getuid() == 0 { // whose files are read whatever their mode
		if err := syscall.Setfsuid(65534); err != nil {
			t.Fatal(err)
		}
		defer syscall.Setfsuid(0) //nolint:errcheck // root is let back
	} else if err := os.Chmod(copied, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := d.verifyCopy(t.Context(), copied, nil); err == nil || !strings.Contains(err.Error(), copied+" n'est pas lisible par ce compte") {
		t.Error(err)
	}
}
