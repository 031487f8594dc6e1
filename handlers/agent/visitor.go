package agent

import (
	"sesame/db"
	"sesame/journey/acts"

	"github.com/labstack/echo/v4"
)

// deskAgent is an agent with an open session.
type deskAgent struct {
	agent *db.Agent
	login db.AgentLogin
	right acts.Right // right required by the route
}

const keyDeskAgent = "desk agent"

// visitor returns the agent of this request; nil if there is none or no guard has looked it up.
func visitor(c echo.Context) *deskAgent {
	d, _ := c.Get(keyDeskAgent).(*deskAgent)
	return d
}
