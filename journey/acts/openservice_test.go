package acts_test

import (
	"context"
	"testing"
	"time"

	"sesame/db"
)

func TestARequestWaitsAsLongAsItsJourneyAndNoLongerThanASession(t *testing.T) {
	h := newHouse(t, membersFile)
	browser, other := h.DB.Keys().Index("browser", []byte("one")), h.DB.Keys().Index("browser", []byte("another"))
	portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", Redirects: []string{"https://portail.example/retour"}}
	h.must(h.tx(func(ctx context.Context, t *db.Tx) error { return t.AddClient(ctx, portal, "secret", h.clock) }))
	begun := h.clock
	for _, key := range [][]byte{browser, other} {
		h.must(h.KeepRequest(t.Context(), h.stranger(), key, &db.Authorization{ClientID: portal.ID, AuthorizationRequest: db.AuthorizationRequest{State: "abc"}}))
	}
	wait := func(until time.Time) {
		t.Helper()
		h.must(h.tx(func(ctx context.Context, t *db.Tx) error { return h.LetRequestWait(ctx, t, browser, until) }))
	}
	waits := func(key []byte, at time.Time) bool {
		t.Helper()
		w, err := h.DB.PendingAuthorization(t.Context(), key, at)
		h.must(err)
		if w != nil && w.State != "abc" {
			t.Errorf("the request holds the state %q", w.State)
		}
		return w != nil
	}
	until := begun.Add(h.Limits.JourneyTTL)
	for _, c := range []struct{ asked, want time.Duration }{{time.Minute, time.Minute}, {time.Hour, time.Hour}, {24 * time.Hour, h.Limits.SessionMax - h.Limits.JourneyTTL}} {
		wait(until.Add(c.asked))
		if end := until.Add(c.want); !waits(browser, end.Add(-time.Second)) || waits(browser, end) {
			t.Errorf("%s more: the request does not wait until %s", c.asked, end)
		}
	}
	wait(begun) // nothing is taken away
	if !waits(browser, until) || waits(other, until) {
		t.Error("the request of another browser waits, or this one does not")
	}
}
