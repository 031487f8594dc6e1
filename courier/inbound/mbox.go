package inbound

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// Errors of an mbox file.
var (
	errMailboxLocked = errors.New("la boîte aux lettres est en train d'être écrite : recommencez dans un instant")
	ErrNoMailbox     = errors.New("ce fichier n'est pas une boîte aux lettres mbox : sa première ligne devrait commencer par « From »")
)

// EachInMbox passes every mail of an mbox file to take, from its beginning. It changes nothing in the file, so the
// caller must recognise mails that it has taken before. A lock keeps the mail server from adding to the file meanwhile,
// so that no mail is read half written.
func EachInMbox(f *os.File, take func(raw []byte) error) error {
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_RDLCK, Whence: io.SeekStart}); err != nil {
		if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
			return errMailboxLocked
		}
		return fmt.Errorf("lock the mailbox: %w", err)
	}
	return splitMbox(f, take)
}

// splitMbox splits an mbox file into mails. A line that begins with "From " after an empty line begins a mail; such a
// line within a mail is escaped by a ">" before it.
func splitMbox(mailbox io.Reader, take func(raw []byte) error) error {
	lines := bufio.NewReader(mailbox)
	var raw []byte
	begun, empty := false, true
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the mailbox: %w", err)
		}
		last := err != nil
		switch content := bytes.TrimRight(line, "\r\n"); {
		case empty && bytes.HasPrefix(line, []byte("From ")):
			if begun {
				if err := take(raw); err != nil {
					return err
				}
			}
			raw, begun, empty = raw[:0], true, false
		case !begun && len(content) > 0:
			return ErrNoMailbox
		case begun:
			if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
				line = bytes.TrimPrefix(line, []byte(">"))
			}
			raw = append(raw, line[:min(len(line), MailBytes-len(raw))]...)
			empty = len(content) == 0
		}
		if last {
			break
		}
	}
	if !begun {
		return nil
	}
	return take(raw)
}
