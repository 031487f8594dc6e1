package account

import (
	"math"
	"time"
)

// Standing is what decides which way « oubli » and « inscription » go for an identifier: a member's, or a decoy's.
type Standing struct {
	Category  Category
	Reachable bool // by e-mail or SMS
	SMSAlone  bool // by SMS and not by e-mail; of a decoy
	Answer    bool // the caisse holds an answer to the category's identity question
	Connected bool // has completed a personalisation
}

// Forgotten is the path of « oubli »: by code after a completed personalisation, by the identity question when the
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

// Registration is the path of « inscription »: never by code.
func (s Standing) Registration() Path {
	if s.Reachable && s.Answer {
		return ByQuestion
	}
	return ByLetter
}

// Shares are those of one category among the members with one kind of identifier.
type Shares struct {
	Category  Category
	Members   Share // of the kind: are of this category
	Email     Share // of the category: have an e-mail address
	Mobile    Share // of the category: have a mobile and no e-mail address
	Answer    Share // of those with either: the caisse holds an answer
	Connected Share // of those with either: have completed a personalisation
}

// Decoy is the standing of an identifier that nobody has. draw returns a number in [0,1) that depends on the identifier and
// on the given use alone. What the shares say of a number is the same whatever becomes of any single member, so that a
// decoy changes at its own moment: once from never connected to connected, as a member does, and never back.
func Decoy(kind []Shares, draw func(use string) float64, sms bool, now time.Time) Standing {
	var of Shares
	least := math.Inf(1)
	for _, s := range kind {
		// Of these races, the one of a category is won as often as its share says, and when a share moves, only
		// identifiers that move to it or away from it change.
		if race := -math.Log(1-draw("category "+string(s.Category))) / s.Members.At(now); race < least {
			least, of = race, s
		}
	}
	if of.Category == "" { // no member has such an identifier
		return Standing{Category: TiersCategory}
	}
	contact := draw("contact")
	email, mobile := contact < of.Email.At(now), sms && contact >= 1-of.Mobile.At(now)
	return Standing{
		Category:  of.Category,
		Reachable: email || mobile,
		SMSAlone:  mobile && !email,
		Answer:    draw("answer") < of.Answer.At(now),
		Connected: draw("connected") < of.Connected.Grown(now),
	}
}
