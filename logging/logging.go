// Package logging is the log handler: text or JSON, from a minimum level, with the priority of each line if journald reads
// the log.
package logging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
)

// Form is the format and the minimum level of the log.
type Form struct {
	JSON  bool // false for text
	Level slog.Level
}

var levels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// ParseForm parses SESAME_LOG: « text » or « json », optionally with a colon and a level. Its errors are sentences for the
// operator.
func ParseForm(v string) (Form, error) {
	form, level, leveled := strings.Cut(strings.ToLower(v), ":")
	if form != "" && form != "text" && form != "json" {
		return Form{}, errors.New("écrivez text ou json, et s'il le faut un niveau derrière, comme json:warn")
	}
	f := Form{JSON: form == "json"}
	if !leveled {
		return f, nil
	}
	found, known := levels[level]
	if !known {
		return Form{}, fmt.Errorf("le niveau « %s » n'existe pas : choisissez debug, info, warn ou error", level)
	}
	f.Level = found
	return f, nil
}

// Handler writes records as text or JSON, from a minimum level; both may change while the service runs. If journald
// reads the output, each line begins with its priority (sd-daemon(3)).
type Handler struct {
	*state
	text, json slog.Handler
}

type state struct {
	mu       sync.Mutex
	form     Form
	to       io.Writer
	journal  bool
	priority string // of the record being written
}

// New returns a log that writes to to; stream is the value of JOURNAL_STREAM, which tells whether journald reads the output.
func New(to io.Writer, stream string, form Form) (*slog.Logger, *Handler) {
	s := &state{form: form, to: to, journal: readByJournald(to, stream)}
	o := &slog.HandlerOptions{Level: slog.LevelDebug} // Enabled decides
	h := &Handler{s, slog.NewTextHandler(s, o), slog.NewJSONHandler(s, o)}
	return slog.New(h), h
}

// Change sets another form. It may be called while records are written.
func (h *Handler) Change(form Form) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.form = form
}

// Enabled says whether records of a level are written.
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return level >= h.form.Level
}

// Handle writes a record.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.priority = ""
	if h.journal {
		h.priority = priority(r.Level)
	}
	if h.form.JSON {
		return h.json.Handle(ctx, r)
	}
	return h.text.Handle(ctx, r)
}

// WithAttrs returns a handler that adds these attributes to its records.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{h.state, h.text.WithAttrs(attrs), h.json.WithAttrs(attrs)}
}

// WithGroup returns a handler that puts its attributes into a group.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{h.state, h.text.WithGroup(name), h.json.WithGroup(name)}
}

// Write writes a record, which slog's handlers pass in one piece.
func (s *state) Write(line []byte) (int, error) {
	if _, err := s.to.Write(append([]byte(s.priority), line...)); err != nil {
		return 0, err
	}
	return len(line), nil
}

// priority returns the syslog priority of a level, as a prefix (syslog(3)).
func priority(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "<3>"
	case level >= slog.LevelWarn:
		return "<4>"
	case level >= slog.LevelInfo:
		return "<6>"
	}
	return "<7>"
}

// readByJournald says whether journald reads the output: the file's device and inode are those in JOURNAL_STREAM
// (systemd.exec(5)).
func readByJournald(to io.Writer, stream string) bool {
	f, ok := to.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	is, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	return stream == fmt.Sprintf("%d:%d", is.Dev, is.Ino)
}
