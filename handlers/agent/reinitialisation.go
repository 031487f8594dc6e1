package agent

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showReset(c echo.Context, m *db.Member) error { return a.resetScreen(c, m, nil) }

func (a *Pages) resetScreen(c echo.Context, m *db.Member, refused error) error {
	ways, err := a.waysTo(c.Request().Context(), a.DB.Reader, m, a.Now())
	if err != nil {
		return err
	}
	d := views.DeskResetData{Who: a.who(m)}
	for _, w := range ways {
		choice := views.DeskChoice{Value: w.value, Label: w.label, Note: w.closed, Closed: w.closed != ""}
		if w.asks && !choice.Closed {
			choice.Note = texts.ResetAsksSecond(a.Moment(m.Contacts[web.ContactOf(w.channel)].ChangedAt))
		}
		if w.channel == account.Letter && !choice.Closed && len(account.CheckAddress(m.Profile.Postal())) > 0 {
			choice.Note = texts.LetterAddressHeld
		}
		d.Channels = append(d.Channels, choice)
	}
	return a.actScreen(c, m, "reinitialisation", views.Screen{Data: d}, refused)
}

// submitReset resets a password, or asks a second agent for it.
func (a *Pages) submitReset(c echo.Context, m *db.Member) error {
	asked, err := a.reset(c, m)
	if err != nil {
		return a.again(c, m, err, a.resetScreen)
	}
	if asked {
		return a.acted(c, m, "approbation")
	}
	return a.acted(c, m, "reinitialise")
}

func (a *Pages) reset(c echo.Context, m *db.Member) (asked bool, err error) {
	ctx := c.Request().Context()
	reason, err := parseReason(c, m)
	_, unknown := a.chosen(ctx, a.DB.Reader, m, c.FormValue("voie"), a.Now())
	if err := together(unknown, err); err != nil {
		return false, err
	}
	secret, hash, err := a.NewTemporary(ctx)
	if err != nil {
		return false, err
	}
	return asked, a.perform(c, m, reason, func(d deed) error {
		w, err := a.chosen(ctx, d.Tx.Reader, d.m, c.FormValue("voie"), d.now)
		if err != nil {
			return err
		}
		if asked = w.asks; asked {
			return a.askApproval(c, d, w.channel)
		}
		return a.resetBy(c, d, w.channel, secret, hash, account.NewRequestNumber(), a.Limits.TemporaryTTL)
	})
}

// resetBy puts a temporary password in the place of whatever the member had: the old password and every session are
// over at once, for whoever had them may be an intruder. It leaves by the channel; what is handed over at the counter is the caller's.
func (a *Pages) resetBy(c echo.Context, d deed, channel account.Channel, secret, hash, request string, life time.Duration) error {
	ctx := c.Request().Context()
	if channel == account.Letter {
		life = a.Limits.LetterTTL
		if err := d.Count(ctx, db.LettersSent, d.m.IdentifierKey, d.now); err != nil {
			return err
		}
	}
	until := d.now.Add(life)
	if err := errors.Join(
		d.RevokePassword(ctx, d.m.ID, d.now),
		d.OvertakeApprovals(ctx, d.m.ID, visitor(c).agent.Login, d.now),
		d.IssueTemporary(ctx, d.m.ID, db.Temporary{Hash: hash, Channel: channel, IssuedAt: d.now, ExpiresAt: until}),
		a.Audit(c, d.Tx, events.PasswordReset.OK(d.m.IdentifierKey, events.Details{Channel: channel, Login: d.asker, Note: d.reason})),
		a.Audit(c, d.Tx, events.TemporaryIssued.OK(d.m.IdentifierKey, events.Details{Channel: channel})),
	); err != nil {
		return err
	}
	name := d.m.Profile.DisplayName()
	switch channel {
	case account.Letter:
		if err := d.QueueLetter(ctx, d.m.ID, db.LetterPayload{Name: name, Secret: secret, Request: request, At: d.now, Until: until}); err != nil {
			return err
		}
	case account.Email, account.SMS:
		if err := d.Post(ctx, d.m.ID, db.Message{Kind: db.KindTemporary, Channel: channel, To: d.m.Destination(channel), Name: name, Secret: secret,
			Request: request, At: d.now, Until: until}, d.now, until); err != nil {
			return err
		}
	}
	return a.tellReset(ctx, d, channel, request)
}

// tellReset tells the member by every known channel but the one that the password goes by.
func (a *Pages) tellReset(ctx context.Context, d deed, channel account.Channel, request string) error {
	detail := map[account.Channel]string{
		account.Email: texts.TemporaryByEmail, account.SMS: texts.TemporaryBySMS,
		account.Letter: texts.TemporaryByPost, account.Counter: texts.TemporaryAtCounter,
	}[channel]
	for _, other := range []account.Channel{account.Email, account.SMS} {
		to := d.m.Destination(other)
		if other == channel || to == "" || other == account.SMS && !a.SMS {
			continue
		}
		err := d.Post(ctx, d.m.ID, db.Message{Kind: db.KindReset, Channel: other, To: to, Name: d.m.Profile.DisplayName(), Request: request, At: d.now, Detail: detail},
			d.now, d.now.Add(web.NoticeLife))
		if err != nil {
			return err
		}
	}
	return nil
}
