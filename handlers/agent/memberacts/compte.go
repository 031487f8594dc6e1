package memberacts

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// NotedAct suspends an access, resumes it, or reopens a closed account: its page asks only for a reason.
type NotedAct struct {
	page string // template, and last part of the address
	done string // message on the member's page: a key of memberDone
	do   func(a *acts.Acts, ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error
}

// The acts that ask only for a reason.
var (
	SuspendsAccess = NotedAct{"suspension", "suspendu", (*acts.Acts).Suspend}
	ResumesAccess  = NotedAct{"retablissement", "retabli", (*acts.Acts).Resume}
	ReopensAccount = NotedAct{"reouverture", "rouvert", (*acts.Acts).Reopen}
)

// ShowNoted shows the form of an act that asks only for a reason.
func (a *Pages) ShowNoted(n NotedAct) func(echo.Context, *db.Member) error {
	return func(c echo.Context, m *db.Member) error { return a.notedScreen(n)(c, m, nil) }
}

func (a *Pages) notedScreen(n NotedAct) func(echo.Context, *db.Member, error) error {
	return func(c echo.Context, m *db.Member, refused error) error {
		return a.ActScreen(c, m, n.page, views.Screen{Data: views.DeskActData{Who: a.Who(m)}}, refused)
	}
}

// SubmitNoted performs an act that asks only for a reason.
func (a *Pages) SubmitNoted(n NotedAct) func(echo.Context, *db.Member) error {
	return func(c echo.Context, m *db.Member) error {
		reason, err := desk.ParseGroundsOf(events.StatusMatter, c, m.Profile)
		if err == nil {
			err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
				return n.do(a.Acts, ctx, t, who, d)
			})
		}
		if err != nil {
			return a.Again(c, m, err, a.notedScreen(n))
		}
		return a.Acted(c, m, n.done)
	}
}
