package web

import (
	"github.com/labstack/echo/v4"

	"sesame/journey/acts"
	"sesame/views"
)

const (
	keyActor = "actor"
	keyBar   = "bar"
)

// ActAs sets the actor of this request, and the function that returns the header's content for them.
func ActAs(c echo.Context, who acts.Actor, bar func() *views.AgentBar) {
	c.Set(keyActor, who)
	c.Set(keyBar, bar)
}

// Actor returns the actor of this request: the one that a guard has set, else the logged-in member, else a stranger.
func (a *Base) Actor(c echo.Context) acts.Actor {
	who, known := c.Get(keyActor).(acts.Actor)
	if v, ok := c.Get(KeyVisitor).(*Visitor); !known && ok && v != nil {
		who = acts.Actor{Kind: acts.Member, Session: v.Login.ID}
	} else if !known {
		who = acts.Actor{Kind: acts.Stranger}
	}
	who.Origin, who.Wider, who.Shared = a.origin(c)
	who.Browser = a.knownKey(c)
	who.Device, who.Reference = Device(c.Request().UserAgent()), Reference(c.Request())
	return who
}
