package account

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// ago returns the instants that are this long before noon.
func ago(durations ...time.Duration) (events []time.Time) {
	for _, d := range durations {
		events = append(events, noon.Add(-d))
	}
	return events
}

func every(n int, first, step time.Duration) (events []time.Time) {
	for i := range n {
		events = append(events, noon.Add(-first-time.Duration(i)*step))
	}
	return events
}

func TestACapIsFreeAgainWhenEnoughEventsHaveLeftItsWindow(t *testing.T) {
	h := time.Hour
	for _, c := range []struct {
		name   string
		max    int
		events []time.Time
		want   time.Time
	}{
		{"nothing happened", 2, nil, time.Time{}},
		{"one below", 2, ago(h), time.Time{}},
		{"met: free when the oldest leaves", 2, ago(h, 3*h), noon.Add(21 * h)},
		{"met, in another order", 2, ago(3*h, h), noon.Add(21 * h)},
		{"passed: free when two have left", 2, ago(h, 2*h, 3*h), noon.Add(22 * h)},
		{"an event exactly a window old has left", 2, ago(h, 24*h), time.Time{}},
		{"one second younger has not", 2, ago(h, 24*h-time.Second), noon.Add(time.Second)},
		{"an event in the future counts: the clock went back", 1, ago(-h), noon.Add(25 * h)},
		{"a cap of nothing is never free", 0, nil, noon.Add(24 * h)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (Cap{c.max, 24 * h}).FreeAt(c.events, noon); !got.Equal(c.want) {
				t.Errorf("free at %v; want %v", got, c.want)
			}
		})
	}
	both := []Cap{{2, 24 * h}, {3, 30 * 24 * h}}
	if got, want := FreeAt(both, ago(h, 2*h, 50*h), noon), noon.Add((30*24-50)*h); !got.Equal(want) {
		t.Errorf("two caps: free at %v; want the later, %v", got, want)
	}
}

func TestALoginWaitsFromItsFifthFailure(t *testing.T) {
	l, s, m, h := DefaultLimits(), time.Second, time.Minute, time.Hour
	for _, c := range []struct {
		name     string
		failures []time.Time
		want     time.Time
	}{
		{"none", nil, time.Time{}},
		{"four at once", every(4, 0, s), time.Time{}},
		{"the fifth now: a minute", every(5, 0, s), noon.Add(m)},
		{"the fifth 59 s ago", every(5, 59*s, s), noon.Add(s)},
		{"the fifth a minute ago", every(5, m, s), time.Time{}},
		{"the sixth: two minutes", every(6, 0, s), noon.Add(2 * m)},
		{"the tenth: 32 minutes", every(10, 0, s), noon.Add(32 * m)},
		{"the eleventh: an hour, not 64 minutes", every(11, 0, s), noon.Add(h)},
		{"the twentieth: still an hour", every(20, 0, s), noon.Add(h)},
		{"an hour after it", every(20, h, s), time.Time{}},
		{"the 25th of the day: until the first has left the day", every(25, 2*h, m), noon.Add(24*h - 2*h - 24*m)},
		{"the 26th: until two have", every(26, 2*h, m), noon.Add(24*h - 2*h - 24*m)},
		{"yesterday's do not count", every(25, 24*h, s), time.Time{}},
		{"a failure in the future counts", append(every(4, 0, s), noon.Add(h)), noon.Add(h + m)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := l.LoginRetry(c.failures, noon); !got.Equal(c.want) {
				t.Errorf("may try at %v; want %v", got, c.want)
			}
		})
	}
}

func TestAResendWaitsLongerEachTime(t *testing.T) {
	l := DefaultLimits()
	l.CodesPerJourney = 5
	want := []time.Duration{0, 60 * time.Second, 120 * time.Second, 300 * time.Second, 300 * time.Second}
	for sent, wait := range want {
		if at, ok := l.ResendAt(sent, noon); !ok || !at.Equal(noon.Add(wait)) {
			t.Errorf("after %d codes: %v, %v; want %v", sent, at, ok, wait)
		}
	}
	if at, ok := l.ResendAt(5, noon); ok {
		t.Errorf("a sixth code may leave at %v; a journey has five", at)
	}
}

func TestHardenedCodesGrowWithTries(t *testing.T) {
	l := DefaultLimits()
	for tries, want := range map[int]int{0: 8, 7: 8, 8: 10, 799: 10, 800: 12, 79_999: 12, 80_000: 14, 8_000_000: 16, 2_000_000_000: 16} {
		if got := l.HardenedDigits(tries); got != want {
			t.Errorf("%d digits after %d tries, want %d", got, tries, want)
		}
	}
}

