package server

import (
	"bytes"
	"log"
	"log/slog"
	"regexp"
)

// errorLog passes on what net/http logs by itself. What strangers do during a TLS handshake is left out; a listener that
// accepts no more connections, and a handler that panics, are logged.
type errorLog struct{ log *slog.Logger }

func newErrorLog(l *slog.Logger) *log.Logger { return log.New(errorLog{l}, "", 0) }

// aboutClient is the part of a line that tells the address of whoever came.
var aboutClient = regexp.MustCompile(` (from|serving) \S+:`)

func (e errorLog) Write(line []byte) (int, error) {
	says := aboutClient.ReplaceAllString(string(bytes.TrimSpace(line)), " $1 a client:")
	switch {
	case bytes.Contains(line, []byte("panic serving")):
		e.log.Error("a handler panicked", "error", says)
	case bytes.Contains(line, []byte("Accept error")):
		e.log.Error("a listener takes no connection for now: look at the limit of open files (LimitNOFILE)", "error", says)
	default:
		e.log.Debug("net/http", "says", says)
	}
	return len(line), nil
}
