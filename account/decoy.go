package account

import (
	"slices"
	"time"
)

// Standing holds the facts that decide the path of « oubli » and « inscription » for an identifier: a member's, or a
// decoy's.
type Standing struct {
	Category  Category
	Reachable bool // by e-mail or SMS
	SMSAlone  bool // by SMS and not by e-mail; of a decoy
	Answer    bool // the caisse holds an answer to the category's identity question
	Connected bool // has completed a personalisation
}

// Forgotten returns the path of « oubli »: by code after a completed personalisation, by the identity question when the
// caisse holds an answer, otherwise by letter. It is also by letter without a usable contact.
func (s Standing) Forgotten() Path {
	switch {
	case s.Reachable && s.Connected:
		return ByCode
	case s.Reachable && s.Answer:
		return ByQuestion
	}
	return ByLetter
}

// Registration returns the path of « inscription »: never by code.
func (s Standing) Registration() Path {
	if s.Reachable && s.Answer {
		return ByQuestion
	}
	return ByLetter
}

// Draws returns two numbers in [0,1) that depend only on an identifier and on the number of a turn.
type Draws func(turn int64) (which, when float64)

// Decoy returns the standing of an unknown identifier. A decoy starts with the facts of the members of the first turn
// and goes through all turns: at each one it moves with the odds that a member with the same facts had, so that no
// single member determines what it does. sms says whether the service sends SMS.
func Decoy(turns []*Turn, draw Draws, sms bool, now time.Time) Standing {
	var (
		d     decoy
		later []due
	)
	for _, t := range turns {
		if t.At.After(now) || !t.UndoneAt.IsZero() && !now.Before(t.UndoneAt) {
			continue
		}
		which, when := draw(t.Number)
		switch {
		case which >= t.most: // most decoys, most of the time
		case t.Slow:
			later = append(later, due{wakingMoment(t.At, when), t, which})
		default:
			later = d.pass(later, t.At)
			d.move(t, which, t.At)
		}
	}
	d.pass(later, now)
	if d.facts.Category == "" { // no member has had such an identifier
		return Standing{Category: TiersCategory}
	}
	rests := now.Before(d.rested)
	email := d.facts.Email && !(rests && d.rest.Email)
	mobile := sms && d.facts.Mobile && !(rests && d.rest.Mobile)
	return Standing{
		Category:  d.facts.Category,
		Reachable: email || mobile,
		SMSAlone:  mobile && !email,
		Answer:    d.facts.Answer,
		Connected: d.facts.Connected,
	}
}

type decoy struct {
	facts  Facts
	rest   Rest
	rested time.Time // when the contacts in rest can be used again
}

// due is a slow turn, at the moment at which the decoy follows it.
type due struct {
	at    time.Time
	turn  *Turn
	which float64
}

// pass applies the slow turns whose moment has come, and returns the others.
func (d *decoy) pass(later []due, until time.Time) []due {
	slices.SortStableFunc(later, func(a, b due) int { return a.at.Compare(b.at) })
	n := 0
	for ; n < len(later) && !later[n].at.After(until); n++ {
		d.move(later[n].turn, later[n].which, later[n].at)
	}
	return later[n:]
}

func (d *decoy) move(t *Turn, which float64, at time.Time) {
	moves := t.newcomers
	if which >= t.renewed {
		moves, which = t.moves[d.facts], (which-t.renewed)/(1-t.renewed)
	}
	for _, m := range moves {
		if which < m.Odds {
			d.facts, d.rest, d.rested = m.To, m.Rest, at.Add(CoolingOff)
			return
		}
		which -= m.Odds
	}
}
