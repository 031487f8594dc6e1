package walks

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// logged waits until the log file contains these words that many times.
func logged(t *testing.T, path, words string, times int) string {
	t.Helper()
	deadline, again := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer again.Stop()
	for {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), words) == times {
			return string(text)
		}
		select {
		case <-deadline:
			t.Fatalf("the log does not say %q %d times:\n%s", words, times, text)
		case <-again.C:
		}
	}
}

func TestAHangUpReadsTheConfigurationAgain(t *testing.T) {
	s := newSite(t, "")
	config, log := filepath.Join(s.dir, "sesame.env"), filepath.Join(s.dir, "log")
	writes := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	s.env = append(s.env, "SESAME_CONFIG="+config)
	writes("SESAME_LOG=json\n")
	service := s.command("serve")
	service.Stdout, service.Stderr = out, out
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- service.Wait() }()
	t.Cleanup(func() { _ = service.Process.Kill() })
	hangsUp := func() {
		t.Helper()
		if err := service.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	visits := func() {
		t.Helper()
		answer, err := http.Get(s.url + "/aide")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	logged(t, log, `"msg":"sesame is ready"`, 1)
	s.readyz("base : ok")

	writes("SESAME_LOG=xml\nSESAME_CODE_DIGITS=3\n")
	hangsUp()
	said := logged(t, log, "the configuration is not read again", 2)
	for _, fault := range []string{config + ", ligne 1)", config + ", ligne 2)"} {
		if !strings.Contains(said, fault) {
			t.Errorf("it does not say %q:\n%s", fault, said)
		}
	}
	visits()
	logged(t, log, `"path":"/aide"`, 1) // as before

	key := filepath.Join(s.dir, "sesame.key")
	if err := os.Chmod(key, 0o644); err != nil { //nolint:gosec // G302: as it must not be
		t.Fatal(err)
	}
	hangsUp()
	logged(t, log, "d'autres comptes peuvent lire la clé "+key, 1)
	if err := os.Chmod(key, 0o600); err != nil {
		t.Fatal(err)
	}

	writes("SESAME_LOG=text:warn\nSESAME_SESSION_IDLE=20m\n")
	hangsUp()
	logged(t, log, `level=WARN msg="settings have changed that hold from the next start on" settings=SESAME_SESSION_IDLE`, 1)
	visits()
	if holder := lockedBy(t, filepath.Join(s.dir, "sesame.db")); holder != service.Process.Pid {
		t.Errorf("after a reload %d has the lock of SQLite on the database, not the service, %d", holder, service.Process.Pid)
	}
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	logged(t, log, "/aide", 1) // no line for each request
}

// lockedBy returns the process that holds SQLite's shared lock on a database, 0 for none. Without this lock, another program
// that closes the database takes itself for the last one and removes the write-ahead log, while the service goes on writing
// into the deleted file.
func lockedBy(t *testing.T, database string) (process int) {
	t.Helper()
	file, err := os.OpenFile(database, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const sharedFirst, sharedSize = 0x40000002, 510 // of SQLite's file format
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: sharedFirst, Len: sharedSize}
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_GETLK, &lock); err != nil {
		t.Fatal(err)
	}
	if lock.Type == syscall.F_UNLCK {
		return 0
	}
	return int(lock.Pid)
}
