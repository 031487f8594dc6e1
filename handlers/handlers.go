// Package handlers combines the pages of members, agents and the demonstration into one HTTP handler, or two when the
// agents' pages have their own listener.
package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/handlers/agent"
	"sesame/handlers/agent/directory"
	"sesame/handlers/demo"
	"sesame/handlers/gateway"
	"sesame/handlers/member"
	"sesame/handlers/oidc"
	"sesame/handlers/web"
)

// Options configures the pages.
type Options struct {
	web.Options
	FranceConnect *member.FranceConnect // nil when not configured
	Directory     *directory.Directory  // agents' directory; nil when not configured
	Demo          *demo.Post            // set in the demonstration only
}

// New builds the service's handler. If AgentsApart is set, members serves the members' pages only, and agents serves the
// agents' pages on a separate listener. Otherwise agents is nil, and members serves the agents' pages under /agent.
func New(o Options) (members, agents http.Handler, err error) {
	base, err := web.NewBase(o.Options)
	if err != nil {
		return nil, nil, err
	}
	pages, err := member.New(base, o.FranceConnect)
	if err != nil {
		return nil, nil, err
	}
	desk, err := agent.New(base, o.Directory)
	if err != nil {
		return nil, nil, err
	}
	if err := base.DB.InterruptImports(context.Background(), base.NewestInstant()); err != nil {
		return nil, nil, err
	}
	routes := []func(*echo.Echo){pages.Routes, gateway.New(base).Routes, oidc.New(base, oidc.Members{FranceConnect: o.FranceConnect != nil, LogOut: pages.LogOut}).Routes}
	if o.Demo != nil {
		show, err := demo.New(context.Background(), base, o.Demo)
		if err := errors.Join(err, desk.Check()); err != nil {
			return nil, nil, err
		}
		routes = append(routes, show.Routes)
	}
	if !base.AgentsApart {
		routes = append(routes, desk.Routes)
	}
	if members, err = base.Handler(base.BaseURL, routes...); err != nil || !base.AgentsApart {
		return members, nil, err
	}
	agents, err = base.Handler(base.AgentURL, desk.Routes, desk.Entrance)
	return members, agents, err
}
