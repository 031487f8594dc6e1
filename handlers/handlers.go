// Package handlers puts the pages of members, of agents and of the demonstration behind one handler, or behind two where
// the agents' have a listener of their own.
package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/handlers/agent"
	"sesame/handlers/demo"
	"sesame/handlers/gateway"
	"sesame/handlers/member"
	"sesame/handlers/web"
)

// Options is what the program gives to its pages.
type Options struct {
	web.Options
	FranceConnect *member.FranceConnect // nil when not configured
	Demo          *demo.Post            // nil but in the demonstration
}

// New builds the service's handler, the agents' pages under /agent.
func New(o Options) (http.Handler, error) {
	o.AgentsApart = false
	members, _, err := NewApart(o)
	return members, err
}

// NewApart builds the members' pages and, where AgentsApart says so, those of the agents for a listener of their own;
// else agents is nil.
func NewApart(o Options) (members, agents http.Handler, err error) {
	base, err := web.NewBase(o.Options)
	if err != nil {
		return nil, nil, err
	}
	pages, err := member.New(base, o.FranceConnect)
	if err != nil {
		return nil, nil, err
	}
	desk, err := agent.New(base)
	if err != nil {
		return nil, nil, err
	}
	if err := base.DB.InterruptImports(context.Background(), base.NewestInstant()); err != nil {
		return nil, nil, err
	}
	routes := []func(*echo.Echo){pages.Routes, gateway.New(base).Routes}
	if o.Demo != nil {
		routes = append(routes, demo.New(base, o.Demo).Routes)
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
