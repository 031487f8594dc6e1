package letters

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"

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
	returnsPath   = LettersPath + "/retour"
	requestsShown = 20 // maximum number of letters listed for a request number
)

var (
	saidBatch  = regexp.MustCompile(`(?i)^\PL*lot\s*(?:n[o°])?`)
	typedBatch = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// ShowReturns shows the form for a returned letter, and lists the letters of the request number in the URL.
func (a *Pages) ShowReturns(c echo.Context) error {
	d := views.ReturnsData{}
	if request, err := account.ParseRequestNumber(c.QueryParam("demande")); err == nil {
		d.Request = request
		found, err := a.DB.LettersOfRequest(c.Request().Context(), d.Request, requestsShown)
		if err != nil {
			return err
		}
		for _, l := range found {
			d.Found = append(d.Found, a.batchLetter(l))
		}
		if err := a.AuditAlone(c, events.LettersSeen.OK(nil, events.Details{Request: d.Request, Numbers: events.Numbers{events.Letters: int64(len(found))}})); err != nil {
			return err
		}
	}
	return a.returnsScreen(c, d, nil)
}

func (a *Pages) returnsScreen(c echo.Context, d views.ReturnsData, refused error) error {
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/courriers-retour", Action: returnsPath, Notice: letterStates[c.QueryParam("etat")],
		Values: map[string]string{"recherche": d.Request}, Data: d}, refused)
}

// FindReturned redirects to the letter of a scanned envelope, to the letters of a request number, or to a batch.
func (a *Pages) FindReturned(c echo.Context) error {
	typed := c.FormValue("recherche")
	if batch, sheet, ok := account.ParseEnvelopeNumber(typed); ok {
		l, err := a.DB.LetterOfSheet(c.Request().Context(), batch, sheet)
		if web.IsNotFound(err) {
			return a.returnsScreen(c, views.ReturnsData{}, web.Refuse("recherche", texts.EnvelopeUnknown(batch, sheet)))
		}
		if err != nil {
			return err
		}
		return a.Redirect(c, fmt.Sprintf("%s/lettres/%d/retour", LettersPath, l.ID))
	}
	if request, err := account.ReadRequestNumber(typed); err == nil {
		return a.Redirect(c, returnsPath+"?demande="+url.QueryEscape(request))
	}
	typed = account.NormaliseCode(saidBatch.ReplaceAllString(typed, ""))
	if !typedBatch.MatchString(typed) {
		return a.returnsScreen(c, views.ReturnsData{}, web.Refuse("recherche", texts.LetterSearch))
	}
	number, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return err
	}
	_, err = a.DB.LetterBatch(c.Request().Context(), number)
	if web.IsNotFound(err) {
		return a.returnsScreen(c, views.ReturnsData{}, web.Refuse("recherche", texts.LetterNoBatch(number)))
	}
	if err != nil {
		return err
	}
	return a.Redirect(c, batchPath(number))
}

// returnReasons are the reasons that the postal service gives.
var returnReasons = []db.LetterReason{db.ReturnedUnknown, db.ReturnedAccess, db.ReturnedRefused, db.ReturnedUnclaimed}

// ShowReturn shows the form for a returned letter, with the reasons.
func (a *Pages) ShowReturn(c echo.Context) error { return a.returnScreen(c, nil) }

// returnScreen renders a letter that may have been returned, and records that its member was viewed.
func (a *Pages) returnScreen(c echo.Context, refused error) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	l, err := a.DB.Letter(ctx, id)
	if web.IsNotFound(err) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	m, err := a.DB.Member(ctx, l.MemberID)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.LettersSeen.OK(m.IdentifierKey, events.Details{Numbers: events.Numbers{events.Letters: 1}})); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/courriers-retour-lettre", Action: c.Request().URL.Path, Version: l.Stamp(), Data: views.ReturnData{BatchLetter: a.batchLetter(l)}}, refused)
}

// ReturnLetter records a returned letter and revokes its password.
func (a *Pages) ReturnLetter(c echo.Context) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	reason := db.LetterReason(c.FormValue("raison"))
	if !slices.Contains(returnReasons, reason) {
		return a.returnScreen(c, web.Refuse("raison", texts.LetterChooseReturn))
	}
	l, err := a.DB.Letter(c.Request().Context(), id)
	if web.IsNotFound(err) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	killed := false
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		killed, err = a.Acts.ReturnLetter(ctx, t, who, id, c.FormValue("version"), reason)
		return err
	})
	switch {
	case errors.Is(err, db.ErrMoved):
		return a.returnScreen(c, letterMoved())
	case err != nil:
		return err
	case l.Kind != db.PasswordLetter:
		return a.Redirect(c, returnsPath+"?etat=revenu-seul")
	case killed:
		return a.Redirect(c, returnsPath+"?etat=revenu")
	}
	return a.Redirect(c, returnsPath+"?etat=revenu-sans")
}
