// Package desk contains what all agents' pages share: the current agent, screens shown again with a refusal, the
// sentences for refused acts, and the delivery of a message in words.
package desk

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
)

// Common is embedded in all of the agents' pages.
type Common struct{ *web.Base }

// Visitor is an agent with an open session.
type Visitor struct {
	Agent *db.Agent
	Login db.AgentLogin

	Colleagues func() map[string]string // names of the colleagues who have one beside their login, by login
}

// Called returns how a colleague is shown to this agent: by their name, or by their login.
func (v *Visitor) Called(login string) string { return cmp.Or(v.Colleagues()[login], login) }

// shown is the prefix of the « page » value in the forms of every page rendered for this agent.
func (v *Visitor) shown() string { return fmt.Sprintf("%d.", v.Agent.ID) }

// Sends says whether a form comes from a page that was rendered for this agent, and not for a colleague who used the same browser
// before. The value of a page rendered before a login names no agent, and is accepted.
func (v *Visitor) Sends(page string) bool {
	return !strings.Contains(page, ".") || strings.HasPrefix(page, v.shown())
}

// ShowAgain shows a form that was rendered for a colleague, with its entry, before it is carried out in the name of this agent.
func (a *Common) ShowAgain(c echo.Context) error {
	return a.Redirect(c, a.ShowFirst(c, a.Desk, web.AgentPath, texts.PageOfAColleague))
}

// KeyDeskAgent is the key of the Visitor in the echo.Context, set by the guard of the agents' pages.
const KeyDeskAgent = "desk agent"

// VisitorOf returns the agent of this request; nil if there is none or no guard has looked it up.
func VisitorOf(c echo.Context) *Visitor {
	d, _ := c.Get(KeyDeskAgent).(*Visitor)
	return d
}
