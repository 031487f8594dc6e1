package server

import (
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// The package's unit has no capability: systemd opens ports below 1024 for it.
func TestAPortThatTheAccountMayNotOpenIsLeftToSystemd(t *testing.T) {
	err := listenReason(":80", &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", syscall.EACCES)})
	for _, want := range []string{"n'a pas le droit d'écouter sur :80", "systemd", "« sesame.socket »", "« sesame-http.socket »"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v, without %q", err, want)
		}
	}
}
