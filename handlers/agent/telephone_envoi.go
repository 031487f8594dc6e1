package agent

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// callSendings lists the possible messages of a call: its words to any known contact, once it has begun, codes to verified
// contacts only.
func (a *Pages) callSendings(m *db.Member, live bool) []views.DeskChoice {
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
		} else if !live {
			words = texts.CallNotBegun
		}
		all = append(all,
			views.DeskChoice{Value: "code-" + string(s.channel), Label: "Un code à vous dire, " + s.label + to, Note: code, Closed: code != ""},
			views.DeskChoice{Value: "mots-" + string(s.channel), Label: "Les mots de cet appel, " + s.label + to, Note: words, Closed: words != ""})
	}
	return all
}

// callClosed explains why a message of a call cannot be sent by a channel.
var callClosed = map[acts.Why]string{acts.NoSMS: texts.NoSMS, acts.NoEmail: texts.CallUnknown, acts.NoMobile: texts.CallUnknown, acts.NotVerified: texts.CallUnverified}

// submitCallMessage sends the words of the call, or a code to read back.
func (a *Pages) submitCallMessage(c echo.Context, m *db.Member) error {
	reason, noReason := desk.ParseGrounds(c, m.Profile)
	what, channel, err := a.callChoice(c, m)
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

func (a *Pages) callChoice(c echo.Context, m *db.Member) (what string, channel account.Channel, err error) {
	_, live, err := a.Acts.LiveCall(c.Request().Context(), a.DB.Reader, m, desk.VisitorOf(c).Login.ID)
	if err != nil {
		return "", "", err
	}
	for _, s := range a.callSendings(m, live) {
		if s.Value == c.FormValue("envoi") && !s.Closed {
			what, to, _ := strings.Cut(s.Value, "-")
			return what, account.Channel(to), nil
		}
	}
	return "", "", web.Refuse("envoi", texts.CallChooseSending)
}
