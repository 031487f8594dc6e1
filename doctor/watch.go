package doctor

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// period is the time between two looks of the running service.
const period = 5 * time.Minute

// Watch looks at the surroundings of the running service again and again, and keeps what was found: for the supervisors'
// page, for the metrics, and for the mail to the caisse.
type Watch struct {
	Doctor *Doctor
	Log    *slog.Logger

	mu       sync.Mutex
	last     []Line
	anchored time.Time     // when the end of the audit log was last told; of the look that is under way alone
	under    chan struct{} // closed at the end of the look that is under way; nil where none is
}

// Run looks every five minutes until ctx ends, and waits for the end of the last look.
func (w *Watch) Run(ctx context.Context) {
	every := time.NewTicker(period)
	defer every.Stop()
	for {
		<-w.Look(ctx)
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// Look begins a look unless one is under way. The channel is closed when it has ended and is kept.
func (w *Watch) Look(ctx context.Context) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.under != nil {
		return w.under
	}
	done, d := make(chan struct{}), w.Doctor
	w.under = done
	go func() {
		defer close(done)
		lines := d.Look(ctx)
		if ctx.Err() == nil {
			if err := d.note(ctx, lines); err != nil {
				w.Log.Error("what the doctor has found cannot be kept", "error", err)
			}
			if err := w.anchor(ctx, d, lines); err != nil {
				w.Log.Error("the end of the audit log cannot be mailed", "error", err)
			}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.under = nil
		if ctx.Err() == nil {
			w.tell(lines)
			w.last = lines
		}
	}()
	return done
}

// Exchange replaces what is looked at, from the next look on.
func (w *Watch) Exchange(d *Doctor) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Doctor = d
}

// tell logs the lines that fail and did not at the look before, and those that are well again.
func (w *Watch) tell(lines []Line) {
	failed := map[string]bool{}
	for _, line := range w.last {
		failed[line.Name] = line.State == Failed
	}
	for _, line := range lines {
		switch fails := line.State == Failed; {
		case fails && !failed[line.Name]:
			w.Log.Error("a check of the doctor fails", "check", line.Name, "cause", line.Says, "remedy", line.Mend)
		case !fails && failed[line.Name]:
			w.Log.Info("a check of the doctor is well again", "check", line.Name)
		}
	}
}

// Last is what the last look has found; nothing before the first one.
func (w *Watch) Last() []Line {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}
