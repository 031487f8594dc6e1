package letters

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	pilePath = LettersPath + "/retours"
	pileSize = 100 // maximum number of envelopes in one form
)

// ShowPile shows the form for envelopes that came back together: the scanner types one line for each.
func (a *Pages) ShowPile(c echo.Context) error { return a.pileScreen(c, views.PileData{}, nil) }

func (a *Pages) pileScreen(c echo.Context, d views.PileData, refused error) error {
	s := views.Screen{Template: "agent/courriers-retours", Action: pilePath, Data: d}
	if d.Told() { // the next pile usually has the same reason
		s.Values = map[string]string{"raison": c.FormValue("raison")}
	}
	return a.Show(c, http.StatusOK, s, refused)
}

// ReturnPile records each envelope of the pile as returned, in a transaction of its own. One that cannot be recorded is
// reported and does not stop the others.
func (a *Pages) ReturnPile(c echo.Context) error {
	reason, typed := db.LetterReason(c.FormValue("raison")), typedLines(c.FormValue("enveloppes"))
	var unknown, none error
	if !slices.Contains(returnReasons, reason) {
		unknown = web.Refuse("raison", texts.LetterChooseReturn)
	}
	switch {
	case len(typed) == 0:
		none = web.Refuse("enveloppes", texts.EnvelopesNone)
	case len(typed) > pileSize:
		none = web.Refuse("enveloppes", texts.EnvelopesMany(pileSize))
	}
	if err := web.JoinRefusals(unknown, none); err != nil {
		return a.pileScreen(c, views.PileData{}, err)
	}
	var d views.PileData
	for _, line := range typed {
		told, noted, err := a.returnEnvelope(c, line, reason)
		if err != nil {
			return err
		}
		if noted {
			d.Noted = append(d.Noted, told)
		} else {
			d.Refused = append(d.Refused, told)
		}
	}
	return a.ShowDone(c, func(c echo.Context) error { return a.pileScreen(c, d, nil) })
}

// typedLines returns the non-empty lines of a field, without repetitions.
func typedLines(field string) (lines []string) {
	for line := range strings.Lines(field) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// returnEnvelope records one envelope, and returns the result for the page.
func (a *Pages) returnEnvelope(c echo.Context, typed string, reason db.LetterReason) (told views.Envelope, noted bool, err error) {
	told.Typed = account.Cleaned(typed)
	batch, sheet, ok := account.ParseEnvelopeNumber(typed)
	if !ok {
		told.Said = texts.EnvelopeUnread
		return told, false, nil
	}
	l, err := a.DB.LetterOfSheet(c.Request().Context(), batch, sheet)
	if web.IsNotFound(err) {
		told.Said = texts.EnvelopeUnknown(batch, sheet)
		return told, false, nil
	}
	if err != nil {
		return told, false, err
	}
	killed := false
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		killed, err = a.Acts.ReturnLetter(ctx, t, who, l.ID, l.Stamp(), reason)
		return err
	})
	switch {
	case errors.Is(err, db.ErrMoved):
		err = a.AuditAlone(c, events.LettersSeen.OK(nil, events.Details{Request: l.Request, Numbers: events.Numbers{events.Batch: batch, events.Letters: 1}}))
		if l, again := a.DB.Letter(c.Request().Context(), l.ID); again == nil {
			told.BatchLetter = a.batchLetter(l)
		}
		told.Said = texts.EnvelopeOver
		return told, false, err
	case err != nil:
		return told, false, err
	case l.Kind != db.PasswordLetter:
		told.Said = texts.EnvelopeNotedOther
	case killed:
		told.Said = texts.EnvelopeNoted
	default:
		told.Said = texts.EnvelopeNotedDead
	}
	told.BatchLetter = a.batchLetter(l)
	return told, true, nil
}
