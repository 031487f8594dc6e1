package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// demoRoutes exist in the demonstration only.
func (a *App) demoRoutes(get func(string, echo.HandlerFunc, ...echo.MiddlewareFunc)) {
	get("/demo", func(c echo.Context) error {
		return a.render(c, http.StatusOK, views.Screen{Template: "demo", Data: a.Demo.Data()})
	})
	get("/demo/messages/:n/html", a.demoFile(func(n int) ([]byte, bool) { return a.Demo.HTML(n) }, "text/html; charset=utf-8"))
	get("/demo/lettres/:n", a.demoFile(func(n int) ([]byte, bool) { return a.Demo.Letter(n) }, "application/pdf"))
	get("/galerie", func(c echo.Context) error {
		var names []string
		for _, s := range views.Gallery() {
			names = append(names, s.Name)
		}
		return a.render(c, http.StatusOK, views.Screen{Template: "galerie", Data: views.GalleryData{Names: names}})
	})
	get("/galerie/*", func(c echo.Context) error {
		for _, s := range views.Gallery() {
			if s.Name == c.Param("*") {
				return a.Views.Render(c.Response(), c.Request(), http.StatusOK, s.Screen)
			}
		}
		return echo.ErrNotFound
	})
}

// demoPolicy lets a mail show its own inline styles, as a mail program would, and do nothing else.
const demoPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func (a *App) demoFile(read func(int) ([]byte, bool), contentType string) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil {
			return echo.ErrNotFound
		}
		data, ok := read(n)
		if !ok {
			return echo.ErrNotFound
		}
		c.Response().Header().Set("Content-Security-Policy", demoPolicy)
		return c.Blob(http.StatusOK, contentType, data)
	}
}
