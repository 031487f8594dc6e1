// Package desk is what all rooms of the agents' pages share: who asks, how a screen is shown again with a refusal, the
// sentences of refused acts, the fate of a message in words.
package desk

import (
	"cmp"

	"sesame/db"
	"sesame/handlers/web"

	"github.com/labstack/echo/v4"
)

// Common is what every agents' page stands on.
type Common struct{ *web.Base }

// Visitor is an agent with an open session.
type Visitor struct {
	Agent *db.Agent
	Login db.AgentLogin

	Colleagues func() map[string]string // how agents are called who have a name beside their login, by login
}

// Called is how this agent reads who a colleague is.
func (v *Visitor) Called(login string) string { return cmp.Or(v.Colleagues()[login], login) }

// KeyDeskAgent is the key of the Visitor in the echo.Context, where the guard of the agents' pages puts it.
const KeyDeskAgent = "desk agent"

// VisitorOf returns the agent of this request; nil if there is none or no guard has looked it up.
func VisitorOf(c echo.Context) *Visitor {
	d, _ := c.Get(KeyDeskAgent).(*Visitor)
	return d
}
