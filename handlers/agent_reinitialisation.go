package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// coolingOff is how long a contact counts as changed lately: what an intruder has just changed must not receive the
// password, and an agent alone must not be able to do both.
const coolingOff = 48 * time.Hour

// changedLately says that another value was put in place less than coolingOff ago. What came with the member from the
// back office was not changed.
func changedLately(m *db.Member, kind db.ContactKind, now time.Time) bool {
	changed := m.Contacts[kind].ChangedAt
	return changed.After(m.CreatedAt) && now.Sub(changed) < coolingOff
}

// way is how a temporary password may go to a member: why not, or what to know of it.
type way struct {
	value, label string
	channel      string
	closed       string // why it is not offered; empty where it is
	asks         bool   // a second agent
	until        time.Time
}

// waysTo are the ways of a reset.
func (a *App) waysTo(ctx context.Context, t counts, m *db.Member, now time.Time) ([]way, error) {
	email := way{value: "email", channel: "email", label: "Par e-mail, à " + m.Destination("email")}
	if m.Destination("email") == "" {
		email.label, email.closed = "Par e-mail", "la caisse ne connaît pas d'adresse email."
	}
	sms := way{value: "sms", channel: "sms", label: "Par SMS, au " + account.FormatPhone(m.Destination("sms"))}
	switch {
	case !a.SMS:
		sms.label, sms.closed = "Par SMS", "ce service n'envoie pas de SMS."
	case m.Destination("sms") == "":
		sms.label, sms.closed = "Par SMS", "la caisse ne connaît pas de téléphone portable."
	}
	email.asks, sms.asks = changedLately(m, db.Email, now), changedLately(m, db.Mobile, now)
	letter := way{value: "courrier", channel: "letter", label: "Par courrier, à son adresse postale"}
	until, err := freeAt(ctx, t, db.LettersSent, m.IdentifierKey, a.Limits.LetterCaps(), now)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		letter.label, letter.until = "Par courrier", until
		letter.closed = "un courrier est déjà parti il y a peu ; un autre pourra partir " + a.from(until) + "."
	}
	return []way{email, sms, letter}, nil
}

func (a *App) showReset(c echo.Context, m *db.Member) error { return a.resetScreen(c, m, nil) }

func (a *App) resetScreen(c echo.Context, m *db.Member, refused error) error {
	ways, err := a.waysTo(c.Request().Context(), a.DB, m, a.Now())
	if err != nil {
		return err
	}
	d := views.DeskResetData{Who: a.who(m)}
	for _, w := range ways {
		choice := views.DeskChoice{Value: w.value, Label: w.label, Note: w.closed, Closed: w.closed != ""}
		if w.asks && !choice.Closed {
			choice.Note = "Changé depuis moins de 48 heures (" + a.moment(m.Contacts[contactOf(w.channel)].ChangedAt) + ") : un second agent devra donner son accord."
		}
		if w.channel == "letter" && !choice.Closed && len(account.CheckAddress(m.Profile.Postal())) > 0 {
			choice.Note = "L'adresse ne tient pas telle quelle sur une enveloppe : le courrier attendra que quelqu'un s'en occupe."
		}
		d.Channels = append(d.Channels, choice)
	}
	return a.actScreen(c, m, "reinitialisation", views.Screen{Data: d}, refused)
}

// submitReset resets a password, or asks a second agent for it.
func (a *App) submitReset(c echo.Context, m *db.Member) error {
	asked, err := a.reset(c, m)
	if err != nil {
		return a.again(c, m, err, a.resetScreen)
	}
	if asked {
		return a.acted(c, m, "approbation")
	}
	return a.acted(c, m, "reinitialise")
}

