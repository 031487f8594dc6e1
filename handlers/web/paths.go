package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// knownPaths leads addresses as people type them, with capitals, slashes too many or a space at an end, to the page that they mean.
// Only a GET is led on: the body of another request would be sent twice. A page that does not exist stays 404.
func knownPaths(e *echo.Echo) echo.MiddlewareFunc {
	var pages [][]string // of the routes of GET, their paths in segments
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

// pageMeant is the path of the page that a typed path means. A fixed part of a route wins over a parameter, which stays as it was
// typed.
func pageMeant(pages [][]string, typed string) (path string, known bool) {
	parts, fewest := segments(typed), len(typed)
	for _, page := range pages {
		if meant, parameters, same := fits(page, parts); same && parameters < fewest {
			path, known, fewest = meant, true, parameters
		}
	}
	return path, known
}

// fits writes the parts as the page's path, where they are one.
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

// segments are the parts between slashes, however many slashes and spaces there are.
func segments(path string) (parts []string) {
	for part := range strings.SplitSeq(path, "/") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
