package files

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/db"
)

// backupDies names the environment variable that tells the program under test at which reading of the clock it dies.
const backupDies = "BACKUP_DIES"

// TestBackupThatDies is the part of TestABackupThatDiesLeavesNothingThatCounts that is killed.
func TestBackupThatDies(t *testing.T) {
	look, dir, ok := strings.Cut(os.Getenv(backupDies), "|")
	if !ok {
		return // run by itself it has nothing to do
	}
	d := Database{Path: filepath.Join(dir, "sesame.db"), KeyPath: filepath.Join(dir, "sesame.key"), Location: time.UTC}
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	looks := 0
	b := Backups{DB: open, Dir: filepath.Join(dir, "copies"), Keep: Keep{Days: 7}, Location: time.UTC, Now: func() time.Time {
		if looks++; strings.Repeat("i", looks) == look {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return now
	}}
	_, err = b.Daily(t.Context())
	t.Logf("it ended with %v", err) // the parent kills it while the copy is made, or it ends
}

func TestABackupThatDiesLeavesNothingThatCounts(t *testing.T) {
	for name, c := range map[string]struct {
		look string // at which it dies
		made int    // copies that stand afterwards
	}{
		"before anything": {"i", 0}, "before the copy": {"ii", 0}, "when the copy has its name": {"iii", 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := filled(t)
			dir := filepath.Dir(d.Path)
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBackupThatDies$")
			child.Env = append(os.Environ(), backupDies+"="+c.look+"|"+dir)
			said, err := child.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("it did not die: %v\n%s", err, said)
			}
			d.recovers(t, c.made)
		})
	}
	t.Run("while the copy is made", func(t *testing.T) {
		d := filled(t)
		dir := filepath.Dir(d.Path)
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBackupThatDies$")
		child.Env = append(os.Environ(), backupDies+"=never|"+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = child.Wait() // killed or done: what it has left is looked at below
		}()
		for begun := false; !begun; {
			select {
			case <-ended: // it was quicker than this test
				begun = true
			default:
				_, err := os.Stat(filepath.Join(dir, "copies", ".sesame.db.en-cours"))
				if begun = err == nil; begun {
					_ = child.Process.Kill()
					<-ended
				}
			}
		}
		made, err := filepath.Glob(filepath.Join(dir, "copies", "sesame-*.db"))
		if err != nil {
			t.Fatal(err)
		}
		d.recovers(t, len(made))
	})
}

// recovers checks what a killed run has left, and makes the next backup.
func (d Database) recovers(t *testing.T, made int) {
	t.Helper()
	open, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	b := Backups{DB: open, Dir: filepath.Join(filepath.Dir(d.Path), "copies"), Keep: Keep{Days: 7}, Location: time.UTC,
		Now: func() time.Time { return now.AddDate(0, 0, 1) }}
	if _, err := b.Daily(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := b.list(t)
	if len(names) != made+1 {
		t.Errorf("%v", names)
	}
	for _, name := range names {
		if _, err := db.Prove(t.Context(), filepath.Join(b.Dir, name), open.Keys(), false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
