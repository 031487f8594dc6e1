package doctor

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// period is the interval between two checks of the running service.
const period = 5 * time.Minute

// Watch checks the surroundings of the running service periodically, and stores the results for the supervisors' page,
// the metrics, and the e-mail to the caisse.
type Watch struct {
	Doctor *Doctor
	Log    *slog.Logger

	mu       sync.Mutex
	last     []Line
	anchored time.Time     // when the end of the audit log was last written; used only by the check in progress
	under    chan struct{} // closed at the end of the check in progress; nil if there is none
}

// Run checks every five minutes until ctx ends, and waits for the check in progress.
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

// Look starts a check unless one is in progress. The returned channel is closed when the check has ended and its results are
// stored.
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

// Exchange replaces what is checked, from the next check on.
func (w *Watch) Exchange(d *Doctor) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Doctor = d
}

// tell logs the lines that have begun to fail since the previous check, and those that have recovered.
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

// Last returns the results of the last check; nil before the first one.
func (w *Watch) Last() []Line {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}
