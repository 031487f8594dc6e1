package agent

import (
	"context"

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

// proved says that the caller's identity was recently verified in this agent session.
func (a *Pages) proved(ctx context.Context, m *db.Member, login int64) (string, error) {
	at, err := a.Acts.CallerProved(ctx, a.DB.Reader, m, login)
	if err != nil || at.IsZero() {
		return "", err
	}
	return texts.CallProved(a.Clock(at)), nil
}

func (a *Pages) showCall(c echo.Context, m *db.Member) error { return a.callScreen(c, m, nil) }

func (a *Pages) callScreen(c echo.Context, m *db.Member, refused error) error {
	ctx, login, now := c.Request().Context(), desk.VisitorOf(c).Login.ID, a.Now()
	d := views.DeskCallData{Who: a.who(m)}
	call, live, err := a.Acts.LiveCall(ctx, a.DB.Reader, m, login)
	if err != nil {
		return err
	}
	if live {
		d.Words, d.Until = call.Words, "jusqu'"+a.Until(call.ExpiresAt)
	}
	if d.Proved, err = a.proved(ctx, m, login); err != nil {
		return err
	}
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	if err == nil && code.SpentAt.IsZero() && code.Tries < acts.CallTries && now.Before(code.ExpiresAt) {
		d.Asked = texts.CallCodeSent(a.Moment(code.CreatedAt), a.Until(code.ExpiresAt))
	}
	d.Sending = a.callSendings(m, live)
	s := views.Screen{Data: d}
	if c.QueryParam("etat") == "envoye" && refused == nil {
		s.Notice = texts.CallMessageSent
	}
	return a.actScreen(c, m, "telephone", s, refused)
}

// beginCall draws the words of a call.
func (a *Pages) beginCall(c echo.Context, m *db.Member) error {
	err := a.onMember(c, m, events.Grounds{}, a.Acts.BeginCall)
	if err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/telephone")
}

// submitCall checks the code that the member has read back.
func (a *Pages) submitCall(c echo.Context, m *db.Member) error {
	code := account.ReadCode(c.FormValue("code"), acts.CallDigits)
	if code == "" {
		return a.callScreen(c, m, web.RefuseField("code", account.ErrEmpty))
	}
	if len(code) != acts.CallDigits || !web.AllDigits(code) {
		return a.callScreen(c, m, web.Refuse("code", texts.CallCodeShape(acts.CallDigits)))
	}
	var refused *acts.Refused
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		refused, err = a.Acts.TryCallCode(ctx, t, who, m, code)
		return err
	})
	if err == nil && refused != nil {
		err = a.callRefused(refused)
	}
	if err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.acted(c, m, "prouve")
}

// callRefused describes the refusal of a code that the member has read back.
func (a *Pages) callRefused(r *acts.Refused) error {
	switch r.Why {
	case acts.TooManyCodes:
		return &web.TooMany{Until: r.Until, Message: texts.CallTooManyCodes(a.From(r.Until))}
	case acts.WrongCode:
		return web.Refuse("code", texts.CallCodeWrong)
	}
	return web.Refuse("", texts.CallCodeSpent)
}
