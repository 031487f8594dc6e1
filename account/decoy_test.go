package account_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
)

// drawn are 20,000 identifiers that nobody has, each with its draws.
func drawn(t *testing.T) []func(use string) float64 {
	ring, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	var all []func(string) float64
	for i := range 20_000 {
		id := account.Identifier{Kind: account.NIR, Value: fmt.Sprintf("29912861%05d", i)}
		known := map[string]float64{}
		all = append(all, func(use string) float64 {
			if _, ok := known[use]; !ok {
				known[use] = ring.Draw(id, use)
			}
			return known[use]
		})
	}
	return all
}

func still(share float64) account.Share {
	return account.Share{Before: share, Found: share, TakenAt: taken}
}

func TestDecoysHaveTheSharesOfMembers(t *testing.T) {
	kind := []account.Shares{
		{Category: account.Particulier, Members: still(0.7), Email: still(0.6), Mobile: still(0.2), Answer: still(0.9), Connected: still(0.5)},
		{Category: account.Exploitant, Members: still(0.3), Email: still(0.3), Mobile: still(0.1), Answer: still(0.5), Connected: still(0.2)},
	}
	for _, c := range []struct {
		sms  bool
		want map[string]float64
	}{
		{true, map[string]float64{
			"particulier code": 0.7 * 0.8 * 0.5, "particulier question": 0.7 * 0.8 * 0.5 * 0.9, "particulier letter": 0.7 * (0.2 + 0.8*0.5*0.1),
			"exploitant code": 0.3 * 0.4 * 0.2, "exploitant question": 0.3 * 0.4 * 0.8 * 0.5, "exploitant letter": 0.3 * (0.6 + 0.4*0.8*0.5)}},
		{false, map[string]float64{
			"particulier code": 0.7 * 0.6 * 0.5, "particulier question": 0.7 * 0.6 * 0.5 * 0.9, "particulier letter": 0.7 * (0.4 + 0.6*0.5*0.1),
			"exploitant code": 0.3 * 0.3 * 0.2, "exploitant question": 0.3 * 0.3 * 0.8 * 0.5, "exploitant letter": 0.3 * (0.7 + 0.3*0.8*0.5)}},
	} {
		got := map[string]float64{}
		all := drawn(t)
		for _, draw := range all {
			d := account.Decoy(kind, draw, c.sms, taken)
			got[fmt.Sprintf("%s %s", d.Category, d.Forgotten())] += 1 / float64(len(all))
		}
		for way, want := range c.want {
			if math.Abs(got[way]-want) > 0.012 {
				t.Errorf("SMS %v: %.3f go %s, want %.3f", c.sms, got[way], way, want)
			}
		}
	}
}

func TestADecoyConnectsOnceAndAtItsOwnMoment(t *testing.T) {
	kind := []account.Shares{{
		Category: account.Particulier, Members: still(1), Email: still(0.9), Answer: still(0.8),
		Connected: account.Share{Before: 0.3, Found: 0.32, Daily: 0.001, TakenAt: taken},
	}}
	changes := map[time.Time]int{}
	connected := 0
	for _, draw := range drawn(t)[:2000] {
		before := account.Decoy(kind, draw, true, taken)
		for at := taken; at.Before(taken.AddDate(0, 0, 60)); at = at.Add(time.Hour) {
			now := account.Decoy(kind, draw, true, at)
			if now == before {
				continue
			}
			want := before
			want.Connected = true
			if before.Connected || now != want {
				t.Fatalf("%+v became %+v", before, now)
			}
			changes[at]++
			connected++
			before = now
		}
	}
	if share := float64(connected) / 2000; share < 0.04 || share > 0.07 {
		t.Errorf("%.3f of the decoys connected, want 0.055", share)
	}
	for at, n := range changes {
		if n > 4 { // 110 in some 700 hours
			t.Errorf("%d changed within an hour, at %v", n, at)
		}
	}
}

func TestWhereNobodyHasSuchAnIdentifierTheWayIsByLetter(t *testing.T) {
	d := account.Decoy(nil, func(string) float64 { return 0.5 }, true, taken)
	if d.Forgotten() != account.ByLetter || d.Registration() != account.ByLetter {
		t.Errorf("%+v", d)
	}
}

func TestACategoryThatGrowsTakesDecoysFromTheOthersOnly(t *testing.T) {
	kind := func(share float64) []account.Shares {
		return []account.Shares{
			{Category: account.Particulier, Members: still(0.6)}, {Category: account.Exploitant, Members: still(0.4 - share)}, {Category: account.EmployeurJardinier, Members: still(share)},
		}
	}
	for _, draw := range drawn(t)[:5000] {
		before, after := account.Decoy(kind(0.1), draw, true, taken), account.Decoy(kind(0.2), draw, true, taken)
		if before.Category != after.Category && before.Category == account.EmployeurJardinier {
			t.Fatalf("%s became %s", before.Category, after.Category)
		}
		if before.Category == account.Particulier && after.Category == account.Exploitant {
			t.Fatalf("%s became %s", before.Category, after.Category)
		}
	}
}
