package agent

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// together joins refusals of one form, so that all of them are told at once; another error passes.
func together(errs ...error) error {
	all := &web.Refusal{}
	for _, err := range errs {
		var r *web.Refusal
		switch {
		case errors.As(err, &r):
			all.Fields = append(all.Fields, r.Fields...)
		case err != nil:
			return err
		}
	}
	if len(all.Fields) == 0 {
		return nil
	}
	return all
}

// onMember does something to a member in one transaction, for a reason and if nobody has changed them since the form was
// drawn; else a refusal says what was done meanwhile. db.ErrNotFound where the member is gone.
func (a *Pages) onMember(c echo.Context, m *db.Member, reason string, do func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error) error {
	err := a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return do(ctx, t, who, acts.Deed{Member: m.ID, Version: c.FormValue("version"), Note: reason})
	})
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.MemberChanged {
		return a.stale(c.Request().Context(), m)
	}
	return err
}

// stale says what has happened since the form was drawn.
func (a *Pages) stale(ctx context.Context, m *db.Member) error {
	last, err := a.lastDeed(ctx, a.DB.Reader, m)
	if err != nil {
		return err
	}
	done := ""
	if last.What != "" {
		done = last.What + ", par " + last.By + ", " + last.When
	}
	return web.Refuse("", texts.MemberChanged(done))
}

// actScreen draws the form of an act on a member as they are now, or draws it again with what was refused.
func (a *Pages) actScreen(c echo.Context, m *db.Member, path string, s views.Screen, refused error) (err error) {
	if s.Version, err = a.Acts.MemberVersion(c.Request().Context(), a.DB.Reader, m); err != nil {
		return err
	}
	s.Template, s.Action = "agent/"+path, memberURL(m.ID)+"/"+path
	return a.deskScreen(c, 200, s, refused)
}

// again reads the member anew, for the form that is drawn again after err; an error that is nobody's to mend passes.
func (a *Pages) again(c echo.Context, m *db.Member, err error, draw func(echo.Context, *db.Member, error) error) error {
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	if !errors.As(err, &refused) && !errors.As(err, &many) {
		return err
	}
	fresh, missing := a.DB.Member(c.Request().Context(), m.ID)
	if missing != nil {
		return missing
	}
	return draw(c, fresh, err)
}

// acted leads back to the member's page with the sentence of what was done.
func (a *Pages) acted(c echo.Context, m *db.Member, done string) error {
	return a.Redirect(c, memberURL(m.ID)+"?etat="+done)
}
