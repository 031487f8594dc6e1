package db_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

func TestTroublesBeginChangeAndEnd(t *testing.T) {
	d := openDB(t)
	relay := db.Trouble{Channel: "email", Class: "smtp-connexion", Since: noon.Add(time.Minute)}
	provider := db.Trouble{Channel: "email", Provider: "gaec-dupont.example", Class: "smtp-attente 450", Waiting: 2, Since: noon}
	note := func(at time.Time, lasting ...db.Trouble) {
		t.Helper()
		if err := d.NoteTroubles(t.Context(), lasting, at); err != nil {
			t.Fatal(err)
		}
	}
	last := func(want ...db.Trouble) {
		t.Helper()
		if got, err := d.Troubles(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("got %+v %v, want %+v", got, err, want)
		}
	}
	outages := func(after time.Time, want ...db.Trouble) {
		t.Helper()
		if got, err := d.Outages(t.Context(), "email", after); err != nil || !slices.Equal(got, want) {
			t.Errorf("outages %+v %v, want %+v", got, err, want)
		}
	}
	last()
	note(noon.Add(time.Minute), provider, relay)
	last(relay, provider)
	provider.Waiting, relay.Class = 12, "smtp-delai"
	note(noon.Add(2*time.Minute), provider, relay)
	last(relay, provider)
	outages(noon, relay)

	note(noon.Add(3*time.Minute), provider)
	last(provider)
	relay.EndedAt = noon.Add(3 * time.Minute)
	outages(noon.Add(2*time.Minute), relay)
	outages(noon.Add(3 * time.Minute))

	again := db.Trouble{Channel: "email", Class: "smtp-connexion", Since: noon.Add(time.Hour)}
	note(noon.Add(time.Hour), again)
	last(again)
	outages(noon, relay, again)
	if got, err := d.Outages(t.Context(), "sms", noon); err != nil || len(got) != 0 {
		t.Errorf("SMS: %+v %v", got, err)
	}
	for _, end := range []string{"", "-wal"} {
		if content, err := os.ReadFile(d.Path() + end); err != nil || bytes.Contains(content, []byte("dupont")) {
			t.Errorf("the name of a provider stands in clear, %v", err)
		}
	}
}

func TestTroublesThatEndedAreForgottenAfterAWhile(t *testing.T) {
	d := openDB(t)
	if err := d.NoteTroubles(t.Context(), []db.Trouble{{Channel: "sms", Class: "sms-acces 401", Since: noon}}, noon); err != nil {
		t.Fatal(err)
	}
	if err := d.NoteTroubles(t.Context(), nil, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{89, 91} {
		want := map[int]int{89: 1}[days]
		if err := d.Purge(t.Context(), noon.AddDate(0, 0, days)); err != nil {
			t.Fatal(err)
		}
		if got, err := d.Outages(t.Context(), "sms", noon.Add(-time.Hour)); err != nil || len(got) != want {
			t.Errorf("after %d days: %+v %v", days, got, err)
		}
	}
}
