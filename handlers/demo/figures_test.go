package demo

import (
	"testing"
	"time"

	"sesame/db"
)

// On each day of the charts at least as many journeys were begun as were finished and abandoned: these count on the day when
// they began.
func TestInventedJourneysAddUp(t *testing.T) {
	d := filled(t)
	found, err := d.Figures(t.Context(), now.AddDate(-1, 0, 0), now)
	if err != nil {
		t.Fatal(err)
	}
	open := map[time.Time]int{}
	for _, f := range found {
		switch f.Name {
		case db.FigureBegun:
			open[f.Day] += f.N
		case db.FigureFinished, db.FigureLeft:
			open[f.Day] -= f.N
		}
	}
	if len(open) < 300 {
		t.Errorf("only %d days have journeys", len(open))
	}
	for day, n := range open {
		if n < 0 {
			t.Errorf("on %s %d journeys ended that nobody had begun", day.Format(time.DateOnly), -n)
		}
	}
}
