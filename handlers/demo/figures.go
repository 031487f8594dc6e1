package demo

import (
	"context"
	"strings"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// figures are the counts of an invented caisse on a weekday; at weekends a quarter of them. The number of journeys begun is
// the sum of those finished and left.
var figures = []struct {
	name, detail string
	n            int
}{
	{db.FigureFinished, "oubli", 33}, {db.FigureLeft, "oubli/code", 6}, {db.FigureLeft, "oubli/question", 3},
	{db.FigureFinished, "personnalisation", 27}, {db.FigureLeft, "personnalisation/adresse-email", 4},
	{db.FigureCode, "email", 38}, {db.FigureCode, "sms", 17}, {events.FigureWrongCode, "", 7}, {db.FigureCodeTime, "35", 20}, {db.FigureCodeTime, "70", 24},
	{db.FigureSent, "email", 96}, {db.FigureSent, "sms", 34}, {db.FigureTemporary, "email", 19}, {db.FigureTemporary, "sms", 9}, {db.FigureTemporary, "letter", 5},
	{events.FigureLogin, string(events.OK), 310}, {events.FigureLogin, string(events.Refused), 44}, {events.FigureLimit, "login", 2}, {events.FigureReset, "email", 2}, {db.FigureNobody, "oubli", 8},
	{db.FigureRefused, "email", 3}, {db.FigureRefusedBy, "Orange", 2}, {db.FigureRefusedBy, db.OtherProvider, 1}, {db.FigureRefused, "sms", 1}, {events.FigureBounced, "email", 2}, {db.FigureBouncedBy, "Free", 1}, {db.FigureBouncedBy, db.OtherProvider, 1},
	{events.FigureMotive, events.PasswordReset.Name() + "/" + string(events.MotiveForgotten), 3}, {events.FigureMotive, events.Unblocked.Name() + "/" + string(events.MotiveBlocked), 2},
	{events.FigureRefusal, events.Login.Name() + "/" + string(events.WrongPassword), 36}, {events.FigureRefusal, events.Login.Name() + "/" + string(events.Replaced), 8},
	{events.FigureRefusal, events.CodeTried.Name() + "/" + string(events.WrongCode), 5}, {events.FigureRefusal, events.CodeTried.Name() + "/" + string(events.LateCode), 2},
}

// fillFigures adds counts for the year before now.
func fillFigures(ctx context.Context, t *db.Tx, now time.Time) error {
	for back := 1; back <= 364; back++ {
		day := now.AddDate(0, 0, -back)
		for i, f := range figures {
			n := f.n + f.n*((back*7+i*5)%13-6)/20
			if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
				n /= 4
			}
			if n == 0 {
				continue
			}
			if err := t.AddFigures(ctx, day, f.name, f.detail, n); err != nil {
				return err
			}
			if f.name != db.FigureFinished && f.name != db.FigureLeft {
				continue
			}
			journey, _, _ := strings.Cut(f.detail, "/")
			if err := t.AddFigures(ctx, day, db.FigureBegun, journey, n); err != nil {
				return err
			}
		}
	}
	return nil
}
