package walks

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sesame/db/dbtest"
)

// TestTheServiceManagerIsToldHowTheServiceIs listens on the notify socket in place of systemd.
func TestTheServiceManagerIsToldHowTheServiceIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	told, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	next := func(words ...string) {
		t.Helper()
		buffer := make([]byte, 4096)
		if err := told.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		n, err := told.Read(buffer)
		if err != nil {
			t.Fatalf("without %q: %v", words, err)
		}
		for _, w := range words {
			if !strings.Contains(string(buffer[:n]), w) {
				t.Errorf("told %q, without %q", buffer[:n], w)
			}
		}
	}
	before := t.TempDir()
	dbtest.Released(t, before, 3) // an older database, which the service migrates
	s := newSite(t, before, "NOTIFY_SOCKET="+path)
	s.start()
	next("EXTEND_TIMEOUT_USEC=60000000", "STATUS=ouvre sa base")
	next("READY=1", "STATUS=en service")
	if err := s.process.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	next("RELOADING=1", "MONOTONIC_USEC=", "STATUS=relit sa configuration")
	next("READY=1")
	s.stop()
	next("STOPPING=1")
}

// held makes the test the service manager that holds the members' socket: the program finds it as descriptor 3.
func (s *site) held(name string) *os.File {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = l.Close() })
	socket, err := l.(*net.TCPListener).File()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = socket.Close() })
	s.url = "http://" + l.Addr().String()
	s.confine = func(c *exec.Cmd) {
		c.Args = append([]string{"sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, c.Path}, c.Args[1:]...)
		c.Path, c.ExtraFiles = "/bin/sh", []*os.File{socket}
		c.Env = append(c.Env, "LISTEN_FDS=1", "LISTEN_FDNAMES="+name)
	}
	return socket
}

func TestARestartRefusesNoConnectionWhereTheManagerHoldsTheSocket(t *testing.T) {
	const restarts = 3
	s := newSite(t, "")
	s.held("members")
	s.start()

	// Three people open pages, each over a new connection.
	var people sync.WaitGroup
	var pages atomic.Int32
	over := make(chan struct{})
	for range 3 {
		people.Go(func() {
			browser := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
			for {
				select {
				case <-over:
					return
				default:
				}
				answer, err := browser.Get(s.url + "/connexion")
				if err != nil {
					t.Errorf("a page was lost: %v", err)
					return
				}
				answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					t.Errorf("a page answers %s", answer.Status)
				}
				pages.Add(1)
			}
		})
	}
	for range restarts {
		s.stop()
		s.start()
	}
	close(over)
	people.Wait()
	if pages.Load() < restarts {
		t.Errorf("%d pages were asked for", pages.Load())
	}
}

func TestSystemdHandsOverItsSocket(t *testing.T) {
	s := newSite(t, "")
	s.confine = func(c *exec.Cmd) {
		args := []string{"systemd-socket-activate", "--listen=" + strings.TrimPrefix(s.url, "http://localhost:"), "--fdname=members"}
		for _, v := range s.env {
			args = append(args, "--setenv="+v)
		}
		c.Args = append(append(args, c.Path), c.Args[1:]...)
		var err error
		if c.Path, err = exec.LookPath(c.Args[0]); err != nil {
			t.Fatal(err)
		}
	}
	s.start()
	s.stop()
	if written := s.log.String(); !strings.Contains(written, "listen=[::]:") { // not SESAME_LISTEN, which says 127.0.0.1
		t.Errorf("the service listens elsewhere:\n%s", written)
	}
}

func TestASocketThatTheServiceDoesNotExpectIsNamed(t *testing.T) {
	for name, says := range map[string]string{
		"sesame.socket": "FileDescriptorName= suivi de members ou metrics",
		"agents":        "SESAME_AGENT_LISTEN n'est pas réglé",
	} {
		s := newSite(t, "")
		s.held(name)
		if said, err := s.command("serve").CombinedOutput(); err == nil || !strings.Contains(string(said), says) {
			t.Errorf("%s: %v\n%s", name, err, said)
		}
		if left, err := filepath.Glob(filepath.Join(s.dir, "*")); err != nil || len(left) > 0 {
			t.Errorf("%s: the refused service made %s (%v)", name, fmt.Sprint(left), err)
		}
	}
}
