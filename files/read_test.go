package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func newPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPipeThatNobodyWritesToIsNotWaitedForForEver(t *testing.T) {
	before := pipePatience
	t.Cleanup(func() { pipePatience = before })
	pipePatience = time.Millisecond
	path := newPipe(t)
	_, err := Read(path)
	if got := Reason(err); !errors.Is(err, errNoWriter) || !strings.Contains(got, path+" est un tube où personne n'écrit") {
		t.Errorf("%v, told as %q", err, got)
	}
	asked := 0
	root := Caller(func(do func() error) error { asked++; return do() })
	if _, err := root.Open(path); !errors.Is(err, errNoWriter) || asked != 1 {
		t.Errorf("%v with %d acts of root", err, asked)
	}
	writer, err := os.OpenFile(path, os.O_RDWR, 0) // lets go what still waits
	if err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
}

func TestAPipeIsReadWhereSomebodyWritesToIt(t *testing.T) {
	path, wrote := newPipe(t), make(chan error, 1)
	go func() { wrote <- os.WriteFile(path, []byte("SESAME_LISTEN=:1"), 0) }()
	text, err := Read(path)
	if err != nil || string(text) != "SESAME_LISTEN=:1" {
		t.Errorf("%q, %v", text, err)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}

func TestWhatIsReadMoreThanOnceIsAFileOfTheDisk(t *testing.T) {
	var root Caller = func(do func() error) error { return do() }
	d := Database{Path: filepath.Join(t.TempDir(), "sesame.db")}
	for _, path := range []string{newPipe(t), "/dev/zero"} { // which would be waited for, and copied, for ever
		_, err := ReadRegular(path)
		if got := Reason(err); !strings.Contains(got, path+" n'est pas un fichier du disque") {
			t.Errorf("%v, told as %q", err, got)
		}
		if _, _, err := root.Reads(path, d); err == nil || !strings.Contains(err.Error(), "n'est pas un fichier du disque") {
			t.Errorf("root reads it: %v", err)
		}
		wrong := Database{Path: path, KeyPath: d.Path + ".key"}.Faults()
		if len(wrong) != 1 || !strings.Contains(wrong[0].Error(), path+" n'est pas un fichier du disque") {
			t.Errorf("as database: %v", wrong)
		}
	}
}

func TestWhatHasNoEndIsNotReadForEver(t *testing.T) {
	_, err := Read("/dev/zero")
	if got := Reason(err); got != "/dev/zero a plus de 16 Mo : ce n'est pas le fichier attendu" {
		t.Errorf("%v, told as %q", err, got)
	}
	path := filepath.Join(t.TempDir(), "words")
	for length, fits := range map[int64]bool{mostRead: true, mostRead + 1: false} {
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, length)); err != nil {
			t.Fatal(err)
		}
		if text, err := ReadRegular(path); (err == nil) != fits || fits && int64(len(text)) != length {
			t.Errorf("of %d bytes: %d bytes, %v", length, len(text), err)
		}
	}
}
