package inbound

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Maildir is a mailbox in a folder, as Postfix and Dovecot keep it: one file per mail, in « new » and « cur ».
type Maildir struct{ Dir string }

// keptFolder is the folder within it (Maildir++) to which the mails that were taken are moved. They stay there whole,
// with their attachments.
const keptFolder = ".Sesame"

// Each passes every mail to take, in the order of their file names. A mail that was taken is moved to the folder
// .Sesame; any other stays in place. An error ends the round, and its mail stays too.
func (m Maildir) Each(take func(raw []byte) (taken bool, err error)) (moved, left int, err error) {
	for _, folder := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(m.Dir, folder))
		if err != nil {
			return moved, left, fmt.Errorf("read the mailbox: %w", err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			raw, err := wholeMail(filepath.Join(m.Dir, folder, e.Name()))
			if errors.Is(err, fs.ErrNotExist) { // a mail program has moved it meanwhile: a later round finds it
				continue
			}
			if err != nil {
				return moved, left, err
			}
			taken, err := take(raw)
			if err != nil {
				return moved, left, err
			}
			if !taken {
				left++
				continue
			}
			if err := m.keep(folder, e.Name()); err != nil {
				return moved, left, err
			}
			moved++
		}
	}
	return moved, left, nil
}

func wholeMail(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // G304: a file of the mailbox that the operator named
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, MailBytes))
	if err != nil {
		return nil, fmt.Errorf("read a mail: %w", err)
	}
	return raw, nil
}

// keep moves a mail to keptFolder and marks it as read. A mail with the same name there is not replaced.
func (m Maildir) keep(folder, name string) error {
	kept := filepath.Join(m.Dir, keptFolder)
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(kept, sub), 0o700); err != nil {
			return fmt.Errorf("keep a mail: %w", err)
		}
	}
	base, flags, _ := strings.Cut(name, ":2,")
	if !strings.Contains(flags, "S") {
		letters := append([]rune(flags), 'S')
		slices.Sort(letters)
		flags = string(letters)
	}
	to := filepath.Join(kept, "cur", base+":2,"+flags)
	from := filepath.Join(m.Dir, folder, name)
	if err := os.Link(from, to); err != nil && !(errors.Is(err, fs.ErrExist) && sameFile(from, to)) { // unless an earlier round was interrupted here
		return fmt.Errorf("keep a mail: %w", err)
	}
	if err := os.Remove(from); err != nil {
		return fmt.Errorf("keep a mail: %w", err)
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Lstat(a)
	other, err2 := os.Lstat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}
