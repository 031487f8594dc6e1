package agent

import (
	"context"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// callSendings are the messages of a call: words to any known contact, codes to those that were verified.
func (a *Pages) callSendings(m *db.Member) []views.DeskChoice {
	var all []views.DeskChoice
	for _, s := range []struct {
		channel account.Channel
		label   string
		kind    db.ContactKind
	}{{account.Email, "par e-mail", db.Email}, {account.SMS, "par SMS", db.Mobile}} {
		contact := m.Contacts[s.kind]
		closed := ""
		switch {
		case s.channel == account.SMS && !a.SMS:
			closed = texts.NoSMS
		case contact.Value == "":
			closed = texts.CallUnknown
		}
		to := map[db.ContactKind]string{db.Email: " à ", db.Mobile: " au "}[s.kind] + shownContact(s.kind, contact.Value)
		if closed != "" {
			to = ""
		}
		unverified := closed
		if closed == "" && contact.VerifiedAt.IsZero() {
			unverified = texts.CallUnverified
		}
		all = append(all,
			views.DeskChoice{Value: "code-" + string(s.channel), Label: "Un code à vous dire, " + s.label + to, Note: unverified, Closed: unverified != ""},
			views.DeskChoice{Value: "mots-" + string(s.channel), Label: "Les mots d'aujourd'hui, " + s.label + to, Note: closed, Closed: closed != ""})
	}
	return all
}

// submitCallMessage sends the words of the day, or a code to be read back.
func (a *Pages) submitCallMessage(c echo.Context, m *db.Member) error {
	ctx, login := c.Request().Context(), visitor(c).login.ID
	reason, noReason := parseReason(c, m)
	what, channel, err := a.callChoice(m, c.FormValue("envoi"))
	if err = together(err, noReason); err == nil {
		err = a.perform(c, m, reason, func(d deed) error {
			to := d.m.Destination(channel)
			if err := a.countCall(ctx, d, to); err != nil {
				return err
			}
			msg := db.Message{Kind: db.KindCallWords, Channel: channel, To: to, Name: d.m.Profile.DisplayName(), Request: account.NewRequestNumber(), At: d.now}
			kind := events.CallWordsSent
			msg.Secret, msg.Until = a.CallWords(d.m, d.now)
			if what == "code" {
				msg.Kind, kind = db.KindCallCode, events.CallCodeSent
				msg.Secret, msg.Until = account.NewCode(callDigits), d.now.Add(callTTL)
				if err := d.AddCallCode(ctx, d.m.ID, login, msg.Secret, d.now, msg.Until); err != nil {
					return err
				}
			}
			if err := a.Audit(c, d.Tx, kind.OK(d.m.IdentifierKey, events.Details{Channel: channel, Note: d.reason})); err != nil {
				return err
			}
			return d.Post(ctx, d.m.ID, msg, d.now, msg.Until)
		})
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

// countCall bounds the messages of calls to one member, and with all codes those to one destination.
func (a *Pages) countCall(ctx context.Context, d deed, to string) error {
	destination := a.DB.Keys().DestinationKey(to)
	for _, l := range []liftable{
		{db.CallMessages, d.m.IdentifierKey, []account.Cap{{Max: callsPerDay, Window: 24 * time.Hour}}, ""},
		{db.OwnCodesToAddress, destination, a.Limits.CodeCaps(), ""},
	} {
		until, err := web.FreeAt(ctx, d.Reader, l.kind, l.subject, l.caps, d.now)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return &web.TooMany{Until: until, Message: texts.CallTooManyMessages(a.From(until))}
		}
		if err := d.Count(ctx, l.kind, l.subject, d.now); err != nil {
			return err
		}
	}
	return nil
}
