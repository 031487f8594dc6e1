package memberacts

import (
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

// ShowIdentifierLetter shows the form that sends the identifier by letter.
func (a *Pages) ShowIdentifierLetter(c echo.Context, m *db.Member) error {
	return a.identifierScreen(c, m, nil)
}

// identifierScreen renders the form that sends the identifier, and says if a letter with it is on its way.
func (a *Pages) identifierScreen(c echo.Context, m *db.Member, refused error) error {
	ctx := c.Request().Context()
	d := views.DeskIdentifierData{Who: a.Who(m), Need: asked(acts.ToSendLetter)}
	switch l, err := a.Acts.IdentifierLetter(ctx, a.DB.Reader, m); {
	case err == nil:
		d.Under = a.LetterFate(l)
	case !web.IsNotFound(err):
		return err
	}
	hold, err := a.DB.HoldOf(ctx, m)
	if err != nil {
		return err
	}
	d.Held = hold.Held()
	s := views.Screen{Data: d, Values: map[string]string{"raison": string(events.MotiveIdentifier)}}
	return a.ActScreen(c, m, "identifiant", s, refused)
}

// SubmitIdentifierLetter queues the letter.
func (a *Pages) SubmitIdentifierLetter(c echo.Context, m *db.Member) error {
	grounds, err := desk.ParseGroundsOf(events.RecordMatter, c, m.Profile)
	if err == nil {
		err = a.OnMember(c, m, grounds, a.Acts.SendIdentifier)
	}
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.LetterLately {
		err = web.Refuse("", texts.IdentifierUnderWay)
	}
	if err != nil {
		return a.Again(c, m, err, a.identifierScreen)
	}
	return a.Acted(c, m, "identifiant")
}
