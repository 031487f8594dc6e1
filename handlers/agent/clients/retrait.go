package clients

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) serviceRemovalScreen(c echo.Context, client *db.Client, refused error) error {
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/services-retrait", Action: serviceURL(client) + "/retrait", Version: client.Stamp(),
		Data: views.DeskServiceRemovalData{Name: client.Name, URL: serviceURL(client)}}, refused)
}

// ShowServiceRemoval asks for confirmation before a client is removed.
func (a *Pages) ShowServiceRemoval(c echo.Context) error {
	client, err := a.serviceNamed(c)
	if err != nil {
		return err
	}
	return a.serviceRemovalScreen(c, client, nil)
}

// RemoveService removes a client and the access that it was granted.
func (a *Pages) RemoveService(c echo.Context) error {
	client, err := a.serviceNamed(c)
	if err != nil {
		return err
	}
	reason, err := desk.ParseNote(c, "motif", db.Profile{})
	if err == nil {
		err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
			return a.Acts.RemoveClient(ctx, t, who, client.ID, c.FormValue("version"), reason)
		})
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.serviceRemovalScreen(c, client, refused)
	}
	if err := orGone(err); err != nil {
		return err
	}
	return a.Redirect(c, Path+"?etat=retrait")
}
