package files

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/db"
	"sesame/db/dbtest"
)

// opened is an open database with the member T1, and its backups, in a folder that does not exist yet.
func opened(t *testing.T) (*db.DB, *Backups) {
	t.Helper()
	d := filled(t)
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = open.Close() })
	at := now
	return open, &Backups{DB: open, Dir: filepath.Join(t.TempDir(), "copies"), Keep: Keep{7, 4, 12}, Location: time.UTC,
		Now: func() time.Time { return at }}
}

func (b Backups) list(t *testing.T) (names []string) {
	t.Helper()
	all, err := os.ReadDir(b.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all {
		names = append(names, entry.Name())
	}
	return names
}

func TestTheDailyBackupIsProvedAndNoted(t *testing.T) {
	d, b := opened(t)
	if !b.Due(t.Context()) {
		t.Error("the first one is not due")
	}
	made, err := b.Daily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(b.Dir, "sesame-20261125T103000Z.db")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 || made.File != file || made.Bytes != info.Size() || made.Members != 1 || made.AuditSeq != 1 {
		t.Errorf("%+v, %v, %v", made, info, err)
	}
	if folder, err := os.Stat(b.Dir); err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", folder, err)
	}
	newest, proved, err := d.LastBackups(t.Context())
	if err != nil || newest.File != file || proved.File != file || proved.Members != 1 || !bytes.Equal(proved.AuditHash, made.AuditHash) || !proved.MadeAt.Equal(now) {
		t.Errorf("noted %+v, %+v, %v", newest, proved, err)
	}
	for after, want := range map[time.Duration]bool{0: false, 24 * time.Hour: false, 25 * time.Hour: true, -2 * time.Hour: true} {
		b.Now = func() time.Time { return now.Add(after) }
		if due := b.Due(t.Context()); due != want {
			t.Errorf("due %s later: %v", after, due)
		}
	}
	if names := b.list(t); len(names) != 1 {
		t.Errorf("%v", names)
	}
}

func TestASecondDailyBackupWithinTheSecondSaysToTryAgain(t *testing.T) {
	d, b := opened(t)
	made, err := b.Daily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Daily(t.Context()); err == nil || err.Error() != "la copie "+made.File+" vient d'être faite, dans cette seconde même : recommencez si vous en voulez une autre" {
		t.Error(err)
	}
	if newest, _, err := d.LastBackups(t.Context()); err != nil || newest.Failure != "" {
		t.Errorf("noted %+v, %v", newest, err)
	}
}

func TestACopyAskedForElsewhereThatFindsNoPlaceIsNoTroubleOfTheDailyOnes(t *testing.T) {
	d, b := opened(t)
	made, err := b.Daily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "clef", "a.db") // the folder is not there
	if _, err := b.To(t.Context(), elsewhere); err == nil || !strings.Contains(err.Error(), "n'existe pas") {
		t.Fatal(err)
	}
	newest := func() db.Backup {
		t.Helper()
		newest, _, err := d.LastBackups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return newest
	}
	if n := newest(); n.Failure != "" || n.File != made.File {
		t.Errorf("noted %+v", n)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.To(stopped, filepath.Join(t.TempDir(), "b.db")); err == nil {
		t.Fatal("it was not stopped")
	}
	if n := newest(); n.File != made.File {
		t.Errorf("noted %+v", n)
	}
	// Without a folder, the copies that an operator makes count as the daily ones, so that their failures are recorded.
	b.Dir = ""
	if _, err := b.To(t.Context(), elsewhere); err == nil {
		t.Fatal("it was made")
	}
	if n := newest(); n.Failure != db.BackupFolder || n.File != elsewhere {
		t.Errorf("noted %+v", n)
	}
}

