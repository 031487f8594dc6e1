package agent

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// walPatience is how long a page waits for the WAL to be emptied.
const walPatience = 5 * time.Second

func (a *Pages) showErasure(c echo.Context, m *db.Member) error { return a.erasureScreen(c, m, nil) }

func (a *Pages) erasureScreen(c echo.Context, m *db.Member, refused error) error {
	agent := desk.VisitorOf(c).Agent
	d := views.DeskEndingData{Who: a.Who(m), ByDirectory: agent.ByDirectory}
	_, found, err := a.Acts.NextApprover(c.Request().Context(), a.DB.Reader, agent)
	if err != nil {
		return err
	}
	if !found {
		d.Lacks = texts.ErasureLacksColleague
	}
	return a.ActScreen(c, m, "effacement", views.Screen{Data: d}, refused)
}

// askErasure asks a colleague to approve the erasure of the member.
func (a *Pages) askErasure(c echo.Context, m *db.Member) error {
	reason, err := a.proveReason(c, m)
	if err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			_, err := a.Acts.EraseMember(ctx, t, who, d)
			return err
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.erasureScreen)
	}
	return a.Acted(c, m, "effacement")
}

// erasing runs an act that erases a member while no import is in progress, and then empties the database's WAL of the
// deleted data.
func (a *Pages) erasing(ctx context.Context, act func() error) error {
	a.erases.Lock()
	err := a.DB.BetweenImports(ctx, a.Now(), act)
	a.erases.Unlock()
	if errors.Is(err, db.ErrImportElsewhere) {
		return web.Refuse("", texts.ErasureWaitsForFile)
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), walPatience)
	defer cancel()
	if whole, err := a.DB.EmptyWAL(ctx); err != nil || !whole {
		a.Log.Warn("the WAL holds former pages of an erased member until they are written over; a restart of the service empties it", "error", err)
	}
	return nil
}
