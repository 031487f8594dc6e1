package member

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// showForgottenEnd says what happens now.
func (a *Pages) showForgottenEnd(c echo.Context, p *web.Place) (views.Screen, error) {
	d := views.ConfirmationData{
		Outcome: p.Flow.Outcome,
		Life:    texts.Lasting(a.Limits.TemporaryTTL),
		By:      a.onDay(p.Flow.EndedAt.In(a.Location).AddDate(0, 0, web.LetterDays)),
	}
	letter, err := a.Acts.LetterOf(c.Request().Context(), p.Flow)
	if err != nil {
		return views.Screen{}, err
	}
	d.Before, d.Waits, d.Quarter, d.Declined = a.onDay(letter.Newest), a.onDay(letter.Waits), letter.Quarter, letter.Ended
	if channel := account.Channel(d.Outcome); channel == account.Letter {
		d.Life = texts.Lasting(a.Limits.LetterTTL)
	} else {
		d.Late, err = a.Late(c.Request().Context(), channel)
		d.Late = slices.DeleteFunc(d.Late, func(said string) bool { return said == texts.SMSWait }) // a temporary password that was proved does not wait
	}
	return views.Screen{Request: p.Flow.Request, Data: d}, err
}

// logInHere takes the temporary password where its demand has ended, for the identifier that the demand began with. It is a
// login as that of /connexion: the same act, limits and costs, for an identifier that nobody has as well.
func (a *Pages) logInHere(c echo.Context, p *web.Place) error {
	password, err := readPassword(c)
	if err != nil {
		return err
	}
	former := a.journeys[journey.Personalisation.Name].Former(c)
	entered, err := a.Acts.LogIn(c.Request().Context(), a.Actor(c), p.Flow.SubjectKey, p.Member, password, former)
	var refused *acts.Refused
	switch {
	case errors.As(err, &refused) && refused.Why == acts.TemporaryExpired:
		return web.Refuse("mot_de_passe", texts.TemporaryLate)
	case errors.As(err, &refused) && refused.Until.IsZero():
		return refusedLogin(refused, web.Refuse("mot_de_passe", texts.TemporaryWrong(p.Flow.Request)))
	case err != nil:
		return err
	}
	to, err := a.entered(c, entered, nil)
	if err != nil {
		return err
	}
	return &web.Away{URL: to}
}

// onDay is « le 3 novembre 2026 »; empty for the zero instant.
func (a *Pages) onDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(a.Location)
	return fmt.Sprintf("le %s %d", web.DayMonth(t), t.Year())
}