func (a *App) reset(c echo.Context, m *db.Member) (asked bool, err error) {
	ctx := c.Request().Context()
	reason, err := parseReason(c, m)
	_, unknown := a.chosen(ctx, a.DB, m, c.FormValue("voie"), a.Now())
	if err := together(unknown, err); err != nil {
		return false, err
	}
	secret, hash, err := a.newTemporary(ctx)
	if err != nil {
		return false, err
	}
	return asked, a.perform(c, m, reason, func(d deed) error {
		w, err := a.chosen(ctx, d.Tx, d.m, c.FormValue("voie"), d.now)
		if err != nil {
			return err
		}
		if asked = w.asks; asked {
			return a.askApproval(c, d, w.channel)
		}
		return a.resetBy(c, d, w.channel, secret, hash, account.NewRequestNumber(), a.Limits.TemporaryTTL)
	})
}

// chosen is the way of the form, or a refusal that says why it cannot be taken.
func (a *App) chosen(ctx context.Context, t counts, m *db.Member, value string, now time.Time) (way, error) {
	ways, err := a.waysTo(ctx, t, m, now)
	if err != nil {
		return way{}, err
	}
	for _, w := range ways {
		if w.value == value && w.closed != "" {
			return w, refuse("voie", w.label+" : "+w.closed)
		}
		if w.value == value {
			return w, nil
		}
	}
	return way{}, refuse("voie", "Choisissez une des voies proposées.")
}

// resetBy puts a temporary password in the place of whatever the member had: the old password and every session are
// over at once (security.md, promise 2). It leaves by the channel; what is handed over at the counter is the caller's.
func (a *App) resetBy(c echo.Context, d deed, channel, secret, hash, request string, life time.Duration) error {
	ctx := c.Request().Context()
	if channel == "letter" {
		life = a.Limits.LetterTTL
		if err := d.Count(ctx, db.LettersSent, d.m.IdentifierKey, d.now); err != nil {
			return err
		}
	}
	until := d.now.Add(life)
	if err := errors.Join(
		d.RevokePassword(ctx, d.m.ID, d.now),
		d.OvertakeApprovals(ctx, d.m.ID, deskVisitor(c).agent.Login, d.now),
		d.IssueTemporary(ctx, d.m.ID, db.Temporary{Hash: hash, Channel: channel, IssuedAt: d.now, ExpiresAt: until}),
		a.audit(c, d.Tx, eventPasswordReset, d.m.IdentifierKey, db.ResultOK, channel+": "+d.reason),
		a.audit(c, d.Tx, eventTemporaryIssued, d.m.IdentifierKey, db.ResultOK, channel),
	); err != nil {
		return err
	}
	name := d.m.Profile.DisplayName()
	switch channel {
	case "letter":
		if err := d.QueueLetter(ctx, d.m.ID, db.LetterPayload{Name: name, Secret: secret, Request: request, At: d.now, Until: until}); err != nil {
			return err
		}
	case "email", "sms":
		if err := d.Post(ctx, d.m.ID, db.Message{Kind: db.KindTemporary, Channel: channel, To: d.m.Destination(channel), Name: name, Secret: secret,
			Request: request, At: d.now, Until: until}, d.now, until); err != nil {
			return err
		}
	}
	return a.tellReset(ctx, d, channel, request)
}

// tellReset tells the member by every known channel but the one that the password goes by.
func (a *App) tellReset(ctx context.Context, d deed, channel, request string) error {
	detail := map[string]string{
		"email": "Un mot de passe temporaire part par e-mail.", "sms": "Un mot de passe temporaire part par SMS.",
		"letter": "Un mot de passe temporaire part par courrier.", "counter": "Un mot de passe temporaire a été remis en main propre au guichet.",
	}[channel]
	for _, other := range []string{"email", "sms"} {
		to := d.m.Destination(other)
		if other == channel || to == "" || other == "sms" && !a.SMS {
			continue
		}
		err := d.Post(ctx, d.m.ID, db.Message{Kind: db.KindReset, Channel: other, To: to, Name: d.m.Profile.DisplayName(), Request: request, At: d.now, Detail: detail},
			d.now, d.now.Add(noticeLife))
		if err != nil {
			return err
		}
	}
	return nil
}
