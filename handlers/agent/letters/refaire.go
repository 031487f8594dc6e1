package letters

import (
	"errors"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
)

// ShowRenewal shows the form that selects the letters to renew.
func (a *Pages) ShowRenewal(c echo.Context) error {
	number, err := pathNumber(c, "lot")
	if err != nil {
		return err
	}
	chosen, _ := a.chosenLetters(c) // an invalid value ticks no letter
	return a.batchScreen(c, "agent/courriers-refaire", number, chosen, nil)
}

// renewalReasons are the reasons that an agent may choose.
var renewalReasons = []db.LetterReason{db.RenewedLost, db.RenewedJam, db.RenewedUnreceived}

// RenewBatch queues unposted or selected letters again, with new passwords.
func (a *Pages) RenewBatch(c echo.Context) error {
	number, err := pathNumber(c, "lot")
	if err != nil {
		return err
	}
	chosen, err := a.chosenLetters(c)
	if err != nil {
		return err
	}
	again := func(chosen []int64, err error) error {
		return a.batchScreen(c, "agent/courriers-refaire", number, chosen, err)
	}
	ctx, why := c.Request().Context(), db.LetterReason(c.FormValue("raison"))
	_, letters, version, err := readBatch(ctx, a.DB.Reader, number)
	if err != nil {
		return err
	}
	if version != c.FormValue("version") {
		return again(nil, letterMoved())
	}
	if !slices.Contains(renewalReasons, why) {
		return again(chosen, web.Refuse("raison", texts.LettersChooseReason))
	}
	only, err := allOrChosen(c, chosen)
	if err != nil {
		return again(chosen, err)
	}
	if only == nil && why == db.RenewedUnreceived {
		return again(nil, web.Refuse("", texts.LetterNotPosted))
	}
	if only == nil {
		for _, l := range letters {
			if l.State == db.LetterPrinted {
				only = append(only, l.ID)
			}
		}
	}
	_, err = a.Acts.RenewLetters(ctx, a.Actor(c), db.LetterChoice{Batch: number, IDs: only}, why)
	if errors.Is(err, db.ErrMoved) {
		return again(nil, letterMoved())
	}
	if err != nil {
		return a.Explain(err)
	}
	return a.Redirect(c, batchPath(number)+"?etat=refaits")
}
