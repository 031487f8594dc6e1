package web

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// watch keeps the latest that the clock has shown.
type watch struct {
	mu     sync.Mutex
	newest time.Time
}

// StepBack is how far the clock must go back before it counts as a step: two requests that read it at once may note
// what they read in either order.
const StepBack = time.Second

// startWatch begins with what the clock showed before the program was last ended.
func (a *Base) startWatch(ctx context.Context) (err error) {
	a.watch.newest, err = a.DB.NewestInstant(ctx)
	return err
}

// noticeStep sees the clock going back, and has the database make good what that would undo, before anything else is
// done under the new time.
func (a *Base) noticeStep(ctx context.Context) error {
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	now := a.Now()
	if from := a.watch.newest; now.Before(from.Add(-StepBack)) {
		if err := a.DB.ClockWentBack(context.WithoutCancel(ctx), from, now, a.Limits.SessionIdle, a.Limits.SessionMax); err != nil {
			return err
		}
		a.Log.Warn("the clock went back", "by", from.Sub(now).Round(time.Second))
		a.watch.newest = now
	}
	if now.After(a.watch.newest) {
		a.watch.newest = now
	}
	return nil
}

// watchClock looks at the clock before every page.
func (a *Base) watchClock(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isStatic(r) {
			if err := a.noticeStep(r.Context()); err != nil {
				a.sessionFailed(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
