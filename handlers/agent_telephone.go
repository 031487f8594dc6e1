package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// A code that a member reads back on the telephone. It says who is speaking and opens nothing.
const (
	callDigits  = 6
	callTTL     = 10 * time.Minute
	callTries   = 3
	callVisit   = 30 * time.Minute // how long the agent who proved it is reminded
	callsPerDay = 10               // messages of calls to one member
)

// callWords are the words of today, and the instant until which they are.
func (a *App) callWords(m *db.Member, now time.Time) (words string, until time.Time) {
	local := now.In(a.Location)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, a.Location)
	return account.CallWords(a.DB.Keys(), m.IdentifierKey, local.Format(time.DateOnly)), midnight.Add(-time.Minute)
}

// proved says that this session of the agent has proved who is speaking, a while ago at most.
func (a *App) proved(ctx context.Context, m *db.Member, login int64) (string, error) {
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if isNotFound(err) || err == nil && (code.SpentAt.IsZero() || a.Now().Sub(code.SpentAt) >= callVisit) {
		return "", nil
	}
	return "Identité vérifiée par téléphone à " + a.clock(code.SpentAt) + ".", err
}

func (a *App) showCall(c echo.Context, m *db.Member) error { return a.callScreen(c, m, nil) }

func (a *App) callScreen(c echo.Context, m *db.Member, refused error) error {
	ctx, login, now := c.Request().Context(), deskVisitor(c).login.ID, a.Now()
	d := views.DeskCallData{Who: a.who(m)}
	d.Words, _ = a.callWords(m, now)
	var err error
	if d.Proved, err = a.proved(ctx, m, login); err != nil {
		return err
	}
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if err != nil && !isNotFound(err) {
		return err
	}
	if err == nil && code.SpentAt.IsZero() && code.Tries < callTries && now.Before(code.ExpiresAt) {
		d.Asked = "Un code est parti " + a.moment(code.CreatedAt) + ", valable jusqu'" + a.until(code.ExpiresAt) + "."
	}
	d.Sending = a.callSendings(m)
	s := views.Screen{Data: d}
	if c.QueryParam("etat") == "envoye" && refused == nil {
		s.Notice = "Le message est parti."
	}
	return a.actScreen(c, m, "telephone", s, refused)
}

// callSendings are the messages of a call: words to any known contact, codes to those that were verified.
func (a *App) callSendings(m *db.Member) []views.DeskChoice {
	var all []views.DeskChoice
	for _, s := range []struct {
		channel, label string
		kind           db.ContactKind
	}{{"email", "par e-mail", db.Email}, {"sms", "par SMS", db.Mobile}} {
		contact := m.Contacts[s.kind]
		closed := ""
		switch {
		case s.channel == "sms" && !a.SMS:
			closed = "ce service n'envoie pas de SMS."
		case contact.Value == "":
			closed = "la caisse ne le connaît pas."
		}
		to := map[db.ContactKind]string{db.Email: " à ", db.Mobile: " au "}[s.kind] + shownContact(s.kind, contact.Value)
		if closed != "" {
			to = ""
		}
		unverified := closed
		if closed == "" && contact.VerifiedAt.IsZero() {
			unverified = "ce moyen n'a jamais été vérifié."
		}
		all = append(all,
			views.DeskChoice{Value: "code-" + s.channel, Label: "Un code à vous dire, " + s.label + to, Note: unverified, Closed: unverified != ""},
			views.DeskChoice{Value: "mots-" + s.channel, Label: "Les mots d'aujourd'hui, " + s.label + to, Note: closed, Closed: closed != ""})
	}
	return all
}