func TestTheOddsAddUpWhatIsCompared(t *testing.T) {
	l := DefaultLimits()
	compared := map[int]float64{4: float64(l.ShortPerYear())}
	for tries := 0; tries < 1_000_000; tries++ { // in each 24 hours
		compared[l.HardenedDigits(tries)] += 365
	}
	odds := 0.0
	for digits, n := range compared {
		odds += n / math.Pow10(digits)
	}
	if got := l.OddsPerYear(); odds > got || got >= 0.01 {
		t.Errorf("odds of a year: %v; a million tries a day have %v", got, odds)
	}
	l.CodeDigits = 8
	if got := l.OddsPerYear(); got > 0.0002 {
		t.Errorf("odds of a year with codes of 8 digits: %v", got)
	}
}

func TestWrongCodesHardenForADay(t *testing.T) {
	l, noon := DefaultLimits(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ago := func(hours ...int) (wrong []time.Time) {
		for _, h := range hours {
			wrong = append(wrong, noon.Add(-time.Duration(h)*time.Hour))
		}
		return wrong
	}
	for _, c := range []struct {
		wrong []time.Time
		want  bool
	}{
		{ago(1, 2, 3, 4), false}, {ago(1, 2, 3, 4, 23), true}, {ago(1, 2, 3, 4, 24), false},
		{ago(23, 100, 200, 300, 400, 500, 600), true}, {ago(24, 100, 200, 300, 400, 500, 600), false}, {ago(23, 100, 200, 300, 400, 500, 720), false},
	} {
		if got := l.WrongHardens(c.wrong, noon); got != c.want {
			t.Errorf("%v: %v", c.wrong, got)
		}
	}
}

func TestTheDefaultLimitsAreThoseOfTheSecurityPage(t *testing.T) {
	l := DefaultLimits()
	if err := l.Validate(); err != nil {
		t.Error(err)
	}
	if got := l.OddsPerYear(); got < 0.0091 || got > 0.00925 {
		t.Errorf("odds of a year: %v; want 91 of 10,000, and a little", got)
	}
	if got := l.FoundPerDay(100_000); got >= 0.02 || got < 0.019 {
		t.Errorf("found in a day on 100,000 accounts: %v; want a little under 0.02", got)
	}
	if got := l.FoundPerDay(10); got > 0.00025 {
		t.Errorf("found in a day on 10 accounts: %v; their own caps allow 91/365 tries each", got)
	}
	day := 24 * time.Hour
	if diff := cmp.Diff([][]Cap{
		{{5, day}, {10, 30 * day}}, {{5, day}, {7, 30 * day}}, {{1, 7 * day}, {3, 90 * day}}, {{1, 7 * day}},
		{{10, 10 * time.Minute}, {30, day}}, {{15, day}}, {{60, time.Hour}, {200, day}},
	}, [][]Cap{
		l.CodeCaps(), l.WrongCodeCaps(), l.LetterCaps(), l.QuestionCaps(), l.IPIdentifierCaps(), l.IPWrongCodeCaps(), l.EveryoneWrongCaps(),
	}); diff != "" {
		t.Errorf("(-page +program)\n%s", diff)
	}
	if digits, ttl := l.NewCodeShape(false); digits != 4 || ttl != 30*time.Minute {
		t.Errorf("a code: %d digits, %v", digits, ttl)
	}
	if digits, ttl := l.NewCodeShape(true); digits != 8 || ttl != 10*time.Minute {
		t.Errorf("a reinforced code: %d digits, %v", digits, ttl)
	}
}

func TestLimitsThatBreakAPromiseAreRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Limits)
		says   string
	}{
		{"three digits", func(l *Limits) { l.CodeDigits = 3 }, "code digits"},
		{"nine digits", func(l *Limits) { l.CodeDigits = 9 }, "code digits"},
		{"reinforced codes shorter than the others", func(l *Limits) { l.CodeDigits, l.ReinforcedDigits = 6, 5 }, "reinforced"},
		{"odds above 1 % a year", func(l *Limits) { l.WrongPerMonth = 8 }, "odds"},
		{"no try", func(l *Limits) { l.CodeTries = 0 }, "tries"},
		{"no wait between codes", func(l *Limits) { l.Resend = nil }, "resend"},
		{"a wait of nothing", func(l *Limits) { l.Resend = []time.Duration{0} }, "resend wait 1"},
		{"a code without end", func(l *Limits) { l.CodeTTL = 48 * time.Hour }, "life of a code"},
		{"a journey shorter than its code", func(l *Limits) { l.JourneyTTL = 20 * time.Minute }, "journey"},
		{"a delay that shrinks", func(l *Limits) { l.LoginMaxDelay = time.Second }, "longest login delay"},
		{"a body without bound", func(l *Limits) { l.BodyBytes = 1 << 40 }, "body"},
		{"nothing set", func(l *Limits) { *l = Limits{} }, "code digits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := DefaultLimits()
			c.change(&l)
			if err := l.Validate(); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want a word of %q", err, c.says)
			}
		})
	}
	sixDigits := DefaultLimits()
	sixDigits.CodeDigits, sixDigits.WrongPerMonth = 6, 700
	if err := sixDigits.Validate(); err != nil {
		t.Errorf("more digits leave room for more tries: %v", err)
	}
}
