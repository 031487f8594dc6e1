package demo

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// Shown is what the demonstration shows of itself.
type Shown struct {
	Data   func() views.DemoData
	HTML   func(n int) ([]byte, bool) // HTML part of a mail that left
	Letter func(n int) ([]byte, bool) // PDF of a letter
}

// Pages are the demonstration's.
type Pages struct {
	*web.Base
	shown Shown
}

// New builds the demonstration's pages.
func New(base *web.Base, shown Shown) *Pages { return &Pages{Base: base, shown: shown} }

// Routes mounts them.
func (a *Pages) Routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	get("/demo", func(c echo.Context) error {
		return a.Render(c, http.StatusOK, views.Screen{Template: "demo", Data: a.shown.Data()})
	})
	get("/demo/messages/:n/html", a.demoFile(func(n int) ([]byte, bool) { return a.shown.HTML(n) }, "text/html; charset=utf-8"))
	get("/demo/lettres/:n", a.demoFile(func(n int) ([]byte, bool) { return a.shown.Letter(n) }, "application/pdf"))
	get("/galerie", func(c echo.Context) error {
		var names []string
		for _, s := range views.Gallery() {
			names = append(names, s.Name)
		}
		return a.Render(c, http.StatusOK, views.Screen{Template: "galerie", Data: views.GalleryData{Names: names}})
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

func (a *Pages) demoFile(read func(int) ([]byte, bool), contentType string) echo.HandlerFunc {
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
