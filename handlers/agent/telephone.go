package agent

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// A code that a member reads back on the telephone. It says who is speaking and opens nothing.
const (
	callDigits  = 6
	callTTL     = 10 * time.Minute
	callTries   = 3
	callVisit   = 30 * time.Minute // how long the agent who proved it is reminded
	callsPerDay = 10               // messages of calls to one member
)

// proved says that this session of the agent has proved who is speaking, a while ago at most.
func (a *Pages) proved(ctx context.Context, m *db.Member, login int64) (string, error) {
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if web.IsNotFound(err) || err == nil && (code.SpentAt.IsZero() || a.Now().Sub(code.SpentAt) >= callVisit) {
		return "", nil
	}
	return texts.CallProved(a.Clock(code.SpentAt)), err
}

func (a *Pages) showCall(c echo.Context, m *db.Member) error { return a.callScreen(c, m, nil) }

func (a *Pages) callScreen(c echo.Context, m *db.Member, refused error) error {
	ctx, login, now := c.Request().Context(), visitor(c).login.ID, a.Now()
	d := views.DeskCallData{Who: a.who(m)}
	d.Words, _ = a.CallWords(m, now)
	var err error
	if d.Proved, err = a.proved(ctx, m, login); err != nil {
		return err
	}
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	if err == nil && code.SpentAt.IsZero() && code.Tries < callTries && now.Before(code.ExpiresAt) {
		d.Asked = texts.CallCodeSent(a.Moment(code.CreatedAt), a.until(code.ExpiresAt))
	}
	d.Sending = a.callSendings(m)
	s := views.Screen{Data: d}
	if c.QueryParam("etat") == "envoye" && refused == nil {
		s.Notice = texts.CallMessageSent
	}
	return a.actScreen(c, m, "telephone", s, refused)
}

// submitCall takes the code that the member has read back.
func (a *Pages) submitCall(c echo.Context, m *db.Member) error {
	code := account.NormaliseCode(c.FormValue("code"))
	if code == "" {
		return a.callScreen(c, m, web.RefuseField("code", account.ErrEmpty))
	}
	if len(code) != callDigits || !web.AllDigits(code) {
		return a.callScreen(c, m, web.Refuse("code", texts.CallCodeShape(callDigits)))
	}
	refused, err := a.tryCallCode(c, m, code)
	if err = errors.Join(refused, err); err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.acted(c, m, "prouve")
}

// tryCallCode counts the try; it stays counted whatever the answer.
func (a *Pages) tryCallCode(c echo.Context, m *db.Member, code string) (refused, err error) {
	ctx, login := c.Request().Context(), visitor(c).login.ID
	err = a.inDesk(c, func(t *db.Tx) error {
		now := a.Now()
		until, err := web.FreeAt(ctx, t.Reader, db.OwnWrongCodes, m.IdentifierKey, a.Limits.WrongCodeCaps(), now)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			refused = &web.TooMany{Until: until, Message: texts.CallTooManyCodes(a.From(until))}
			return a.Audit(c, t, events.CallCodeTried.Blocked(m.IdentifierKey, events.Details{}))
		}
		tried, err := t.TryCallCode(ctx, m.ID, login, code, callTries, now)
		if err != nil {
			return err
		}
		switch tried {
		case db.TryRight:
			return a.Audit(c, t, events.CallCodeTried.OK(m.IdentifierKey, events.Details{}))
		case db.TryWrong:
			refused = web.Refuse("code", texts.CallCodeWrong)
			if err := t.Count(ctx, db.OwnWrongCodes, m.IdentifierKey, now); err != nil {
				return err
			}
		case db.TryClosed:
			refused = web.Refuse("", texts.CallCodeSpent)
		}
		return a.Audit(c, t, events.CallCodeTried.Refused(m.IdentifierKey, events.Details{}))
	})
	return refused, err
}
