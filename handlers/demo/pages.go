package demo

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// Pages shows the accounts to try, the sent messages and letters, and the gallery.
type Pages struct {
	*web.Base
	post   *Post
	portal *portal
	france *franceConnect
}

// New builds the demonstration's pages, and registers its portal as a client of this service.
func New(ctx context.Context, base *web.Base, post *Post) (*Pages, error) {
	portal, err := newPortal(ctx, base)
	if err != nil {
		return nil, err
	}
	france, err := newFranceConnect(base)
	return &Pages{base, post, portal, france}, err
}

// Routes mounts these pages.
func (a *Pages) Routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	a.portal.routes(e)
	a.france.routes(e)
	get("/demo", func(c echo.Context) error {
		return a.Render(c, http.StatusOK, views.Screen{Template: "demo", Data: a.post.data()})
	})
	get("/demo/messages/:n/html", a.file(a.post.html, "text/html; charset=utf-8"))
	get("/demo/lettres/:n", a.file(a.post.letter, "application/pdf"))
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

// mailPolicy lets a mail use its own inline styles, as in a mail program, and nothing else.
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func (a *Pages) file(read func(int) ([]byte, bool), contentType string) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil {
			return echo.ErrNotFound
		}
		data, ok := read(n)
		if !ok {
			return echo.ErrNotFound
		}
		c.Response().Header().Set("Content-Security-Policy", mailPolicy)
		return c.Blob(http.StatusOK, contentType, data)
	}
}
