package desk

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
)

// OwnJourney lets only the agent who began a journey continue it: the Load of its wizard.
func OwnJourney(c echo.Context, p *web.Place) error {
	p.Agent = VisitorOf(c).Agent
	if p.Flow != nil && p.Flow.AgentID != p.Agent.ID {
		return &web.Away{URL: web.AgentPath}
	}
	return nil
}
