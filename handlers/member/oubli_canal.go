package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// showChannel offers both channels to everyone, without destinations, so that it does not reveal which contacts are stored.
func (a *Pages) showChannel(c echo.Context, p *web.Place) (views.Screen, error) {
	channels := []account.Channel{account.Email}
	if a.SMS {
		channels = append(channels, account.SMS)
	}
	late, err := a.OutageNotices(c.Request().Context(), channels...)
	return views.Screen{Data: views.ChannelData{SMS: a.SMS, Late: late}}, err
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

func (a *Pages) submitChannel(c echo.Context, p *web.Place) error {
	channel, err := a.parseChannel(c)
	if err != nil {
		return err
	}
	return a.Acts.ChooseChannel(c.Request().Context(), a.Actor(c), p.Flow, p.Member, channel)
}

// clearChannel undoes the choice of the channel.
func (a *Pages) clearChannel(c echo.Context, p *web.Place) error {
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.ClearChannel(ctx, t, p.Flow) })
}
