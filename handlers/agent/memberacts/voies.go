package memberacts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
)

// way is a channel for a temporary password, as shown in the form.
type way struct {
	acts.Way
	value, label string
	closed       string // why it is unavailable; empty if it is available
}

// wayValues are the values of the channels in the form.
var wayValues = map[account.Channel]string{account.Email: "email", account.SMS: "sms", account.Letter: "courrier"}

// wayKeys are the keyboard shortcuts of the channels in the form.
var wayKeys = map[account.Channel]string{account.Email: "e", account.SMS: "s", account.Letter: "l"}

// waysTo lists the channels for a reset.
func (a *Pages) waysTo(ctx context.Context, who acts.Actor, m *db.Member) (shown []way, err error) {
	ways, err := a.Acts.WaysTo(ctx, a.DB.Reader, who, m)
	for _, w := range ways {
		shown = append(shown, way{w, wayValues[w.Channel], wayLabel(m, w), a.wayClosed(w)})
	}
	return shown, err
}

func wayLabel(m *db.Member, w acts.Way) string {
	closed := w.Closed != 0
	switch {
	case w.Channel == account.Email && closed:
		return "Par e-mail"
	case w.Channel == account.Email:
		return "Par e-mail, à " + account.ShowEmail(m.Destination(account.Email))
	case w.Channel == account.SMS && closed:
		return "Par SMS"
	case w.Channel == account.SMS:
		return "Par SMS, au " + account.FormatPhone(m.Destination(account.SMS))
	case closed:
		return "Par lettre"
	}
	return "Par lettre, à son adresse postale"
}

func (a *Pages) wayClosed(w acts.Way) string {
	switch w.Closed {
	case acts.NoEmail:
		return texts.ResetWithoutEmail
	case acts.NoSMS:
		return texts.NoSMS
	case acts.NoMobile:
		return texts.ResetWithoutMobile
	case acts.LetterLately:
		return texts.ResetLetterSent(a.From(w.Until))
	}
	return ""
}

// chosen returns the channel selected in the form, or a refusal that says why it is unavailable.
func (a *Pages) chosen(ctx context.Context, who acts.Actor, m *db.Member, value string) (way, error) {
	ways, err := a.waysTo(ctx, who, m)
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
