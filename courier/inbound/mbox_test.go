package inbound

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestAnMboxIsTakenApart(t *testing.T) {
	long := strings.Repeat("x", MailBytes)
	for because, c := range map[string]struct {
		file string
		want []string
		err  error
	}{
		"empty":                     {},
		"one":                       {file: "From a Mon\nSubject: a\n\nWords\n", want: []string{"Subject: a\n\nWords\n"}},
		"two":                       {file: "From a Mon\nSubject: a\n\nA\n\nFrom b Tue\nSubject: b\n\nB\n", want: []string{"Subject: a\n\nA\n\n", "Subject: b\n\nB\n"}},
		"without the last line end": {file: "From a Mon\nSubject: a\n\nA", want: []string{"Subject: a\n\nA"}},
		"lines of Windows":          {file: "From a Mon\r\nSubject: a\r\n\r\nA\r\n\r\nFrom b Tue\r\nS: b\r\n", want: []string{"Subject: a\r\n\r\nA\r\n\r\n", "S: b\r\n"}},
		"From within a paragraph":   {file: "From a Mon\nS: a\n\nHello\nFrom here\n", want: []string{"S: a\n\nHello\nFrom here\n"}},
		"a quoted From":             {file: "From a Mon\nS: a\n\n>From here\n>>From there\n> said\n", want: []string{"S: a\n\nFrom here\n>From there\n> said\n"}},
		"an empty mail":             {file: "From a Mon\n\nFrom b Tue\nS: b\n", want: []string{"\n", "S: b\n"}},
		"an endless mail":           {file: "From a Mon\n" + long + "\nrest\n\nFrom b Tue\nS: b\n", want: []string{long, "S: b\n"}},
		"no mailbox":                {file: "identifiant;nom\n", err: ErrNoMailbox},
	} {
		var got []string
		err := splitMbox(strings.NewReader(c.file), func(raw []byte) error {
			got = append(got, string(raw))
			return nil
		})
		if !errors.Is(err, c.err) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %.200q, %v", because, got, err)
		}
	}
}

// An error ends the round at once: the following mails are read in the next round.
func TestAnErrorEndsTheRoundOfAnMbox(t *testing.T) {
	broken, taken := errors.New("the database is away"), 0
	err := splitMbox(strings.NewReader("From a Mon\nS: a\n\nFrom b Tue\nS: b\n"), func([]byte) error {
		taken++
		return broken
	})
	if !errors.Is(err, broken) || taken != 1 {
		t.Errorf("%d taken, %v", taken, err)
	}
}

// A mail server locks the file while it writes to it, and the round is put off.
func TestAnMboxThatIsBeingWritten(t *testing.T) {
	const openFileLock = 37 // F_OFD_SETLK of Linux: a lock that stands in the way of this process, too
	path := filepath.Join(t.TempDir(), "contact")
	if err := os.WriteFile(path, []byte("From a Mon\nS: a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	server, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.FcntlFlock(server.Fd(), openFileLock, &syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}); err != nil {
		t.Fatal(err)
	}
	taken := 0
	take := func([]byte) error { taken++; return nil }
	if err := EachInMbox(f, take); !errors.Is(err, errMailboxLocked) || taken != 0 {
		t.Errorf("%d taken, %v", taken, err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := EachInMbox(f, take); err != nil || taken != 1 {
		t.Errorf("%d taken, %v", taken, err)
	}
}
