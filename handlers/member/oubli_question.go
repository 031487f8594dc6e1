package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

func (a *Pages) showQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category}}, nil
}

// submitQuestion takes the one answer, of « oubli » or of « inscription ».
func (a *Pages) submitQuestion(c echo.Context, p *web.Place) error {
	r, err := a.ParseReply(c, p.Flow.Category, p.Flow.SubjectKey)
	if err != nil {
		return err
	}
	return a.Acts.Answer(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
}
