package agent

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
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

// version is what a form carries and what must still hold when it comes back: passwords, coordinates, a request that
// waits. It tells nothing to who reads it.
func (a *Pages) version(ctx context.Context, t db.Reader, m *db.Member, now time.Time) (string, error) {
	parts := [][]byte{[]byte(m.PasswordHash), []byte(m.PendingEmail)}
	if tp := m.Temporary; tp != nil {
		parts = append(parts, []byte(tp.Hash), fmt.Append(nil, tp.ExpiresAt.Unix()))
	}
	for _, f := range contactFields {
		contact := m.Contacts[f.kind]
		parts = append(parts, fmt.Appendf(nil, "%s %s %s %d", f.kind, contact.Value, contact.Source, contact.VerifiedAt.Unix()))
	}
	waiting, err := t.WaitingApproval(ctx, m.ID, now)
	if err != nil && !web.IsNotFound(err) {
		return "", err
	}
	return hex.EncodeToString(a.DB.Keys().Index("desk version", append(parts, fmt.Append(nil, waiting.ID))...)), nil
}

// deed is what an agent does to a member as they are now, within the transaction under way.
type deed struct {
	*db.Tx
	m      *db.Member
	reason string
	asker  string // login of another agent who has asked for it; empty where nobody has
	now    time.Time
}

// perform does something to a member in one transaction, if nobody has changed them since the form was drawn; else a
// refusal says what was done meanwhile, and nothing changes. db.ErrNotFound where the member is gone.
func (a *Pages) perform(c echo.Context, m *db.Member, reason string, do func(d deed) error) error {
	ctx := c.Request().Context()
	return a.inDesk(c, func(t *db.Tx) error {
		now := a.Now()
		fresh, err := t.Member(ctx, m.ID)
		if err != nil {
			return err
		}
		version, err := a.version(ctx, t.Reader, fresh, now)
		if err != nil {
			return err
		}
		if version != c.FormValue("version") {
			return a.stale(ctx, t.Reader, fresh)
		}
		return do(deed{Tx: t, m: fresh, reason: reason, now: now})
	})
}

// stale says what has happened since the form was drawn.
func (a *Pages) stale(ctx context.Context, t db.Reader, m *db.Member) error {
	last, err := a.lastDeed(ctx, t, m)
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
	if s.Version, err = a.version(c.Request().Context(), a.DB.Reader, m, a.Now()); err != nil {
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
