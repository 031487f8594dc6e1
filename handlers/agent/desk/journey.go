package desk

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
)

// OwnJourney is the Load of a wizard that lets only the agent who began a journey continue it.
func OwnJourney(c echo.Context, p *web.Place) error {
	p.Agent = VisitorOf(c).Agent
	if p.Flow != nil && p.Flow.AgentID != p.Agent.ID {
		return &web.Away{URL: web.AgentPath}
	}
	return nil
}
