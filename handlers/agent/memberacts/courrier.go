package memberacts

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// ShowLostLetter shows the form for a letter that never arrived.
func (a *Pages) ShowLostLetter(c echo.Context, m *db.Member) error {
	return a.lostLetterScreen(c, m, nil)
}

// lostLetterScreen renders the form for a letter that never arrived, or says why there is none to renew.
func (a *Pages) lostLetterScreen(c echo.Context, m *db.Member, refused error) error {
	ctx := c.Request().Context()
	d := views.DeskLostLetterData{Who: a.Who(m)}
	l, from, err := a.Acts.LetterLost(ctx, a.DB.Reader, m)
	switch {
	case web.IsNotFound(err):
		d.Why = texts.LostLetterNone
	case err != nil:
		return err
	case a.Now().Before(from):
		d.Letter, d.Why = a.LetterFate(l), texts.LostLetterEarly(a.Moment(from))
	default:
		d.Letter = a.LetterFate(l)
		hold, err := a.DB.HoldOf(ctx, m)
		if err != nil {
			return err
		}
		d.Held = hold.Held()
	}
	return a.ActScreen(c, m, "courrier", views.Screen{Data: d}, refused)
}

// SubmitLostLetter renews the letter.
func (a *Pages) SubmitLostLetter(c echo.Context, m *db.Member) error {
	grounds, err := desk.ParseGrounds(c, m.Profile)
	var done db.Renewed
	if err == nil {
		done, err = a.renewLostLetter(c, m, grounds)
	}
	switch {
	case err != nil:
		return a.Again(c, m, err, a.lostLetterScreen)
	case len(done.Again) == 0:
		return a.Acted(c, m, "sans-suite")
	}
	return a.Acted(c, m, "refait")
}

func (a *Pages) renewLostLetter(c echo.Context, m *db.Member, grounds events.Grounds) (done db.Renewed, err error) {
	p, err := a.Acts.NewTemporary(c.Request().Context(), m.ID)
	if err != nil {
		return done, err
	}
	err = a.OnMember(c, m, grounds, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		done, err = a.Acts.RenewLostLetter(ctx, t, who, d, p)
		return err
	})
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.NotListed {
		return done, web.Refuse("", texts.LostLetterMoved)
	}
	return done, err
}
