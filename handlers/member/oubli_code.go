package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// codeAccepted says that the code was right and the temporary password has not left yet.
func codeAccepted(p *web.Place) bool { return !p.Flow.ProvedAt.IsZero() }

func (a *Pages) showForgottenCode(c echo.Context, p *web.Place) (views.Screen, error) {
	s, err := a.CodeScreen(c.Request().Context(), p.Flow, p.Flow.Channel, "")
	if codeAccepted(p) {
		s.Notice = texts.CodeRight
	}
	return s, err
}

// submitForgottenCode: a right code makes a temporary password leave for the channel that the caisse has on file, and
// opens nothing. The code is spent in a transaction of its own, for the hash must not be made inside one; if the
// program stops between the two, the code stays right and the next « Valider » goes on.
func (a *Pages) submitForgottenCode(c echo.Context, p *web.Place) error {
	ctx, f := c.Request().Context(), p.Flow
	if !codeAccepted(p) {
		code, err := a.ParseCode(c)
		if err != nil {
			return err
		}
		var refused error
		err = a.DB.InTx(ctx, func(t *db.Tx) error {
			now := a.Now()
			right, no, err := a.TryCode(c, t, f, code, web.Strangers, now)
			if refused = no; err != nil {
				return err
			}
			if !right {
				return a.rightAlready(ctx, t, f, &refused)
			}
			f.ProvedAt = now
			return web.Save(c, t, f)
		})
		if err != nil {
			return err
		}
		if refused != nil {
			return refused
		}
	}
	secret, hash, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		now := a.Now()
		msg, reachable := a.Destination(p.Member, f.Channel)
		if p.Member != nil && !reachable {
			finish(f, string(account.Letter), now)
			if err := a.issue(c, t, f, p.Member, secret, hash, nil, now); err != nil {
				return err
			}
			return web.Save(c, t, f)
		}
		if p.Member != nil && !p.Member.Contacts[web.ContactOf(msg.Channel)].ChangedAt.After(f.SentAt) { // the code went there
			if err := t.VerifyContact(ctx, p.Member.ID, web.ContactOf(msg.Channel), now); err != nil {
				return err
			}
		}
		if err := a.issue(c, t, f, p.Member, secret, hash, &msg, now); err != nil {
			return err
		}
		finish(f, string(f.Channel), now)
		return web.Save(c, t, f)
	})
}

// rightAlready lets the second of two clicks on a right code go on: the code is spent, the password has not left yet.
func (a *Pages) rightAlready(ctx context.Context, t *db.Tx, f *db.Flow, refused *error) error {
	now, err := t.Flow(ctx, f.ID)
	if err == nil && !now.ProvedAt.IsZero() {
		*f, *refused = *now, nil
	}
	return err
}

// resendForgottenCode sends another code after its wait; past the last of the journey, or at a cap, the impasse follows.
func (a *Pages) resendForgottenCode(c echo.Context, p *web.Place) error {
	f, now := p.Flow, a.Now()
	if err := a.MayResend(f, now); err != nil {
		return err
	}
	msg, reachable := a.Destination(p.Member, f.Channel)
	if p.Member != nil && !reachable { // both ways were changed since
		return a.sendLetter(c, p)
	}
	msg.Kind = db.KindCode
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := a.SendCode(c, t, f, p.Member, msg, web.Strangers, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}

// letterForCodes sends a letter to whoever has had all the codes of a journey.
func (a *Pages) letterForCodes(c echo.Context, p *web.Place) error {
	if p.Flow.CodesSent < a.Limits.CodesPerJourney {
		return echo.ErrNotFound
	}
	return a.sendLetter(c, p)
}
