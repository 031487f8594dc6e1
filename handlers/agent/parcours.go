package agent

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
)

// wizards builds the wizards of all journeys of agents.
func (a *Pages) wizards() map[string]*web.Wizard {
	all := map[string]*web.Wizard{}
	for _, w := range []*web.Wizard{
		a.loginWizard(), a.enrolmentWizard(), a.passkeyWizard(), a.authenticatorWizard(), a.recoveryCodesWizard(), a.agents.Invitation(), a.clients.Secret(),
	} {
		all[w.Journey.Name] = w
	}
	return all
}

// walk lists the routes of a journey's steps; all need the right r.
func (a *Pages) walk(j journey.Journey, r acts.Right) (rows []route) {
	w := a.journeys[j.Name]
	for _, s := range j.Steps {
		if s.Page == "" {
			path := strings.TrimPrefix(j.URL(s), web.AgentPath)
			rows = append(rows, route{http.MethodGet, path, r, w.Get}, route{http.MethodPost, path, r, w.Post})
		}
	}
	return rows
}

// endJourneys ends all journeys of this browser, so that the next person who uses the session cannot continue them.
func (a *Pages) endJourneys(c echo.Context) error {
	for _, j := range journey.Agents {
		if err := a.journeys[j.Name].End(c); err != nil {
			return err
		}
	}
	return nil
}
