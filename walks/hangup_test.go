package walks

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// A service manager that asks to reload, and a terminal that is closed, send a hang-up.
func TestAHangUpEndsNothing(t *testing.T) {
	s := newSite(t, "")
	s.start()
	if err := s.process.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(s.url + "/connexion")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	s.stop()
	if !strings.Contains(s.log.String(), "sesame has stopped") {
		t.Errorf("the service ended otherwise:\n%s", s.log)
	}
}
