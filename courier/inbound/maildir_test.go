package inbound

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mailbox is a Maildir with mails of these names and contents.
func mailbox(t *testing.T, mails map[string]string) Maildir {
	t.Helper()
	m := Maildir{Dir: t.TempDir()}
	for _, folder := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(m.Dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range mails {
		if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// mails lists the files of the mailbox.
func (m Maildir) mails(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(m.Dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(m.Dir, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestAMailboxLosesNothing(t *testing.T) {
	m := mailbox(t, map[string]string{"new/1": "ours", "new/2": "another's", "cur/3:2,RS": "ours", "cur/4:2,F": "ours", "tmp/5": "half"})
	taken := func(raw []byte) (bool, error) { return string(raw) == "ours", nil }
	if moved, left, err := m.Each(taken); moved != 3 || left != 1 || err != nil {
		t.Errorf("moved %d, left %d, %v", moved, left, err)
	}
	want := []string{".Sesame/cur/1:2,S", ".Sesame/cur/3:2,RS", ".Sesame/cur/4:2,FS", "new/2", "tmp/5"}
	if got := m.mails(t); !slices.Equal(got, want) {
		t.Errorf("holds %v, want %v", got, want)
	}
	if moved, left, err := m.Each(taken); moved != 0 || left != 1 || err != nil {
		t.Errorf("again: moved %d, left %d, %v", moved, left, err)
	}
}

func TestARoundThatWasCutShortGoesOn(t *testing.T) {
	broken := errors.New("the database is away")
	m := mailbox(t, map[string]string{"new/1": "a", "new/2": "b"})
	if moved, _, err := m.Each(func(raw []byte) (bool, error) {
		if string(raw) == "b" {
			return false, broken
		}
		return true, nil
	}); moved != 1 || !errors.Is(err, broken) {
		t.Errorf("moved %d, %v", moved, err)
	}
	if got := strings.Join(m.mails(t), " "); got != ".Sesame/cur/1:2,S new/2" {
		t.Errorf("holds %s", got)
	}
	// The program ended between the two names of a mail.
	if err := os.Link(filepath.Join(m.Dir, "new/2"), filepath.Join(m.Dir, ".Sesame/cur/2:2,S")); err != nil {
		t.Fatal(err)
	}
	if moved, _, err := m.Each(func([]byte) (bool, error) { return true, nil }); moved != 1 || err != nil {
		t.Errorf("moved %d, %v", moved, err)
	}
	if got := strings.Join(m.mails(t), " "); got != ".Sesame/cur/1:2,S .Sesame/cur/2:2,S" {
		t.Errorf("holds %s", got)
	}
}

func TestAMailThatHasTheNameOfAnotherReplacesNone(t *testing.T) {
	m := mailbox(t, map[string]string{"new/1": "a"})
	all := func([]byte) (bool, error) { return true, nil }
	if _, _, err := m.Each(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(m.Dir, "new/1"), []byte("b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Each(all); err == nil {
		t.Error("the former mail was replaced")
	}
	if got := strings.Join(m.mails(t), " "); got != ".Sesame/cur/1:2,S new/1" {
		t.Errorf("holds %s", got)
	}
}

func TestAFolderThatIsNoMailbox(t *testing.T) {
	if _, _, err := (Maildir{Dir: t.TempDir()}).Each(func([]byte) (bool, error) { return true, nil }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
