package server

import (
	"bytes"
	"log"
	"log/slog"
	"regexp"
)

// errorLog takes what net/http logs by itself. What strangers do to a TLS handshake is noise; a listener that takes no more
// connections, and a handler that panics, are not.
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
