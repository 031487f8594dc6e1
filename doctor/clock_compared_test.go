package doctor

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTheClockIsComparedWithThatOfAnotherComputer(t *testing.T) {
	now := time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		theirs string // of the answer
		state  State
		says   string
	}{
		"the same":           {now.Format(http.TimeFormat), OK, "23/11/2026 13:05 UTC, comme 127.0.0.1"},
		"a little behind":    {now.Add(20 * time.Second).Format(http.TimeFormat), OK, "comme 127.0.0.1"},
		"behind":             {now.Add(3 * time.Minute).Format(http.TimeFormat), Failed, "elle retarde de 3 minutes sur celle de 127.0.0.1"},
		"ahead":              {now.Add(-2 * time.Hour).Format(http.TimeFormat), Failed, "elle avance de 2 heures sur celle de 127.0.0.1"},
		"an unreadable date": {"hier", OK, "23/11/2026 13:05 UTC"},
	} {
		t.Run(name, func(t *testing.T) {
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", c.theirs) }))
			defer site.Close()
			address, err := url.Parse(site.URL)
			if err != nil {
				t.Fatal(err)
			}
			silent := &url.URL{Scheme: "http", Host: closedPort(t)} // the next one is asked
			d := &Doctor{Clocks: []*url.URL{silent, address}, Now: func() time.Time { return now }, Location: time.UTC}
			if f := d.clock(t.Context()); f.State != c.state || !strings.HasPrefix(f.Says, c.says) && !strings.Contains(f.Says, c.says) {
				t.Errorf("%+v", f)
			}
		})
	}
}
