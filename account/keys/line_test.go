package keys

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestKnownBrowsersGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1, 10)
		if err := l.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		order := make(chan string, 4)
		for _, who := range []string{"stranger 1", "stranger 2", "known 1", "known 2"} {
			ctx := t.Context()
			if who[0] == 'k' {
				ctx = First(ctx)
			}
			go func() {
				if l.enter(ctx) == nil {
					order <- who
					l.leave()
				}
			}()
			synctest.Wait()
		}
		l.leave()
		got := []string{<-order, <-order, <-order, <-order}
		if want := []string{"known 1", "known 2", "stranger 1", "stranger 2"}; !slices.Equal(got, want) {
			t.Errorf("in the order %v, want %v", got, want)
		}
	})
}

func TestNobodyWaitsLongerThanFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1, 10)
		if err := l.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := l.enter(t.Context()); !errors.Is(err, ErrBusy) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(began); waited != 5*time.Second {
			t.Errorf("waited for %v", waited)
		}
		l.leave()
		if running, waiting := l.length(); running+waiting != 0 {
			t.Errorf("%d run and %d wait", running, waiting)
		}
	})
}
