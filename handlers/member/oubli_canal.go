package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// showChannel offers both channels to everyone and shows no destination: it must not say what the caisse knows.
func (a *Pages) showChannel(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.ChannelData{SMS: a.SMS}}, nil
}

func (a *Pages) parseChannel(c echo.Context) (account.Channel, error) {
	switch channel := account.Channel(c.FormValue("canal")); {
	case channel == account.Email, channel == account.SMS && a.SMS:
		return channel, nil
	case channel == "":
		return "", web.Refuse("canal", texts.ChooseChannel)
	}
	return "", web.Refuse("canal", texts.UnknownChoice)
}

func (a *Pages) submitForgottenChannel(c echo.Context, p *web.Place) error {
	channel, err := a.parseChannel(c)
	if err != nil {
		return err
	}
	f, now := p.Flow, a.Now()
	f.Channel = channel
	switch f.Path {
	case account.ByCode:
		msg, reachable := a.Destination(p.Member, channel)
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
	case account.ByLetter:
		return a.sendLetter(c, p)
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return web.Save(c, t, f) })
}

// sendLetter ends the journey with a temporary password on paper.
func (a *Pages) sendLetter(c echo.Context, p *web.Place) error {
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	secret, hash, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := a.issue(c, t, f, p.Member, secret, hash, nil, now); err != nil {
			return err
		}
		finish(f, string(account.Letter), now)
		return web.Save(c, t, f)
	})
}

// clearChannel takes the choice of the channel back.
func (a *Pages) clearChannel(c echo.Context, p *web.Place) error {
	p.Flow.Channel = ""
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return web.Save(c, t, p.Flow) })
}
