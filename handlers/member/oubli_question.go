package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category}}, nil
}

// parseReply parses the form. A malformed answer is refused and does not count as the answer.
func parseReply(c echo.Context, category account.Category) (acts.Reply, error) {
	q, _ := account.QuestionFor(category)
	text := c.FormValue("reponse")
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return acts.Reply{}, web.Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		serial := account.NormaliseSerial(text)
		if serial == "" {
			return acts.Reply{}, web.RefuseField("reponse", account.ErrEmpty)
		}
		return acts.Reply{Serial: serial}, nil
	}
	if len(q.Natures) == 0 || q.Vitale && choice != string(q.Natures[0]) {
		return acts.Reply{}, web.Refuse("nature", texts.NotOffered)
	}
	cents, err := account.ParseAmount(text)
	if err != nil {
		return acts.Reply{}, web.RefuseField("reponse", err)
	}
	return acts.Reply{Nature: q.Natures[0], Cents: cents}, nil
}

// submitQuestion checks the only answer allowed, in « oubli » or « inscription ».
func (a *Pages) submitQuestion(c echo.Context, p *web.Place) error {
	r, err := parseReply(c, p.Flow.Category)
	if err != nil {
		return err
	}
	return a.Acts.Answer(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
}
