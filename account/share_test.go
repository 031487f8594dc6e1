package account_test

import (
	"testing"
	"time"

	"sesame/account"
)

// taken is a Monday at noon in the caisse's time zone.
var taken = time.Date(2026, 11, 23, 12, 0, 0, 0, paris)

var paris = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}()

func TestAGrowingShareFollowsTheMembersAndNeverShrinks(t *testing.T) {
	for _, c := range []struct {
		name  string
		share account.Share
		after time.Duration
		want  float64
	}{
		{"at first it is the one in force", account.Share{Before: 0.2, Found: 0.4, Daily: 0.01}, 0, 0.2},
		{"after a week it has reached what was found, and a week of growth", account.Share{Before: 0.2, Found: 0.4, Daily: 0.01}, 7 * 24 * time.Hour, 0.47},
		{"it goes on as the members lately did", account.Share{Before: 0.2, Found: 0.4, Daily: 0.01}, 21 * 24 * time.Hour, 0.61},
		{"it waits for members who are behind", account.Share{Before: 0.5, Found: 0.4, Daily: 0.01}, 7 * 24 * time.Hour, 0.5},
		{"and goes on once they have come", account.Share{Before: 0.5, Found: 0.4, Daily: 0.01}, 14 * 24 * time.Hour, 0.54},
		{"growth is not foreseen for ever", account.Share{Before: 0.2, Found: 0.2, Daily: 0.001}, 364 * 24 * time.Hour, 0.235},
		{"there is no more than everybody", account.Share{Before: 0.9, Found: 0.9, Daily: 0.03}, 30 * 24 * time.Hour, 1},
		{"a clock that went back changes nothing", account.Share{Before: 0.2, Found: 0.4, Daily: 0.01}, -48 * time.Hour, 0.2},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.share.TakenAt = taken
			if got := c.share.Grown(taken.Add(c.after)); got < c.want-1e-9 || got > c.want+1e-9 {
				t.Errorf("after %v: %v, want %v", c.after, got, c.want)
			}
			for at, last := taken, 0.0; at.Before(taken.AddDate(0, 4, 0)); at = at.Add(time.Hour) {
				now := c.share.Grown(at)
				if now < last {
					t.Fatalf("%v at %v, %v an hour before", now, at, last)
				}
				last = now
			}
		})
	}
}

func TestAShareMovesSlowlyAndNotForANewcomer(t *testing.T) {
	month := 30 * 24 * time.Hour
	for _, c := range []struct {
		name          string
		before, found float64
		after         time.Duration
		want          float64
	}{
		{"a small difference moves nothing", 0.5, 0.515, 10 * month, 0.5},
		{"another one moves nothing at first", 0.5, 0.7, 0, 0.5},
		{"some of it after a week", 0.5, 0.8, 7 * 24 * time.Hour, 0.57},
		{"and all after a month", 0.8, 0.5, month, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := account.Share{Before: c.before, Found: c.found, TakenAt: taken}
			if got := s.At(taken.Add(c.after)); got < c.want-0.002 || got > c.want+0.002 {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestWhatAnImportChangesInManyMembersMovesTheShareAtOnce(t *testing.T) {
	for _, c := range []struct{ changed, want float64 }{{0, 0.5}, {0.015, 0.5}, {0.25, 0.75}, {-0.25, 0.25}, {0.9, 1}} {
		if got := account.Taken(taken, 0.5, 0.6, c.changed, 0); got.At(taken) != c.want {
			t.Errorf("changed by %v: %v, want %v", c.changed, got.At(taken), c.want)
		}
	}
}

func TestNoShareMovesAtNight(t *testing.T) {
	s := account.Share{Before: 0, Found: 1, TakenAt: taken}
	moved := map[int]float64{}
	for at := taken; at.Before(taken.AddDate(0, 0, 14)); at = at.Add(time.Hour) {
		moved[at.Hour()] += s.Grown(at.Add(time.Hour)) - s.Grown(at)
	}
	for hour, by := range moved {
		if night := hour < 7 || hour >= 23; night != (by < 1e-12) {
			t.Errorf("from %d o'clock it moves by %v in two weeks", hour, by)
		}
	}
}
