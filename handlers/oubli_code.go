package handlers

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// codeAccepted says that the code was right and the temporary password has not left yet.
func codeAccepted(p *place) bool { return !p.flow.ProvedAt.IsZero() }

func (a *App) showForgottenCode(c echo.Context, p *place) (views.Screen, error) {
	d, err := a.codeData(c.Request().Context(), p.flow, p.flow.Channel, "")
	s := views.Screen{Request: p.flow.Request, Data: d}
	if codeAccepted(p) {
		s.Notice = "Votre code est bon. Appuyez sur « Valider » pour recevoir votre mot de passe temporaire."
	}
	return s, err
}

// submitForgottenCode: a right code makes a temporary password leave for the channel that the caisse has on file, and
// opens nothing. The code is spent in a transaction of its own, for the hash must not be made inside one; if the
// program stops between the two, the code stays right and the next « Valider » goes on.
func (a *App) submitForgottenCode(c echo.Context, p *place) error {
	ctx, f := c.Request().Context(), p.flow
	if !codeAccepted(p) {
		code, err := a.parseCode(c)
		if err != nil {
			return err
		}
		var refused error
		err = a.DB.InTx(ctx, func(t *db.Tx) error {
			now := a.Now()
			right, no, err := a.tryCode(c, t, f, code, strangers, now)
			if refused = no; err != nil {
				return err
			}
			if !right {
				return a.rightAlready(ctx, t, f, &refused)
			}
			f.ProvedAt = now
			return save(c, t, f)
		})
		if err != nil {
			return err
		}
		if refused != nil {
			return refused
		}
	}
	secret, hash, err := a.newTemporary(ctx)
	if err != nil {
		return err
	}
	return a.commit(c, func(t *db.Tx) error {
		now := a.Now()
		msg, reachable := a.destination(p.member, f.Channel)
		if p.member != nil && !reachable {
			finish(f, "letter", now)
			if err := a.issue(c, t, f, p.member, secret, hash, nil, now); err != nil {
				return err
			}
			return save(c, t, f)
		}
		if p.member != nil && !p.member.Contacts[contactOf(msg.Channel)].ChangedAt.After(f.SentAt) { // the code went there
			if err := t.VerifyContact(ctx, p.member.ID, contactOf(msg.Channel), now); err != nil {
				return err
			}
		}
		if err := a.issue(c, t, f, p.member, secret, hash, &msg, now); err != nil {
			return err
		}
		finish(f, f.Channel, now)
		return save(c, t, f)
	})
}

// rightAlready lets the second of two clicks on a right code go on: the code is spent, the password has not left yet.
func (a *App) rightAlready(ctx context.Context, t *db.Tx, f *db.Flow, refused *error) error {
	now, err := t.Flow(ctx, f.ID)
	if err == nil && !now.ProvedAt.IsZero() {
		*f, *refused = *now, nil
	}
	return err
}

// resendForgottenCode sends another code after its wait; past the last of the journey, or at a cap, the impasse follows.
func (a *App) resendForgottenCode(c echo.Context, p *place) error {
	f, now := p.flow, a.Now()
	if err := a.mayResend(f, now); err != nil {
		return err
	}
	msg, reachable := a.destination(p.member, f.Channel)
	if p.member != nil && !reachable { // both ways were changed since
		return a.sendLetter(c, p)
	}
	msg.Kind = db.KindCode
	return a.commit(c, func(t *db.Tx) error {
		if err := a.sendCode(c, t, f, p.member, msg, strangers, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
}

// letterForCodes sends a letter to whoever has had all the codes of a journey.
func (a *App) letterForCodes(c echo.Context, p *place) error {
	if p.flow.CodesSent < a.Limits.CodesPerJourney {
		return echo.ErrNotFound
	}
	return a.sendLetter(c, p)
}
