package member

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category}}, nil
}

// parseReply parses the form. What cannot be an answer by its format, or answers the other question, is refused and does
// not count as the answer.
func (a *Pages) parseReply(c echo.Context, f *db.Flow) (acts.Reply, error) {
	q, _ := account.QuestionFor(f.Category)
	text := c.FormValue("reponse")
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return acts.Reply{}, web.Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		serial, err := account.ParseSerial(text)
		if a.identifies(text, f) {
			err = &account.FieldError{Message: texts.SerialIsIdentifier}
		}
		if err != nil {
			return acts.Reply{}, web.RefuseField("reponse", err)
		}
		return acts.Reply{Serial: serial}, nil
	}
	if len(q.Natures) == 0 || q.Vitale && choice != string(q.Natures[0]) {
		return acts.Reply{}, web.Refuse("nature", texts.NotOffered)
	}
	cents, err := account.ParseExactAmount(text)
	if err != nil {
		return acts.Reply{}, web.RefuseField("reponse", err)
	}
	return acts.Reply{Nature: q.Natures[0], Cents: cents}, nil
}

// identifies says whether a text is the identifier that the journey began with: people confuse it with the serial number
// of the card.
func (a *Pages) identifies(text string, f *db.Flow) bool {
	id, err := account.ParseIdentifier(text)
	return err == nil && bytes.Equal(a.DB.Keys().IdentifierKey(id), f.SubjectKey)
}

// submitQuestion takes the one answer, of « oubli » or of « inscription ».
func (a *Pages) submitQuestion(c echo.Context, p *web.Place) error {
	r, err := a.parseReply(c, p.Flow)
	if err != nil {
		return err
	}
	return a.Acts.Answer(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
}
