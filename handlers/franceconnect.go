package handlers

import "github.com/labstack/echo/v4"

// FranceConnect is the provider of the configuration.
type FranceConnect struct{}

func (a *App) franceConnectRoutes(get func(string, echo.HandlerFunc, ...echo.MiddlewareFunc)) {}
