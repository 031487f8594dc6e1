package handlers_test

import (
	"context"
	"net/url"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// at plans an action for an instant after now.
func (y *year) at(in time.Duration, do func()) {
	y.due = append(y.due, happening{y.s.Now().Add(in), do})
}

// pass moves the clock by d and carries out the actions that become due, in order.
func (y *year) pass(d time.Duration) {
	end := y.s.Now().Add(d)
	for {
		slices.SortStableFunc(y.due, func(a, b happening) int { return a.at.Compare(b.at) })
		if len(y.due) == 0 || y.due[0].at.After(end) {
			break
		}
		next := y.due[0]
		y.due = y.due[1:]
		y.s.Wait(max(0, next.at.Sub(y.s.Now())))
		next.do()
	}
	y.s.Wait(end.Sub(y.s.Now()))
}

// waking returns a random instant of the coming week at which people are awake: more often on working days from 9 to 18 than at
// other times.
func (y *year) waking() time.Duration {
	monday := y.s.Now().In(y.s.Options.Location)
	for {
		in := time.Duration(y.r.Int64N(int64(week)))
		at := monday.Add(in)
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		odds := 0.0
		switch {
		case at.Hour() < 7 || at.Hour() >= 23:
		case !weekend && at.Hour() >= 9 && at.Hour() < 18:
			odds = 1
		default:
			odds = 0.33
		}
		if y.r.Float64() < odds {
			return in
		}
	}
}

// live plans the n-th week of the caisse; rate is the share of members who connect for the first time, among those who can.
func (y *year) live(n int, rate float64) {
	y.at(6*time.Hour, func() { y.file(n) })
	y.at(7*time.Hour, func() {
		if n%4 == 1 {
			y.pay(n/4 + 1)
		}
		if err := y.s.DB.Purge(y.t.Context(), y.s.Now()); err != nil {
			y.t.Fatal(err)
		}
	})
	for day := range 7 {
		y.at(time.Duration(day)*24*time.Hour+2*time.Hour, y.follow)
	}
	switch n % 13 {
	case 5:
		y.at(30*time.Hour, func() { y.outage([]db.Trouble{{Channel: account.Email, Class: "smtp-connexion", Since: y.s.Now()}}) })
		y.at(33*time.Hour, func() { y.outage(nil) })
	case 8:
		y.at(54*time.Hour, y.wrongFile)
	}
	for _, m := range y.there() {
		odds := y.r.Float64()
		switch {
		case m.closed:
		case odds < 0.0004: // of each week: 2 % a year
			y.at(y.waking(), func() { y.correct(m) })
		case !m.connected && m.reachable() && odds > 1-rate:
			y.at(y.waking(), func() { y.connect(m) })
		case m.connected && odds > 0.95:
			y.at(y.waking(), func() { y.comesIn(m) })
		case m.connected && odds > 0.945:
			y.at(y.waking(), func() { y.reset(m) })
		case m.connected && odds > 0.944:
			y.at(y.waking(), func() { y.unblock(m) })
		}
	}
}

// follow is the update of the decoys that the program does at its start and each day.
func (y *year) follow() {
	if err := y.s.DB.FollowMembers(y.t.Context(), y.s.Now()); err != nil {
		y.t.Fatal(err)
	}
}

func (y *year) outage(all []db.Trouble) {
	if err := y.s.DB.NoteTroubles(y.t.Context(), all, y.s.Now()); err != nil {
		y.t.Fatal(err)
	}
}

// connect is a member's first connection, however the password was sent.
func (y *year) connect(m *somebody) {
	if m.closed || m.connected {
		return
	}
	m.connected = true
	y.personalise(m)
}

func (y *year) personalise(m *somebody) {
	of, ctx := y.s.Member(m.id), context.Background()
	err := y.s.DB.InTx(ctx, func(t *db.Tx) error {
		if _, err := t.ChangePassword(ctx, of.ID, of.PasswordHash, servicetest.Hashed(servicetest.First), y.s.Now()); err != nil {
			return err
		}
		if of.Contacts[db.Email].Value != "" { // a code that was sent there came back
			if _, err := t.VerifyContact(ctx, of.ID, db.Email, y.s.Now()); err != nil {
				return err
			}
		}
		return t.EndPersonalisation(ctx, of.ID, y.s.Now())
	})
	if err != nil {
		y.t.Fatal(err)
	}
}

// comesIn is the owner's log-in, from a browser of their own.
func (y *year) comesIn(m *somebody) {
	if !m.closed {
		y.s.Browser().Post("/connexion", url.Values{"identifiant": {m.id}, "mot_de_passe": {servicetest.First}})
	}
}
