package handlers

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// showChannel offers both channels to everyone and shows no destination: it must not say what the caisse knows.
func (a *App) showChannel(c echo.Context, p *place) (views.Screen, error) {
	return views.Screen{Data: views.ChannelData{SMS: a.SMS}}, nil
}

func (a *App) parseChannel(c echo.Context) (string, error) {
	switch channel := c.FormValue("canal"); {
	case channel == "email", channel == "sms" && a.SMS:
		return channel, nil
	case channel == "":
		return "", refuse("canal", "Choisissez comment recevoir votre mot de passe temporaire.")
	}
	return "", refuse("canal", "Ce choix n'est pas possible. Choisissez l'une des réponses proposées.")
}

func (a *App) submitForgottenChannel(c echo.Context, p *place) error {
	channel, err := a.parseChannel(c)
	if err != nil {
		return err
	}
	f, now := p.flow, a.Now()
	f.Channel = channel
	switch f.Path {
	case account.ByCode:
		msg, reachable := a.destination(p.member, channel)
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
	case account.ByLetter:
		return a.sendLetter(c, p)
	}
	return a.commit(c, func(t *db.Tx) error { return save(c, t, f) })
}

// sendLetter ends the journey with a temporary password on paper.
func (a *App) sendLetter(c echo.Context, p *place) error {
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	secret, hash, err := a.newTemporary(ctx)
	if err != nil {
		return err
	}
	return a.commit(c, func(t *db.Tx) error {
		if err := a.issue(c, t, f, p.member, secret, hash, nil, now); err != nil {
			return err
		}
		finish(f, "letter", now)
		return save(c, t, f)
	})
}

// clearChannel takes the choice of the channel back.
func (a *App) clearChannel(c echo.Context, p *place) error {
	p.flow.Channel = ""
	return a.commit(c, func(t *db.Tx) error { return save(c, t, p.flow) })
}