func TestWhatIsNoBackupOfThisDatabaseIsNeverRemoved(t *testing.T) {
	_, b := opened(t)
	_, other := opened(t)
	b.Keep = Keep{Days: 2}
	if err := os.Mkdir(b.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	other.Dir = b.Dir
	other.Now = func() time.Time { return now.AddDate(-1, 0, 0) }
	if _, err := other.Daily(t.Context()); err != nil {
		t.Fatal(err)
	}
	strangers := []string{"sesame-20200101T000000Z.db", "sesame-notes.txt", "sesame-20200101T000000Z.db.gz", "SESAME-20200102T000000Z.db", ".cache"}
	for _, name := range strangers {
		if err := os.WriteFile(filepath.Join(b.Dir, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 4 {
		b.Now = func() time.Time { return now.AddDate(0, 0, n) }
		if _, err := b.Daily(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	names := b.list(t)
	for _, name := range append(strangers, "sesame-20251125T103000Z.db", "sesame-20261128T103000Z.db", "sesame-20261127T103000Z.db") {
		if !slices.Contains(names, name) {
			t.Errorf("%s is gone", name)
		}
	}
	if len(names) != len(strangers)+3 {
		t.Errorf("%v", names)
	}
}

func TestABackupThatCannotBeProvedDoesNotCount(t *testing.T) {
	d, b := opened(t)
	good, err := b.Daily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), `UPDATE members SET profile = CAST(substr(profile, 1, 20) || CASE substr(profile, 21, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(profile, 22) AS BLOB)`); err != nil {
		t.Fatal(err)
	}
	b.Now, b.Keep = func() time.Time { return now.AddDate(0, 0, 1) }, Keep{Days: 1}
	_, err = b.Daily(t.Context())
	if err == nil || !strings.Contains(err.Error(), "la base elle-même est abîmée : 1 fiche d'adhérent illisible") {
		t.Errorf("it says %v", err)
	}
	if names := b.list(t); !slices.Equal(names, []string{filepath.Base(good.File)}) {
		t.Errorf("%v", names)
	}
	newest, proved, err := d.LastBackups(t.Context())
	if err != nil || newest.Failure != db.BackupDamaged || proved.File != good.File {
		t.Errorf("noted %+v, %+v, %v", newest, proved, err)
	}
}

func TestASecondBackupAtOnceSaysSo(t *testing.T) {
	d, b := opened(t)
	held, err := lockDir(filepath.Dir(d.Path()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Daily(t.Context()); err == nil || !strings.Contains(err.Error(), "est en cours : attendez sa fin") {
		t.Errorf("it says %v", err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Daily(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTheNextBackupRemovesWhatACrashHasLeft(t *testing.T) {
	_, b := opened(t)
	if err := os.Mkdir(b.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.WriteFile(filepath.Join(b.Dir, ".sesame.db.en-cours"+suffix), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Daily(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names := b.list(t); len(names) != 1 {
		t.Errorf("%v", names)
	}
}

// A killed command has left its copy under a name derived from its own FILE, which no later command may be given again.
func TestTheNextBackupRemovesWhatACrashHasLeftUnderAnotherName(t *testing.T) {
	_, b := opened(t)
	if err := os.Mkdir(b.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".monday.db.en-cours", ".monday.db.en-cours-journal", ".tuesday.db.en-cours", "notes.en-cours"} {
		if err := os.WriteFile(filepath.Join(b.Dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	busy, err := os.Open(filepath.Join(b.Dir, ".tuesday.db.en-cours")) // of a command that goes on
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if err := syscall.Flock(int(busy.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	made, err := b.To(t.Context(), filepath.Join(b.Dir, "wednesday.db"))
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(b.Dir)
	var names []string
	for _, e := range left {
		names = append(names, e.Name())
	}
	if err != nil || !slices.Equal(names, []string{".tuesday.db.en-cours", "notes.en-cours", filepath.Base(made.File)}) {
		t.Errorf("%q, %v", names, err)
	}
}

func TestABackupThatIsStoppedLeavesNothing(t *testing.T) {
	d, b := opened(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Daily(ctx); err == nil {
		t.Error("it is made")
	}
	if names := b.list(t); len(names) > 0 {
		t.Errorf("%v", names)
	}
	if newest, _, err := d.LastBackups(t.Context()); err != nil || newest.Failure != db.BackupStopped {
		t.Errorf("noted %+v, %v", newest, err)
	}
}

func TestWhyABackupFailedIsSaid(t *testing.T) {
	b := Backups{}
	for _, c := range []struct {
		err     error
		failure db.BackupFailure
		says    string
	}{
		{&roomError{needed: 900 << 20, free: 30 << 20}, db.BackupRoom, "il faut 901 Mo dans /var/backups, et il en reste 30"},
		{fmt.Errorf("back up: %w", db.ErrFull), db.BackupRoom, "il n'y a plus de place dans /var/backups"},
		{&os.PathError{Op: "sync", Path: "/var/backups/x", Err: syscall.ENOSPC}, db.BackupRoom, "il n'y a plus de place dans /var/backups"},
		{db.ErrDamaged, db.BackupDamaged, "elle ne se relit pas"},
		{db.ErrSlow, db.BackupSlow, "est trop lente"},
		{context.Canceled, db.BackupStopped, "a été interrompue"},
		{&os.PathError{Op: "open", Path: "/var/backups/x", Err: syscall.EACCES}, db.BackupFolder, "ce compte ne peut pas écrire dans le dossier /var/backups"},
		{&os.PathError{Op: "open", Path: "/var/backups/x", Err: syscall.ENOENT}, db.BackupFolder, "le dossier /var/backups n'existe pas"},
		{&os.PathError{Op: "open", Path: "/var/backups/x", Err: syscall.EROFS}, db.BackupFolder, "est en lecture seule, ou systemd ne l'ouvre pas au service (ReadWritePaths="},
		{errors.New("else"), db.BackupOther, "la copie n'a pas pu être faite : else"},
	} {
		made := db.Backup{File: "/var/backups/x.db", Failure: failureOf(c.err)}
		if says := b.sentence(made, c.err).Error(); made.Failure != c.failure || !strings.Contains(says, c.says) {
			t.Errorf("%v: %s, %s", c.err, made.Failure, says)
		}
	}
}

func TestEachSealedColumnHasWordsForItsLoss(t *testing.T) {
	for _, column := range db.SealedColumns() {
		if kindsOfLoss[column].one == "" {
			t.Errorf("%s has no words", column)
		}
	}
}

func TestADiskTooFullForABackupIsTold(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "2m")
	if dir == "" {
		return
	}
	d, b := opened(t)
	b.Dir = dir
	good, err := b.Daily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(dir, "filled")
	if err := dbtest.Fill(filler); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	b.Now, b.Keep = func() time.Time { return now.AddDate(0, 0, 1) }, Keep{Days: 1}
	if _, err := b.Daily(t.Context()); err == nil || !strings.Contains(err.Error(), "la copie n'a pas été commencée : il faut 1 Mo dans "+dir+", et il en reste 0") {
		t.Errorf("it says %v", err)
	}
	// A disk that fills while the copy is made.
	if err := os.Truncate(filler, 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := dbtest.Fill(filepath.Join(dir, "rest")); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "half.db")
	if err := d.Backup(t.Context(), half, func() error { return nil }); failureOf(err) != db.BackupRoom {
		t.Errorf("while it is made: %v", err)
	}
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if names := b.list(t); !slices.Equal(names, []string{"filled", "rest", filepath.Base(good.File)}) {
		t.Errorf("%v", names)
	}
	newest, proved, err := d.LastBackups(t.Context())
	if err != nil || newest.Failure != db.BackupRoom || proved.File != good.File {
		t.Errorf("noted %+v, %+v, %v", newest, proved, err)
	}
}
