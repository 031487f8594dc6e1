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

// showForgottenEnd shows how the temporary password arrives, and until when.
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
		d.Late, err = a.OutageNotices(c.Request().Context(), channel)
		d.Late = slices.DeleteFunc(d.Late, func(said string) bool { return said == texts.SMSWait }) // the temporary password is not held back, because a code has proved the number
	}
	return views.Screen{Request: p.Flow.Request, Data: d}, err
}

// logInHere takes the temporary password on the last screen of its demand, for the identifier of the demand. It is the same
// login as at /connexion: the same act, limits and costs, also for an unknown identifier.
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

// onDay formats a day: « le 3 novembre 2026 »; empty for the zero time.
func (a *Pages) onDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(a.Location)
	return fmt.Sprintf("le %s %d", web.DayMonth(t), t.Year())
}
