// Package clients contains the agents' pages for the clients of the OpenID provider, which agents know as « services »: to add
// them, replace their secret, remove them, and see whether they accept logout notices.
package clients

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// Path is the page with the list of clients.
const Path = web.AgentPath + "/services"

// Pages holds these pages.
type Pages struct {
	desk.Common
	secret *web.Wizard
}

// New builds these pages.
func New(common desk.Common) *Pages {
	a := &Pages{Common: common}
	a.secret = a.secretWizard()
	return a
}

// serviceStates maps the state in a redirect's query to the message on the list or on a service's page.
var serviceStates = map[string]string{
	"ajout":   texts.ServiceAdded,
	"retrait": texts.ServiceRemoved,
	"absent":  texts.ServiceGone,
}

func serviceURL(c *db.Client) string { return Path + "/" + strconv.FormatInt(c.ID, 10) }

// ShowServices lists the clients.
func (a *Pages) ShowServices(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := a.DB.Clients(ctx)
	if err != nil {
		return err
	}
	var d views.DeskServicesData
	for _, client := range all {
		newest, err := a.DB.DeliveryFates(ctx, client.ID, 1)
		if err != nil {
			return err
		}
		row := views.DeskServiceRow{URL: serviceURL(client), Name: client.Name, Public: client.Public, Scopes: strings.Join(client.Scopes, ", "), Used: a.Moment(client.UsedAt)}
		if notices := a.notices(newest); len(notices) > 0 {
			row.Notice = &notices[0]
		}
		d.Services = append(d.Services, row)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/services", Notice: serviceStates[c.QueryParam("etat")], Data: d})
}

// serviceNamed returns the client named in the URL. If another tab has removed it, the error redirects to the list.
func (a *Pages) serviceNamed(c echo.Context) (*db.Client, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return nil, echo.ErrNotFound
	}
	client, err := a.DB.Client(c.Request().Context(), id)
	return client, orGone(err)
}

// orGone converts a not-found error to a redirect to the list.
func orGone(err error) error {
	if web.IsNotFound(err) {
		return &web.Away{URL: Path + "?etat=absent"}
	}
	return err
}

// noticesShown is the number of logout notices on a client's page.
const noticesShown = 10

func (a *Pages) serviceScreen(c echo.Context, client *db.Client, refused error) error {
	fates, err := a.DB.DeliveryFates(c.Request().Context(), client.ID, noticesShown)
	if err != nil {
		return err
	}
	d := views.DeskServiceData{Name: client.Name, ClientID: client.ClientID, Public: client.Public, Scopes: client.Scopes, Signature: client.Signature,
		Redirects: client.Redirects, StartURL: client.StartURL, LogoutURL: client.LogoutURL,
		Added: a.Moment(client.CreatedAt), Used: a.Moment(client.UsedAt), Notices: a.notices(fates)}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/services-fiche", Action: serviceURL(client), Version: client.Stamp(),
		Notice: serviceStates[c.QueryParam("etat")], Data: d}, refused)
}

// ShowService shows one client.
func (a *Pages) ShowService(c echo.Context) error {
	client, err := a.serviceNamed(c)
	if err != nil {
		return err
	}
	return a.serviceScreen(c, client, nil)
}
