package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// knownPaths redirects mistyped URLs, with capitals, extra slashes or spaces, to the intended page. It applies to GET
// only, because redirecting another method would repeat its body. Unknown pages remain 404.
func knownPaths(e *echo.Echo) echo.MiddlewareFunc {
	var pages [][]string // paths of the GET routes, in segments
	for _, r := range e.Routes() {
		if r.Method == http.MethodGet && !strings.Contains(r.Path, "*") {
			pages = append(pages, segments(r.Path))
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.Method != http.MethodGet && r.Method != http.MethodHead || isStatic(r) {
				return next(c)
			}
			meant, known := pageMeant(pages, r.URL.Path)
			if !known || meant == r.URL.Path {
				return next(c)
			}
			return c.Redirect(http.StatusPermanentRedirect, (&url.URL{Path: meant, RawQuery: r.URL.RawQuery}).String())
		}
	}
}

// pageMeant returns the intended path. A fixed segment takes precedence over a parameter, which is kept as typed.
func pageMeant(pages [][]string, typed string) (path string, known bool) {
	parts, fewest := segments(typed), len(typed)
	for _, page := range pages {
		if meant, parameters, same := fits(page, parts); same && parameters < fewest {
			path, known, fewest = meant, true, parameters
		}
	}
	return path, known
}

// fits returns the typed segments in the page's spelling and the number of parameters, if they match the page.
func fits(page, parts []string) (path string, parameters int, same bool) {
	if len(page) != len(parts) {
		return "", 0, false
	}
	for i, part := range parts {
		switch {
		case strings.HasPrefix(page[i], ":"):
			parameters++
			path += "/" + part
		case strings.EqualFold(page[i], part):
			path += "/" + page[i]
		default:
			return "", 0, false
		}
	}
	if path == "" {
		path = "/"
	}
	return path, parameters, true
}

// segments returns the parts between slashes, ignoring extra slashes and spaces.
func segments(path string) (parts []string) {
	for part := range strings.SplitSeq(path, "/") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
