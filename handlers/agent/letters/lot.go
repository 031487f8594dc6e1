package letters

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// pathNumber parses a number in the URL; anything else is a 404.
func pathNumber(c echo.Context, name string) (int64, error) {
	n, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || n < 1 {
		return 0, echo.ErrNotFound
	}
	return n, nil
}

func batchPath(number int64) string { return fmt.Sprintf("%s/lots/%d", LettersPath, number) }

func (a *Pages) batchLine(b db.LetterBatch) views.BatchLine {
	by := "la commande"
	if login, ok := strings.CutPrefix(b.Actor, "agent:"); ok {
		by = login
	}
	return views.BatchLine{Number: b.Number, Printed: a.Moment(b.CreatedAt), By: by, Count: b.Count, Waiting: b.States[db.LetterPrinted], Posted: b.States[db.LetterPosted],
		Returned: b.States[db.LetterReturned], Renewed: b.States[db.LetterRenewed], Ended: b.States[db.LetterExpired],
		Old: b.States[db.LetterPrinted] > 0 && a.Now().Sub(b.CreatedAt) > oldLetter}
}

// Carries describes the content of a letter.
func Carries(l db.LetterRow) string {
	switch l.Kind {
	case db.IdentifierLetter:
		return texts.CarriesIdentifier
	case db.AnswerLetter:
		return texts.CarriesAnswer
	}
	return texts.CarriesPassword
}

func (a *Pages) batchLetter(l db.LetterRow) views.BatchLetter {
	here := l.State == db.LetterPrinted
	return views.BatchLetter{LetterLine: a.letterLine(l), Batch: l.Batch, Sheet: l.Sheet, State: a.LetterState(l), Here: here, Out: here || l.State == db.LetterPosted}
}

// readBatch reads the batch named in the URL, with the version of its page.
func readBatch(ctx context.Context, r db.Reader, number int64) (db.LetterBatch, []db.LetterRow, string, error) {
	b, err := r.LetterBatch(ctx, number)
	if web.IsNotFound(err) {
		return b, nil, "", echo.ErrNotFound
	}
	if err != nil {
		return b, nil, "", err
	}
	letters, err := r.LettersOfBatch(ctx, number)
	return b, letters, acts.BatchVersion(b, letters), err
}

// batchScreen renders a batch, or the form to renew letters of it.
func (a *Pages) batchScreen(c echo.Context, template string, number int64, chosen []int64, refused error) error {
	b, letters, version, err := readBatch(c.Request().Context(), a.DB.Reader, number)
	if err != nil {
		return err
	}
	d := views.BatchData{BatchLine: a.batchLine(b), TwoSided: b.Layout == db.RectoVerso, Gone: b.Count - len(letters)}
	for _, l := range letters {
		line := a.batchLetter(l)
		line.Checked = slices.Contains(chosen, l.ID)
		if line.Here && a.DB.LetterDeath(l, a.Now()) != "" {
			d.Dead++
		}
		d.Letters = append(d.Letters, line)
	}
	if err := a.AuditAlone(c, events.LettersSeen.OK(nil, events.Details{Numbers: events.Numbers{events.Batch: number, events.Letters: int64(len(letters))}})); err != nil {
		return err
	}
	s := views.Screen{Template: template, Action: c.Request().URL.Path, Version: version, Data: d}
	if refused == nil {
		s.Notice = letterStates[c.QueryParam("etat")]
	}
	return a.Show(c, http.StatusOK, s, refused)
}

// ShowBatch shows a printed batch and what may be done with it.
func (a *Pages) ShowBatch(c echo.Context) error {
	number, err := pathNumber(c, "lot")
	if err != nil {
		return err
	}
	chosen, _ := a.chosenLetters(c) // an invalid value ticks no letter
	return a.batchScreen(c, "agent/courriers-lot", number, chosen, nil)
}

// PostBatch records that the batch, or the selected letters of it, were posted.
func (a *Pages) PostBatch(c echo.Context) error {
	number, err := pathNumber(c, "lot")
	if err != nil {
		return err
	}
	chosen, err := a.chosenLetters(c)
	if err != nil {
		return err
	}
	only, err := allOrChosen(c, chosen)
	if err == nil {
		err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
			return a.Acts.PostBatch(ctx, t, who, number, c.FormValue("version"), only)
		})
	}
	switch {
	case web.IsNotFound(err):
		return echo.ErrNotFound
	case errors.Is(err, db.ErrMoved):
		return a.batchScreen(c, "agent/courriers-lot", number, nil, letterMoved())
	case err != nil:
		return a.batchScreen(c, "agent/courriers-lot", number, chosen, err)
	}
	return a.Redirect(c, batchPath(number)+"?etat=postes")
}
