package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
)

// New builds the service's handler, the agents' pages under /agent.
func New(o Options) (http.Handler, error) {
	o.AgentsApart = false
	members, _, err := NewApart(o)
	return members, err
}

// NewApart builds the members' pages and, where AgentsApart says so, those of the agents for a listener of their own;
// else agents is nil.
func NewApart(o Options) (members, agents http.Handler, err error) {
	a := &App{Options: o}
	if a.AgentURL == nil {
		a.AgentURL = a.BaseURL
	}
	a.sessions, a.desk = newSessions(o), newDeskSessions(o, a.AgentURL)
	a.sessions.ErrorFunc, a.desk.ErrorFunc = a.sessionFailed, a.sessionFailed
	a.journeys = a.wizards()
	if a.passkeys, err = newPasskeys(a.Caisse.Name, a.AgentURL); err != nil {
		return nil, nil, err
	}
	if err := a.startWatch(context.Background()); err != nil {
		return nil, nil, err
	}
	if err := a.DB.InterruptImports(context.Background(), a.watch.newest); err != nil {
		return nil, nil, err
	}
	routes := []func(*echo.Echo){a.routes}
	if !a.AgentsApart {
		routes = append(routes, a.deskRoutes)
	}
	if members, err = a.handler(a.BaseURL, routes...); err != nil || !a.AgentsApart {
		return members, nil, err
	}
	agents, err = a.handler(a.AgentURL, a.deskRoutes, a.deskEntrance)
	return members, agents, err
}
