package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

// CodeScreen is the screen that asks for a code. From the second code on it says when the last one was sent and that
// only this one is valid, even after a reload or a double click.
func (a *Base) CodeScreen(ctx context.Context, f *db.Flow, channel account.Channel, destination string) (views.Screen, error) {
	state, err := a.Acts.CodeState(ctx, f)
	if err != nil {
		return views.Screen{}, err
	}
	s := views.Screen{Request: f.Request}
	if f.CodesSent > 1 && !state.Exhausted && state.Late.IsZero() {
		s.Notice = texts.CodeResent(hour(f.SentAt.In(a.Location)))
	}
	d := views.CodeData{
		Destination: destination, Channel: string(channel), Minutes: int(state.Life / time.Minute), Digits: state.Digits,
		NoMore: state.NoMore, Hardened: state.Hardened, ResendAt: a.Clock(state.ResendAt), Exhausted: state.Exhausted,
	}
	d.Late, err = a.outageNotices(ctx, state.Lasting, channel)
	s.Data = d
	return s, err
}

// ParseCode parses the field. An entry that is not a number of the journey's code length is refused here and does not
// count as an attempt.
func (a *Base) ParseCode(c echo.Context, f *db.Flow) (string, error) {
	digits, err := a.Acts.CodeDigits(c.Request().Context(), f)
	if err != nil {
		return "", err
	}
	code := account.ReadCode(c.FormValue("code"), digits)
	if code == "" {
		return "", RefuseField("code", account.ErrEmpty)
	}
	if len(code) != digits || !AllDigits(code) {
		return "", Refuse("code", texts.CodeShape(digits))
	}
	return code, nil
}

// AllDigits says whether a text consists of ASCII digits only.
func AllDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
