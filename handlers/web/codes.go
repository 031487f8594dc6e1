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
	d, err := a.codeData(ctx, f, channel, destination)
	s := views.Screen{Request: f.Request, Data: d}
	if f.CodesSent > 1 && !d.Exhausted {
		s.Notice = texts.CodeResent(hour(f.SentAt.In(a.Location)))
	}
	return s, err
}

func (a *Base) codeData(ctx context.Context, f *db.Flow, channel account.Channel, destination string) (views.CodeData, error) {
	s, err := a.Acts.CodeState(ctx, f)
	return views.CodeData{
		Destination: destination, Channel: string(channel), Minutes: int(s.Life / time.Minute), Digits: s.Digits,
		NoMore: s.NoMore, ResendAt: a.Clock(s.ResendAt), Exhausted: s.Exhausted,
	}, err
}

// ParseCode parses the field; a refusal here does not count as an attempt.
func (a *Base) ParseCode(c echo.Context) (string, error) {
	code := account.NormaliseCode(c.FormValue("code"))
	if code == "" {
		return "", RefuseField("code", account.ErrEmpty)
	}
	if len(code) < account.MinCodeDigits || len(code) > account.MaxCodeDigits || !AllDigits(code) {
		return "", Refuse("code", texts.CodeShape(a.Limits.CodeDigits))
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
