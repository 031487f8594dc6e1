package web

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// watch holds the latest time that the clock has shown.
type watch struct {
	mu     sync.Mutex
	newest time.Time
}

// stepBack is the smallest backward step that counts. Smaller ones are ignored, because two concurrent requests may record
// their times in either order.
const stepBack = time.Second

// startWatch loads the latest time that the clock showed before the program was stopped.
func (a *Base) startWatch(ctx context.Context) (err error) {
	a.watch.newest, err = a.DB.NewestInstant(ctx)
	return err
}

// noticeStep detects that the clock went back, and repairs the database before anything else happens under the new
// time.
func (a *Base) noticeStep(ctx context.Context) error {
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	now := a.Now()
	if from := a.watch.newest; now.Before(from.Add(-stepBack)) {
		if err := a.DB.ClockWentBack(context.WithoutCancel(ctx), from, now, a.Limits.SessionIdle, a.Limits.SessionMax); err != nil {
			return err
		}
		a.Log.Warn("the clock went back", "by_seconds", int(from.Sub(now).Seconds()))
		a.watch.newest = now
	}
	if now.After(a.watch.newest) {
		a.watch.newest = now
	}
	return nil
}

// lookPeriod is how often the clock is checked without page requests, because background tasks depend on it as well.
const lookPeriod = time.Minute

// watchBetweenPages checks the clock until ctx ends.
func (a *Base) watchBetweenPages(ctx context.Context) {
	look := time.NewTicker(lookPeriod)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if err := a.noticeStep(ctx); err != nil && ctx.Err() == nil {
				a.Log.Error("notice that the clock went back", "error", err)
			}
		}
	}
}

// watchClock checks the clock before every page.
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
