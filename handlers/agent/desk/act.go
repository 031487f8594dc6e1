package desk

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// OnMember runs an act on a member in one transaction, if the member has not changed since the form was
// shown. Otherwise the refusal says what has changed. It returns db.ErrNotFound if the member was deleted.
func (a *Common) OnMember(c echo.Context, m *db.Member, why events.Grounds, do func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error) error {
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return do(ctx, t, who, acts.Deed{Member: m.ID, Version: c.FormValue("version"), Asked: c.FormValue(askedField(c)) == "oui", Grounds: why})
	})
	if Changed(err) {
		return a.Stale(c.Request().Context(), m)
	}
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.MandateUnasked {
		return web.Refuse(askedField(c), texts.MandateUnasked)
	}
	if refused != nil && refused.Why == acts.TooManyResets {
		if err := a.AuditAlone(c, events.PasswordReset.Blocked(m.IdentifierKey, events.Details{Grounds: why})); err != nil {
			return err
		}
		return &web.TooMany{Until: refused.Until, Message: texts.ResetsSlowed(a.From(refused.Until))}
	}
	return err
}

// Changed says whether an act was refused because the member has changed since the page was shown.
func Changed(err error) bool {
	var refused *acts.Refused
	return errors.As(err, &refused) && refused.Why == acts.MemberChanged
}

// ParseOther returns the open account whose identifier the field contains, other than the member's own; nobody is the
// message if there is none.
func (a *Common) ParseOther(c echo.Context, field, nobody string) (*db.Member, error) {
	id, err := account.ParseIdentifier(c.FormValue(field))
	if err != nil {
		return nil, web.RefuseField(field, err)
	}
	m, err := a.DB.OpenMember(c.Request().Context(), a.DB.Keys().IdentifierKey(id), a.Now())
	if err == nil && m == nil {
		return nil, web.Refuse(field, nobody)
	}
	return m, err
}

// askedField returns the name of the field by which an agent confirms having asked about a representative.
func askedField(c echo.Context) string {
	if field, ok := c.Get(KeyAsked).(string); ok {
		return field
	}
	return "representant"
}

// KeyAsked is the key, in the echo.Context, of the name of that field, for an act that shares its page with another one.
const KeyAsked = "field of who was asked"

// Stale returns a refusal that says what has changed since the form was shown.
func (a *Common) Stale(ctx context.Context, m *db.Member) error {
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

// ActScreen renders the form of an act with the member's current data, or renders it again with a refusal.
func (a *Common) ActScreen(c echo.Context, m *db.Member, name string, s views.Screen, refused error) error {
	s.Template, s.Action = "agent/"+name, MemberURL(m.ID)+"/"+name
	return a.ShowAct(c, m, s, refused)
}

// ShowAct is ActScreen for a screen that sets its own template and action.
func (a *Common) ShowAct(c echo.Context, m *db.Member, s views.Screen, refused error) (err error) {
	if s.Version, err = a.Acts.MemberVersion(c.Request().Context(), a.DB.Reader, m); err != nil {
		return err
	}
	if s.Mandates, err = a.AskedAbout(c.Request().Context(), m); err != nil {
		return err
	}
	return a.Show(c, 200, s, refused)
}

// Again reloads the member and renders the form again after err. It returns errors that the agent cannot
// correct unchanged.
func (a *Common) Again(c echo.Context, m *db.Member, err error, draw func(echo.Context, *db.Member, error) error) error {
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

// RefusedTry says why a try was refused. The try has counted: the same form, sent again from its page, does not count again
// and gets the same answer.
func (a *Common) RefusedTry(c echo.Context, m *db.Member, err error, draw func(echo.Context, *db.Member, error) error) error {
	return a.ShowDone(c, func(c echo.Context) error { return a.Again(c, m, err, draw) })
}

// Acted redirects to the member's page with a confirmation.
func (a *Common) Acted(c echo.Context, m *db.Member, done string) error {
	return a.Redirect(c, MemberURL(m.ID)+"?etat="+done)
}

// AskedAbout lists the representatives about whom an agent asks before an act: « Mme Anne Martin (tutelle) ».
func (a *Common) AskedAbout(ctx context.Context, m *db.Member) (said []string, err error) {
	running, err := a.Acts.RunningMandates(ctx, a.DB.Reader, m)
	for _, x := range running {
		said = append(said, x.Holder+" ("+web.MandateWords[x.Kind]+")")
	}
	return said, err
}
