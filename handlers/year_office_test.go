package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// The yearly changes by the back office, as shares of the members whom they can concern.
const (
	found    = 0.05 // a file brings the missing contact, or the missing answer
	lost     = 0.02 // a file removes it
	replaced = 0.06 // a file has another contact
	ended    = 0.015
)

// file is the weekly file of the back office: new members, contacts and answers that come, go and are replaced, accounts that
// end. A contact that a member has confirmed belongs to the member, and no file changes it.
func (y *year) file(n int) {
	var changed []*somebody
	for _, m := range y.members {
		if m.closed || m.joins > n+1 {
			continue
		}
		before, odds := *m, y.r.Float64()*52
		happens := func(share float64) bool {
			odds -= share
			return odds < 0 && odds >= -share
		}
		switch {
		case m.joins == n+1:
			m.joins = 0
		case happens(ended):
			m.closed = true
		case m.category == account.Particulier && !m.answer && happens(found):
			m.answer = true
		case m.category == account.Particulier && m.answer && happens(lost):
			m.answer = false
		case m.connected:
		case m.email == "" && happens(found), m.email != "" && happens(replaced):
			m.email = fmt.Sprintf("m%d.%d@poitou.example", m.number, n)
		case m.email != "" && happens(lost):
			m.email = ""
		case !m.mobile && happens(found):
			m.mobile = true
		case m.mobile && happens(lost):
			m.mobile = false
		}
		if *m != before {
			changed = append(changed, m)
		}
	}
	if len(changed) > 0 {
		y.load(changed...)
	}
}

// wrongFile is a file without the contacts and numbers of some members, loaded in the morning and undone in the afternoon.
func (y *year) wrongFile() {
	var emptied []*somebody
	for _, m := range y.there() {
		if !m.closed && y.r.Float64() < 0.05 {
			one := *m
			one.email, one.mobile, one.answer = "", false, false
			emptied = append(emptied, &one)
		}
	}
	if len(emptied) == 0 {
		return
	}
	y.load(emptied...)
	all, err := y.s.DB.Imports(y.t.Context(), 2) // an empty file of payments was imported with it
	if err != nil || len(all) < 2 {
		y.t.Fatal(all, err)
	}
	y.at(7*time.Hour, func() {
		if _, err := y.s.DB.UndoImport(y.t.Context(), all[1].ID, db.Act{Actor: "system", At: y.s.Now()}); err != nil {
			y.t.Fatal(err)
		}
	})
}

// reset is an agent's reset: the password ends, and a temporary one is sent; the member replaces it days later.
func (y *year) reset(m *somebody) {
	if m.closed {
		return
	}
	y.s.Temporary(m.id)
	y.at(time.Duration(y.r.Int64N(int64(3*24*time.Hour))), func() {
		if !m.closed {
			y.personalise(m)
		}
	})
}

// correct is an agent's new contact for a member; half of them are verified within days.
func (y *year) correct(m *somebody) {
	if m.closed || m.email == "" {
		return
	}
	m.email = fmt.Sprintf("agent.%d@poitou.example", m.number)
	y.deed(m, func(a *acts.Acts, t *db.Tx, d acts.Deed) error {
		return a.CorrectContacts(context.Background(), t, acts.Command, d, map[db.ContactKind]string{db.Email: m.email})
	})
	if y.r.Float64() < 0.5 {
		return
	}
	y.at(time.Duration(y.r.Int64N(int64(week))), func() {
		ctx := context.Background()
		err := y.s.DB.InTx(ctx, func(t *db.Tx) error {
			_, err := t.VerifyContact(ctx, y.s.Member(m.id).ID, db.Email, y.s.Now())
			return err
		})
		if err != nil {
			y.t.Fatal(err)
		}
	})
}

// unblock is an agent's « Lever un blocage ».
func (y *year) unblock(m *somebody) {
	if m.closed {
		return
	}
	y.deed(m, func(a *acts.Acts, t *db.Tx, d acts.Deed) error {
		return a.Unblock(context.Background(), t, acts.Command, d)
	})
}

// deed carries out an agent's act on a member. A refused act changes nothing.
func (y *year) deed(m *somebody, do func(*acts.Acts, *db.Tx, acts.Deed) error) {
	var refused *acts.Refused
	a, ctx := y.acts(), context.Background()
	err := a.DB.InTx(ctx, func(t *db.Tx) error {
		of := y.s.Member(m.id)
		version, err := a.MemberVersion(ctx, t.Reader, of)
		if err != nil {
			return err
		}
		return do(a, t, acts.Deed{Member: of.ID, Version: version, Grounds: events.Noted(servicetest.Motive)})
	})
	if err != nil && !errors.As(err, &refused) {
		y.t.Fatal(err)
	}
}

func (y *year) acts() *acts.Acts {
	o := y.s.Options
	return &acts.Acts{DB: y.s.DB, Hasher: o.Hasher, Caisse: o.Caisse, Limits: o.Limits, SMS: o.SMS, Location: o.Location, Now: y.s.Now, Log: o.Log}
}
