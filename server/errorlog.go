package server

import (
	"bytes"
	"log"
	"log/slog"
	"regexp"
)

// errorLog passes on what net/http logs by itself. Errors that strangers cause during a TLS handshake are logged at
// debug level only; a listener that accepts no more connections, and a handler that panics, are logged as errors.
type errorLog struct{ log *slog.Logger }

func newErrorLog(l *slog.Logger) *log.Logger { return log.New(errorLog{l}, "", 0) }

// aboutClient matches the part of a line that contains the client's address.
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
