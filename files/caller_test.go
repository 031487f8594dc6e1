package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// onADiskWithoutLinks makes hard links fail, as on a USB stick.
func onADiskWithoutLinks(t *testing.T, refused error) {
	t.Helper()
	link = func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: refused} }
	t.Cleanup(func() { link = os.Link })
}

func TestAFileFindsItsNameOnADiskThatKnowsNoLinks(t *testing.T) {
	for _, refused := range []error{syscall.EPERM, syscall.EOPNOTSUPP, syscall.ENOSYS} {
		onADiskWithoutLinks(t, refused)
		path := filepath.Join(t.TempDir(), "lot.pdf")
		write := func(f *os.File) error { _, err := io.WriteString(f, "letters"); return err }
		if err := WriteNew(path, write); err != nil {
			t.Errorf("%v: %v", refused, err)
		}
		if err := WriteNew(path, write); !errors.Is(err, os.ErrExist) {
			t.Errorf("a second time: %v", err)
		}
		// Another program creates the file while it is written.
		other := filepath.Join(filepath.Dir(path), "other.pdf")
		err := WriteNew(other, func(*os.File) error { return os.WriteFile(other, []byte("theirs"), 0o600) })
		if content, read := os.ReadFile(other); !errors.Is(err, os.ErrExist) || string(content) != "theirs" {
			t.Errorf("%v, %q, %v", err, content, read)
		}
		if content, err := os.ReadFile(path); string(content) != "letters" {
			t.Errorf("%q, %v", content, err)
		}
		if names, err := os.ReadDir(filepath.Dir(path)); len(names) != 2 {
			t.Errorf("%v, %v", names, err)
		}
	}
}

// A killed restore that root had begun has left the copy from which it was to read.
func TestWhatAKilledCommandWasToReadIsRemoved(t *testing.T) {
	d := Database{Path: filepath.Join(t.TempDir(), "sesame.db")}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := errors.Join(os.WriteFile(copied, []byte("copy"), 0o600), os.WriteFile(d.Path+"-other", nil, 0o600),
		os.WriteFile(filepath.Join(filepath.Dir(d.Path), ".sesame.db.entree-123"), []byte("old"), 0o600)); err != nil {
		t.Fatal(err)
	}
	var root Caller = func(do func() error) error { // only what is done here sees the file
		if err := os.Rename(copied+".hidden", copied); err != nil {
			return err
		}
		return errors.Join(do(), os.Rename(copied, copied+".hidden"))
	}
	if err := os.Rename(copied, copied+".hidden"); err != nil {
		t.Fatal(err)
	}
	one, done, err := root.Reads(copied, d)
	if err != nil {
		t.Fatal(err)
	}
	two, done2, err := root.Reads(copied, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{one, two} { // each is under way
		if content, err := os.ReadFile(name); string(content) != "copy" {
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
	done()
	done2()
	if names, err := os.ReadDir(filepath.Dir(d.Path)); len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
}

// Letters with passwords, and the data held about a member, do not stay on the disk when a command is killed.
func TestTheNextFileRemovesWhatACrashHasLeftUnwritten(t *testing.T) {
	dir := t.TempDir()
	others := []string{".lot.pdf", ".notes-123", ".notes.en-cours-x", "lot.pdf.en-cours-1"}
	for _, name := range append(others, ".lot.pdf.en-cours-1234", ".c7.json.en-cours-9") {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	second := filepath.Join(dir, "second.pdf")
	if err := WriteNew(filepath.Join(dir, "first.pdf"), func(*os.File) error { // while another command goes on
		return WriteNew(second, func(f *os.File) error { _, err := io.WriteString(f, "letters"); return err })
	}); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	var names []string
	for _, e := range left {
		names = append(names, e.Name())
	}
	want := append(others, "first.pdf", "second.pdf")
	slices.Sort(want)
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("%q, %v", names, err)
	}
	key := filepath.Join(dir, "sesame.key")
	if err := errors.Join(os.WriteFile(key, []byte("key"), 0o600), os.WriteFile(filepath.Join(dir, ".sesame.key.en-cours-5"), []byte("key"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := replace(key, func(f *os.File) error { _, err := io.WriteString(f, "another"); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".sesame.key.en-cours-5")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key that was being written is left: %v", err)
	}
}
