package agent

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// callSendings lists the possible messages of a call: words to any known contact, codes to verified contacts only.
func (a *Pages) callSendings(m *db.Member) []views.DeskChoice {
	var all []views.DeskChoice
	for _, s := range []struct {
		channel      account.Channel
		label, whose string
	}{{account.Email, "par e-mail", " à "}, {account.SMS, "par SMS", " au "}} {
		kind := db.ContactOf(s.channel)
		words, code := callClosed[a.Acts.CallClosed(m, s.channel, false)], callClosed[a.Acts.CallClosed(m, s.channel, true)]
		to := s.whose + shownContact(kind, m.Contacts[kind].Value)
		if words != "" {
			to = ""
		}
		all = append(all,
			views.DeskChoice{Value: "code-" + string(s.channel), Label: "Un code à vous dire, " + s.label + to, Note: code, Closed: code != ""},
			views.DeskChoice{Value: "mots-" + string(s.channel), Label: "Les mots d'aujourd'hui, " + s.label + to, Note: words, Closed: words != ""})
	}
	return all
}

// callClosed explains why a message of a call cannot be sent by a channel.
var callClosed = map[acts.Why]string{acts.NoSMS: texts.NoSMS, acts.NoEmail: texts.CallUnknown, acts.NoMobile: texts.CallUnknown, acts.NotVerified: texts.CallUnverified}

// submitCallMessage sends the words of the day, or a code to read back.
func (a *Pages) submitCallMessage(c echo.Context, m *db.Member) error {
	reason, noReason := parseReason(c, m)
	what, channel, err := a.callChoice(m, c.FormValue("envoi"))
	if err = web.Together(err, noReason); err == nil {
		send := a.Acts.SendCallWords
		if what == "code" {
			send = a.Acts.SendCallCode
		}
		err = a.onMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return send(ctx, t, who, d, channel)
		})
		var closed *acts.Refused
		if errors.As(err, &closed) { // the channel became unavailable after the form was checked
			err = web.Refuse("envoi", texts.CallChooseSending)
		}
	}
	if err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/telephone?etat=envoye")
}

func (a *Pages) callChoice(m *db.Member, value string) (what string, channel account.Channel, err error) {
	for _, s := range a.callSendings(m) {
		if s.Value == value && !s.Closed {
			what, to, _ := strings.Cut(value, "-")
			return what, account.Channel(to), nil
		}
	}
	return "", "", web.Refuse("envoi", texts.CallChooseSending)
}
