package agent

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
)

// way is how a temporary password may go to a member: why not, or what to know of it.
type way struct {
	value, label string
	channel      account.Channel
	closed       string // why it is not offered; empty where it is
	asks         bool   // a second agent
	until        time.Time
}

// waysTo are the ways of a reset.
func (a *Pages) waysTo(ctx context.Context, t db.Reader, m *db.Member, now time.Time) ([]way, error) {
	email := way{value: "email", channel: account.Email, label: "Par e-mail, à " + m.Destination(account.Email)}
	if m.Destination(account.Email) == "" {
		email.label, email.closed = "Par e-mail", texts.ResetWithoutEmail
	}
	sms := way{value: "sms", channel: account.SMS, label: "Par SMS, au " + account.FormatPhone(m.Destination(account.SMS))}
	switch {
	case !a.SMS:
		sms.label, sms.closed = "Par SMS", texts.NoSMS
	case m.Destination(account.SMS) == "":
		sms.label, sms.closed = "Par SMS", texts.ResetWithoutMobile
	}
	email.asks, sms.asks = web.ChangedLately(m, db.Email, now), web.ChangedLately(m, db.Mobile, now)
	letter := way{value: "courrier", channel: account.Letter, label: "Par courrier, à son adresse postale"}
	until, err := web.FreeAt(ctx, t, db.LettersSent, m.IdentifierKey, a.Limits.LetterCaps(), now)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		letter.label, letter.until = "Par courrier", until
		letter.closed = texts.ResetLetterSent(a.From(until))
	}
	return []way{email, sms, letter}, nil
}

// chosen is the way of the form, or a refusal that says why it cannot be taken.
func (a *Pages) chosen(ctx context.Context, t db.Reader, m *db.Member, value string, now time.Time) (way, error) {
	ways, err := a.waysTo(ctx, t, m, now)
	if err != nil {
		return way{}, err
	}
	for _, w := range ways {
		if w.value == value && w.closed != "" {
			return w, web.Refuse("voie", w.label+" : "+w.closed)
		}
		if w.value == value {
			return w, nil
		}
	}
	return way{}, web.Refuse("voie", texts.ChooseWay)
}
