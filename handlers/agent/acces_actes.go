package agent

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/views"
)

// ownKey returns the agent's passkey that the address names.
func (a *Pages) ownKey(c echo.Context) (db.Passkey, error) {
	keys, err := a.DB.Passkeys(c.Request().Context(), desk.VisitorOf(c).Agent)
	if err != nil {
		return db.Passkey{}, err
	}
	for _, k := range keys {
		if keyName(k.ID) == c.Param("id") {
			return k, nil
		}
	}
	return db.Passkey{}, echo.ErrNotFound
}

func (a *Pages) aboutKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	return k.Name, err
}

// dropKey also ends the other sessions, because a lost passkey may have opened one.
func (a *Pages) dropKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	if err != nil {
		return "", err
	}
	return ownPath + "?etat=cle-retiree", a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.DropPasskey(ctx, t, who, k)
	})
}

func (a *Pages) dropTOTP(c echo.Context) (string, error) {
	return ownPath + "?etat=sans", a.Act(c, a.Acts.DropTOTP)
}

func (a *Pages) closeOwnSessions(c echo.Context) (string, error) {
	return ownPath + "?etat=sessions", a.Act(c, a.Acts.CloseOwnSessions)
}

func (a *Pages) ownPasswordScreen(c echo.Context, refused error) error {
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/mot-de-passe", Action: ownPath + "/mot-de-passe", Data: views.PasswordData{}}, refused)
}

func (a *Pages) showOwnPassword(c echo.Context) error {
	if desk.VisitorOf(c).Agent.ByDirectory {
		return a.Redirect(c, ownPath+"?etat=annuaire")
	}
	return a.ownPasswordScreen(c, nil)
}

// submitOwnPassword changes the password and ends all other sessions; this one continues under a new ID.
func (a *Pages) submitOwnPassword(c echo.Context) error {
	if desk.VisitorOf(c).Agent.ByDirectory {
		return a.Redirect(c, ownPath+"?etat=annuaire")
	}
	if err := a.proveAgent(c); err != nil {
		return a.ownPasswordScreen(c, err)
	}
	d := desk.VisitorOf(c)
	hash, err := a.NewPassword(c, a.deskChoice(d.Agent, c.FormValue("actuel")), d.Agent.PasswordHash)
	if err != nil {
		return a.ownPasswordScreen(c, err)
	}
	if err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.ChangeOwnPassword(ctx, t, who, hash)
	}); err != nil {
		return err
	}
	return a.ShowDone(c, func(c echo.Context) error { // a second click still comes under the former ID
		if err := a.Desk.RenewToken(c.Request().Context()); err != nil {
			return err
		}
		return a.Redirect(c, ownPath+"?etat=mot-de-passe")
	})
}
