package main

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

// logForm is how the log is written: SESAME_LOG.
type logForm struct {
	json  bool
	level slog.Level
}

var logLevels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

func setLog(c *config, v string) error {
	form, level, leveled := strings.Cut(strings.ToLower(v), ":")
	if form != "" && form != "text" && form != "json" {
		return errors.New("écrivez text ou json, et s'il le faut un niveau derrière, comme json:warn")
	}
	c.Log = logForm{json: form == "json"}
	if !leveled {
		return nil
	}
	found, known := logLevels[level]
	if !known {
		return fmt.Errorf("le niveau « %s » n'existe pas : choisissez debug, info, warn ou error", level)
	}
	c.Log.level = found
	return nil
}

// logHandler writes records as text or JSON, from a level on; both may change while the service runs. Where journald reads
// what is written, each line begins with its priority (sd-daemon(3)).
type logHandler struct {
	*logState
	text, json slog.Handler
}

type logState struct {
	mu       sync.Mutex
	form     logForm
	to       io.Writer
	journal  bool
	priority string // of the record that is being written
}

// newLog is the log of a command that writes to stderr.
func (p *program) newLog(form logForm) (*slog.Logger, *logHandler) {
	s := &logState{form: form, to: p.stderr, journal: readByJournald(p.stderr, p.env)}
	o := &slog.HandlerOptions{Level: slog.LevelDebug} // Enabled decides
	h := &logHandler{s, slog.NewTextHandler(s, o), slog.NewJSONHandler(s, o)}
	return slog.New(h), h
}

// change is asked for while the service runs.
func (h *logHandler) change(form logForm) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.form = form
}

// Enabled says whether records of a level are written.
func (h *logHandler) Enabled(_ context.Context, level slog.Level) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return level >= h.form.level
}

// Handle writes a record.
func (h *logHandler) Handle(ctx context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.priority = ""
	if h.journal {
		h.priority = priority(r.Level)
	}
	if h.form.json {
		return h.json.Handle(ctx, r)
	}
	return h.text.Handle(ctx, r)
}

// WithAttrs is a handler whose records have these attributes, too.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{h.logState, h.text.WithAttrs(attrs), h.json.WithAttrs(attrs)}
}

// WithGroup is a handler whose attributes stand in a group.
func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{h.logState, h.text.WithGroup(name), h.json.WithGroup(name)}
}

// Write writes a record, which slog's handlers hand over in one piece.
func (s *logState) Write(line []byte) (int, error) {
	if _, err := s.to.Write(append([]byte(s.priority), line...)); err != nil {
		return 0, err
	}
	return len(line), nil
}

// priority is that of syslog(3).
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

// readByJournald says whether journald reads what is written: the file's device and inode are those of JOURNAL_STREAM
// (systemd.exec(5)).
func readByJournald(to io.Writer, env []string) bool {
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
	return valueIn(env, "JOURNAL_STREAM") == fmt.Sprintf("%d:%d", is.Dev, is.Ino)
}