// submitCallMessage sends the words of the day, or a code to be read back.
func (a *App) submitCallMessage(c echo.Context, m *db.Member) error {
	ctx, login := c.Request().Context(), deskVisitor(c).login.ID
	reason, noReason := parseReason(c, m)
	what, channel, err := a.callChoice(m, c.FormValue("envoi"))
	if err = together(err, noReason); err == nil {
		err = a.perform(c, m, reason, func(d deed) error {
			to := d.m.Destination(channel)
			if err := a.countCall(ctx, d, to); err != nil {
				return err
			}
			msg := db.Message{Kind: db.KindCallWords, Channel: channel, To: to, Name: d.m.Profile.DisplayName(), Request: account.NewRequestNumber(), At: d.now}
			event := eventCallWordsSent
			msg.Secret, msg.Until = a.callWords(d.m, d.now)
			if what == "code" {
				msg.Kind, event = db.KindCallCode, eventCallCodeSent
				msg.Secret, msg.Until = account.NewCode(callDigits), d.now.Add(callTTL)
				if err := d.AddCallCode(ctx, d.m.ID, login, msg.Secret, d.now, msg.Until); err != nil {
					return err
				}
			}
			if err := a.audit(c, d.Tx, event, d.m.IdentifierKey, db.ResultOK, channel+": "+d.reason); err != nil {
				return err
			}
			return d.Post(ctx, d.m.ID, msg, d.now, msg.Until)
		})
	}
	if err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.redirect(c, memberURL(m.ID)+"/telephone?etat=envoye")
}

func (a *App) callChoice(m *db.Member, value string) (what, channel string, err error) {
	for _, s := range a.callSendings(m) {
		if s.Value == value && !s.Closed {
			what, channel, _ = strings.Cut(value, "-")
			return what, channel, nil
		}
	}
	return "", "", refuse("envoi", "Choisissez ce qu'il faut envoyer.")
}

// countCall bounds the messages of calls to one member, and with all codes those to one destination.
func (a *App) countCall(ctx context.Context, d deed, to string) error {
	destination := a.DB.Keys().DestinationKey(to)
	for _, l := range []liftable{
		{db.CallMessages, d.m.IdentifierKey, []account.Cap{{Max: callsPerDay, Window: 24 * time.Hour}}, ""},
		{db.OwnCodesToAddress, destination, a.Limits.CodeCaps(), ""},
	} {
		until, err := freeAt(ctx, d, l.kind, l.subject, l.caps, d.now)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return &tooMany{until: until, message: "Trop de messages sont déjà partis là. Un autre pourra partir " + a.from(until) + "."}
		}
		if err := d.Count(ctx, l.kind, l.subject, d.now); err != nil {
			return err
		}
	}
	return nil
}

// submitCall takes the code that the member has read back.
func (a *App) submitCall(c echo.Context, m *db.Member) error {
	code := account.NormaliseCode(c.FormValue("code"))
	if code == "" {
		return a.callScreen(c, m, refuseField("code", account.ErrEmpty))
	}
	if len(code) != callDigits || !allDigits(code) {
		return a.callScreen(c, m, refuse("code", fmt.Sprintf("Le code comporte %d chiffres.", callDigits)))
	}
	refused, err := a.tryCallCode(c, m, code)
	if err = errors.Join(refused, err); err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.acted(c, m, "prouve")
}

// tryCallCode counts the try; it stays counted whatever the answer.
func (a *App) tryCallCode(c echo.Context, m *db.Member, code string) (refused, err error) {
	ctx, login := c.Request().Context(), deskVisitor(c).login.ID
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		now := a.Now()
		until, err := freeAt(ctx, t, db.OwnWrongCodes, m.IdentifierKey, a.Limits.WrongCodeCaps(), now)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			refused = &tooMany{until: until, message: "Trop de codes faux ont été donnés pour cet adhérent. Vous pourrez réessayer " + a.from(until) + "."}
			return a.audit(c, t, eventCallCodeTried, m.IdentifierKey, db.ResultBlocked, "")
		}
		tried, err := t.TryCallCode(ctx, m.ID, login, code, callTries, now)
		if err != nil {
			return err
		}
		switch tried {
		case db.TryRight:
			return a.audit(c, t, eventCallCodeTried, m.IdentifierKey, db.ResultOK, "")
		case db.TryWrong:
			refused = refuse("code", "Ce code n'est pas le bon. Faites-le relire, chiffre par chiffre.")
			if err := t.Count(ctx, db.OwnWrongCodes, m.IdentifierKey, now); err != nil {
				return err
			}
		case db.TryClosed:
			refused = refuse("", "Ce code ne peut plus servir. Envoyez-en un autre.")
		}
		return a.audit(c, t, eventCallCodeTried, m.IdentifierKey, db.ResultRefused, "")
	})
	return refused, err
}
