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

// taken is a Monday at noon in the caisse's time zone.
var taken = time.Date(2026, 11, 23, 12, 0, 0, 0, paris)

var paris = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}()

// drawn are the draws of unknown identifiers.
func drawn(t *testing.T, n int) (all []account.Draws) {
	ring, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		all = append(all, ring.Draws(account.Identifier{Kind: account.NIR, Value: fmt.Sprintf("29912861%05d", i)}))
	}
	return all
}

var (
	reached   = account.Facts{Category: account.Particulier, Email: true, Answer: true}
	byMobile  = account.Facts{Category: account.Particulier, Mobile: true, Answer: true}
	silent    = account.Facts{Category: account.Exploitant, Answer: true}
	connected = account.Facts{Category: account.Particulier, Email: true, Answer: true, Connected: true}
)

// began is the turn with the first members.
func began(shares map[account.Facts]float64) *account.Turn {
	t := &account.Turn{Number: 1, At: taken}
	for _, f := range []account.Facts{reached, byMobile, silent, connected} {
		if shares[f] > 0 {
			t.AddNewcomers(account.Move{To: f, Odds: shares[f]})
		}
	}
	return t
}

func TestDecoysHaveTheSharesOfMembers(t *testing.T) {
	turns := []*account.Turn{began(map[account.Facts]float64{reached: 0.3, byMobile: 0.2, silent: 0.1, connected: 0.4})}
	for _, c := range []struct {
		sms  bool
		want map[string]float64
	}{
		{true, map[string]float64{"particulier code": 0.4, "particulier question": 0.5, "exploitant letter": 0.1}},
		{false, map[string]float64{"particulier code": 0.4, "particulier question": 0.3, "particulier letter": 0.2, "exploitant letter": 0.1}},
	} {
		got := map[string]float64{}
		all := drawn(t, 20_000)
		for _, draw := range all {
			d := account.Decoy(turns, draw, c.sms, taken)
			got[fmt.Sprintf("%s %s", d.Category, d.Forgotten())] += 1 / float64(len(all))
		}
		for way, share := range got {
			if math.Abs(share-c.want[way]) > 0.012 {
				t.Errorf("SMS %v: %.3f go %s, want %.3f", c.sms, share, way, c.want[way])
			}
		}
	}
}

func TestADecoyConnectsOnceAndAtItsOwnMoment(t *testing.T) {
	slow := &account.Turn{Number: 2, At: taken.AddDate(0, 0, 1), Slow: true}
	slow.Add(reached, account.Move{To: connected, Odds: 0.4})
	turns := []*account.Turn{began(map[account.Facts]float64{reached: 0.5, connected: 0.5}), slow}
	changes, moved := map[time.Time]int{}, 0
	for _, draw := range drawn(t, 2000) {
		before := account.Decoy(turns, draw, true, taken)
		for at := taken; at.Before(taken.AddDate(0, 0, 14)); at = at.Add(time.Hour) {
			now := account.Decoy(turns, draw, true, at)
			if now == before {
				continue
			}
			if before.Connected || !now.Connected || at.Before(slow.At) || at.After(slow.At.AddDate(0, 0, 7).Add(time.Hour)) || at.Hour() < 7 {
				t.Fatalf("%+v became %+v at %v", before, now, at)
			}
			changes[at]++
			moved++
			before = now
		}
	}
	if moved < 350 || moved > 450 {
		t.Errorf("%d of 2,000 decoys connected, want 400", moved)
	}
	for at, n := range changes {
		if n > 25 { // 400 in some 110 hours, those of working days more than others
			t.Errorf("%d changed within an hour, at %v", n, at)
		}
	}
}

func TestNewcomersTakeThePlaceOfAsManyDecoys(t *testing.T) {
	came := &account.Turn{Number: 2, At: taken.AddDate(0, 0, 1)}
	came.AddNewcomers(account.Move{To: silent, Odds: 0.1})
	turns := []*account.Turn{began(map[account.Facts]float64{connected: 1}), came}
	renewed := 0
	for _, draw := range drawn(t, 5000) {
		if account.Decoy(turns, draw, true, came.At).Category == silent.Category {
			renewed++
		}
	}
	if renewed < 430 || renewed > 570 {
		t.Errorf("%d of 5,000, want 500", renewed)
	}
}

func TestAContactThatAFileChangedRestsForDecoysToo(t *testing.T) {
	changed := &account.Turn{Number: 2, At: taken.AddDate(0, 0, 1)}
	changed.Add(reached, account.Move{To: reached, Rest: account.Rest{Email: true}, Odds: 0.25})
	turns := []*account.Turn{began(map[account.Facts]float64{reached: 1}), changed}
	for _, c := range []struct {
		at       time.Time
		from, to int
	}{
		{changed.At.Add(-time.Second), 0, 0}, {changed.At, 450, 550}, {changed.At.Add(account.CoolingOff - time.Second), 450, 550}, {changed.At.Add(account.CoolingOff), 0, 0},
	} {
		resting := 0
		for _, draw := range drawn(t, 2000) {
			if !account.Decoy(turns, draw, true, c.at).Reachable {
				resting++
			}
		}
		if resting < c.from || resting > c.to {
			t.Errorf("at %v %d of 2,000 cannot be reached, want %d to %d", c.at, resting, c.from, c.to)
		}
	}
}

func TestATurnThatIsUndoneLeavesDecoysAsTheyWere(t *testing.T) {
	emptied := &account.Turn{Number: 2, At: taken.AddDate(0, 0, 1), UndoneAt: taken.AddDate(0, 0, 2)}
	emptied.Add(reached, account.Move{To: silent, Odds: 0.5})
	turns := []*account.Turn{began(map[account.Facts]float64{reached: 1}), emptied}
	moved := 0
	for _, draw := range drawn(t, 1000) {
		if !account.Decoy(turns, draw, true, emptied.At).Reachable {
			moved++
		}
		if after := account.Decoy(turns, draw, true, emptied.UndoneAt); !after.Reachable {
			t.Fatalf("%+v", after)
		}
	}
	if moved < 440 || moved > 560 {
		t.Errorf("%d of 1,000 had moved", moved)
	}
}

func TestWhereNobodyHasSuchAnIdentifierTheWayIsByLetter(t *testing.T) {
	d := account.Decoy(nil, func(int64) (float64, float64) { return 0.5, 0.5 }, true, taken)
	if d.Forgotten() != account.ByLetter || d.Registration() != account.ByLetter {
		t.Errorf("%+v", d)
	}
}
