package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestWhatNetHTTPLogsHasItsLevelAndNoAddress(t *testing.T) {
	for line, want := range map[string]string{
		"http: TLS handshake error from 192.0.2.7:51412: EOF":                           "level=DEBUG",
		"http: panic serving 192.0.2.7:51412: nil map\ngoroutine 1":                     "level=ERROR",
		"http: Accept error: accept tcp [::]:443: too many open files; retrying in 5ms": "LimitNOFILE",
	} {
		var said bytes.Buffer
		newErrorLog(slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))).Print(line)
		if !strings.Contains(said.String(), want) || strings.Contains(said.String(), "192.0.2.7") || strings.Count(said.String(), "\n") != 1 {
			t.Errorf("%q is logged as %q", line, said.String())
		}
	}
}
