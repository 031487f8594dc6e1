package account

import (
	"testing"
	"time"
)

func TestMomentsFallWherePeopleAreAwake(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []time.Time{
		time.Date(2026, 11, 23, 0, 0, 0, 0, paris), time.Date(2026, 11, 28, 3, 20, 0, 0, paris), time.Date(2026, 6, 29, 14, 0, 0, 0, paris),
	} {
		last, working := from, 0
		for i := range 1000 {
			at := wakingMoment(from, float64(i)/1000)
			if at.Before(last) || at.Sub(from) > 7*24*time.Hour {
				t.Fatalf("part %d of the week after %v: %v, after %v", i, from, at, last)
			}
			last = at
			if i > 0 && (at.Hour() < 7 || at.Hour() == 23 && at.Minute() > 0) {
				t.Errorf("part %d of the week after %v is at night: %v", i, from, at)
			}
			if weekday := at.Weekday(); weekday != time.Saturday && weekday != time.Sunday && at.Hour() >= 9 && at.Hour() < 18 {
				working++
			}
		}
		if working < 600 || working > 720 { // 45 hours that count three times, of 202
			t.Errorf("%d of 1,000 moments after %v are in working hours", working, from)
		}
	}
}
