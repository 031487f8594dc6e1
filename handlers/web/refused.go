package web

import (
	"errors"
	"time"

	"sesame/journey/acts"
	"sesame/texts"
)

// Said converts a refused act to a message for the user; it returns any other error unchanged.
func (a *Base) Said(err error) error {
	var r *acts.Refused
	if !errors.As(err, &r) {
		return err
	}
	if !r.Until.IsZero() {
		return &TooMany{Until: r.Until, Message: a.tooMany(r)}
	}
	switch r.Why {
	case acts.NoRoom:
		return &Unavailable{texts.NoRoom(a.Caisse.Phone)}
	case acts.WrongCode:
		return Refuse("code", texts.CodeWrong(r.Left))
	case acts.FormerCode:
		return Refuse("code", texts.CodeReplaced(r.Wanted, r.Left))
	case acts.OthersCode:
		return Refuse("code", texts.CodeOfAnother(r.Typed, r.Wanted, r.Left))
	case acts.CodeLate:
		return Refuse("code", texts.CodeLate(int(r.Life/time.Minute)))
	case acts.CodeClosed:
		return Refuse("code", texts.CodeSpent)
	case acts.CodeElsewhere:
		return Refuse("code", texts.CodeAddressChanged)
	case acts.SamePassword:
		return Refuse("nouveau", texts.PasswordUnchanged)
	case acts.NearPassword:
		return Refuse("nouveau", texts.PasswordTooNear)
	}
	return err
}

// tooMany returns the sentence that says which limit was reached, and when to try again.
func (a *Base) tooMany(r *acts.Refused) string {
	from := a.From(r.Until)
	switch r.Why {
	case acts.TooSoon:
		return texts.CodeTooSoon(from)
	case acts.TooManyCodes:
		return texts.TooManyCodes(from)
	case acts.TooManyAddresses:
		return texts.TooManyRequests(from, a.Caisse.Phone)
	case acts.TooManyMessages:
		return texts.TooManyMessages(from, a.Caisse.Phone)
	}
	return texts.TooManyTries(from)
}
