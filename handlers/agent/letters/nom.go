package letters

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func nameField(line int) string { return fmt.Sprintf("nom_%d", line) }

// NamePath returns the page that shortens the name on a waiting letter.
func NamePath(id int64) string { return fmt.Sprintf("%s/lettres/%d/nom", LettersPath, id) }

// ShowName shows the form that shortens the name on a waiting letter.
func (a *Pages) ShowName(c echo.Context) error { return a.nameScreen(c, nil) }

func (a *Pages) nameScreen(c echo.Context, refused error) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	l, err := a.DB.WaitingLetter(ctx, id, a.Now())
	switch {
	case errors.Is(err, db.ErrMoved), err == nil && len(l.Hold.Names) == 0:
		return a.Redirect(c, LettersPath+"?etat=deja")
	case err != nil:
		return err
	}
	m, err := a.DB.Member(ctx, l.MemberID)
	if err != nil {
		return err
	}
	d, values := views.ShortNameData{LetterLine: a.letterLine(l)}, map[string]string{"motif": texts.ShortNameReason}
	for i, line := range m.Profile.Postal() {
		d.Lines = append(d.Lines, views.AddressLine{Text: line, Refused: ofName(l, i+1)})
	}
	for _, n := range l.Hold.Names {
		d.Names = append(d.Names, views.NameLine{Field: nameField(n.Line), Label: texts.ShortNameLine(n.Line)})
		if values[nameField(n.Line)] = n.Short; n.Short == "" {
			values[nameField(n.Line)] = account.Shortened(m.Profile.Postal())[n.Line-1]
		}
	}
	if err := a.AuditAlone(c, events.LettersSeen.OK(m.IdentifierKey, events.Details{Numbers: events.Numbers{events.Letters: 1}})); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/courriers-nom", Action: NamePath(id), Version: a.addressVersion(l), Values: values, Data: d}, refused)
}

// ShortenName stores the name as it is to be printed on the envelope.
func (a *Pages) ShortenName(c echo.Context) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	l, err := a.DB.WaitingLetter(ctx, id, a.Now())
	if errors.Is(err, db.ErrMoved) {
		return a.lettersScreen(c, nil, "", letterMoved())
	}
	if err != nil {
		return err
	}
	m, err := a.DB.Member(ctx, l.MemberID)
	if err != nil {
		return err
	}
	typed := map[int]string{}
	for _, n := range l.Hold.Names {
		typed[n.Line] = c.FormValue(nameField(n.Line))
	}
	note, err := desk.ParseNote(c, "motif", m.Profile)
	if err != nil {
		return a.nameScreen(c, err)
	}
	var wrong map[int]*account.FieldError
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		wrong, err = a.Acts.ShortenName(ctx, t, who, a.seenAddress(id, c.FormValue("version")), typed, events.Noted(note))
		return err
	})
	switch {
	case errors.Is(err, db.ErrMoved):
		return a.nameScreen(c, letterMoved())
	case err != nil:
		return err
	case len(wrong) > 0:
		return a.nameScreen(c, refusedNames(l, wrong))
	}
	return a.Redirect(c, LettersPath+"?etat=nom")
}

// refusedNames returns a refusal for each refused name, at its field, in the order of the lines.
func refusedNames(l db.LetterRow, wrong map[int]*account.FieldError) error {
	var all []error
	for _, n := range l.Hold.Names {
		if err := wrong[n.Line]; err != nil {
			all = append(all, web.RefuseField(nameField(n.Line), err))
		}
	}
	return web.JoinRefusals(all...)
}
