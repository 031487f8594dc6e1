package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// replyFields gives each kind of answer a field of its own, so that a number is never read as the other kind.
var replyFields = web.ReplyFields{Serial: "carte", Amount: "montant"}

// question is the step of the identity question in « oubli » and in « inscription ».
func (a *Pages) question(undo web.Act) web.Step {
	return web.Step{Show: a.showQuestion, Submit: a.submitQuestion, Undo: undo, More: buttons{"courrier": a.letterForQuestion}}
}

func (a *Pages) showQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category}}, nil
}

// submitQuestion takes the answer. Only one is allowed.
func (a *Pages) submitQuestion(c echo.Context, p *web.Place) error {
	r, err := a.readReply(c, p)
	if err != nil {
		return err
	}
	return a.Acts.Answer(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
}

// readReply reads the only answer that is allowed. It counts once the person has sent it a second time, after the page has
// shown how it was read; until then readReply returns *web.Redraw, which shows that page.
func (a *Pages) readReply(c echo.Context, p *web.Place) (acts.Reply, error) {
	if c.FormValue("corriger") != "" {
		return acts.Reply{}, &web.Redraw{Change: func(s *views.Screen) { s.Values = web.Typed(c, s.Values) }}
	}
	chooseByEntry(c, p.Flow.Category)
	r, err := web.ParseReply(c, replyFields, p.Flow.Category)
	if err != nil {
		return r, err
	}
	shown := showReply(r)
	if c.FormValue("relue") == shown {
		return r, nil
	}
	return r, &web.Redraw{Change: func(s *views.Screen) {
		s.Values = web.Typed(c, s.Values)
		d := s.Data.(views.QuestionData)
		d.Reply, d.Serial = shown, r.Serial != ""
		s.Data = d
	}}
}

// chooseByEntry selects the kind of answer whose field is filled in, if the person has selected none.
func chooseByEntry(c echo.Context, category account.Category) {
	form := c.Request().PostForm
	q, _ := account.QuestionFor(category)
	serial, amount := form.Get(replyFields.Serial) != "", form.Get(replyFields.Amount) != ""
	if !q.Vitale || form.Get("nature") != "" || serial == amount {
		return
	}
	if serial {
		form.Set("nature", "vitale")
	} else {
		form.Set("nature", string(q.Natures[0]))
	}
}

// showReply formats an answer for the person to check: « 1 204,00 € », « 8025 0000 1001 2345 678 ».
func showReply(r acts.Reply) string {
	if r.Serial != "" {
		return texts.ShowSerial(r.Serial)
	}
	return texts.ShowAmount(r.Cents)
}

// letterForQuestion sends a letter to a person who cannot answer. It does not count as an answer.
func (a *Pages) letterForQuestion(c echo.Context, p *web.Place) error {
	return a.Acts.LetterForQuestion(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}
