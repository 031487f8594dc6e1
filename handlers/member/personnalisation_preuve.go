package member

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// A temporary password that was first entered in another browser gives this one no access until a code or an answer proves
// the person's identity. Nobody is logged in meanwhile.

// mayProve ends the proof once the temporary password is no longer valid.
func (a *Pages) mayProve(c echo.Context, p *web.Place) error {
	if p.Member == nil {
		return &web.Away{URL: "/connexion"}
	}
	_, err := a.Acts.FirstBrowser(c.Request().Context(), p.Flow, p.Member)
	return proofOver(err)
}

// proofOver redirects to the login page, which says on the next try why the temporary password is no longer valid.
func proofOver(err error) error {
	if errors.Is(err, acts.ErrReplaced) || web.IsNotFound(err) {
		return &web.Away{URL: "/connexion"}
	}
	return err
}

func (a *Pages) showBrowserCode(c echo.Context, p *web.Place) (views.Screen, error) {
	s, err := a.CodeScreen(c.Request().Context(), p.Flow, p.Flow.Channel, "")
	if err != nil {
		return s, err
	}
	d := s.Data.(views.CodeData)
	d.First, err = a.usedFirst(c, p)
	s.Data = d
	return s, err
}

func (a *Pages) showBrowserQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	first, err := a.usedFirst(c, p)
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category, First: first}}, err
}

func (a *Pages) showNoProof(c echo.Context, p *web.Place) (views.Screen, error) {
	first, err := a.usedFirst(c, p)
	return views.Screen{Data: views.NoProofData{First: first}}, err
}

// usedFirst says on which device and when the temporary password was first used.
func (a *Pages) usedFirst(c echo.Context, p *web.Place) (string, error) {
	first, err := a.Acts.FirstBrowser(c.Request().Context(), p.Flow, p.Member)
	return texts.TemporaryFirstUsed(first.Device, a.Moment(first.EnteredAt)), proofOver(err)
}

func (a *Pages) submitBrowserCode(c echo.Context, p *web.Place) error {
	code, err := a.ParseCode(c, p.Flow)
	if err != nil {
		return err
	}
	login, err := a.Acts.TryBrowserCode(c.Request().Context(), a.Actor(c), p.Flow, p.Member, code)
	return a.proved(c, p, login, err)
}

func (a *Pages) resendBrowserCode(c echo.Context, p *web.Place) error {
	return a.Acts.ResendForBrowser(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}

func (a *Pages) submitBrowserQuestion(c echo.Context, p *web.Place) error {
	r, err := a.readReply(c, p)
	if err != nil {
		return err
	}
	login, err := a.Acts.AnswerForBrowser(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
	if err == nil && login == 0 { // wrong answer: the next screen says what helps
		return nil
	}
	return a.proved(c, p, login, err)
}

// proved lets this browser into the personalisation after the proof.
func (a *Pages) proved(c echo.Context, p *web.Place, login int64, err error) error {
	if err != nil {
		return proofOver(err)
	}
	to, err := a.letIn(c, p.Member.ID, entry{login: login, flow: p.Flow.ID})
	if err == nil && to == otherPersonPath {
		err = &web.Away{URL: to}
	}
	return err
}

// askAnotherPassword ends the journey and redirects to « oubli ».
func (a *Pages) askAnotherPassword(c echo.Context, _ *web.Place) error {
	if err := a.journeys[journey.Personalisation.Name].End(c); err != nil {
		return err
	}
	return &web.Away{URL: "/mot-de-passe-oublie"}
}
