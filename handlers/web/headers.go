package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// contentPolicy allows only what the pages use; htmx works without eval and inline styles.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

func isStatic(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/static/") }

// secureHeaders sets headers on every response: pages, fragments, errors and files.
func (a *Base) secureHeaders(site *url.URL, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		// Send no Referer to other sites. With no-referrer, the Origin of our own forms would be « null », and requests
		// of browsers without Sec-Fetch-Site would be rejected as cross-site.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store") // files that exist replace it
		if site.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// limitBody limits request bodies to Limits.BodyBytes, 64 KiB by default. The body of an agent's file upload is set
// aside for the only handler that may read it.
func (a *Base) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isUpload(r) {
			r = setAside(r)
		} else if r.ContentLength > a.Limits.BodyBytes {
			a.plainError(w, r, http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, a.Limits.BodyBytes)
		next.ServeHTTP(w, r)
	})
}

// observe assigns a reference to each request and logs one line: method, path, status, duration. Query strings are
// omitted.
func (a *Base) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		reference, route := rand.Text()[:8], new(string)
		r = r.WithContext(context.WithValue(context.WithValue(r.Context(), referenceKey{}, reference), routeKey{}, route))
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if v := recover(); v != nil {
				a.errorPage(seen, r, http.StatusInternalServerError, views.ErrorData{}, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			}
			if a.Observed != nil {
				a.Observed(*route, r.Method, seen.status, time.Since(began))
			}
			a.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", loggedPath(r)),
				slog.Int("status", seen.status), slog.Float64("took_ms", float64(time.Since(began).Microseconds())/1000), slog.String("reference", reference))
		}()
		next.ServeHTTP(seen, r)
	})
}

// longestName is longer than any fixed path segment, and shorter than the reference of a message.
const longestName = 24

// loggedPath returns the path without segments that may be an identifier, an address or the reference of a message,
// because clients can write anything into a path.
func loggedPath(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/")
	for i, part := range parts {
		digits := 0
		for _, c := range part {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		if (digits > 4 || len(part) > longestName || strings.Contains(part, "@")) && !isStatic(r) {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

type routeKey struct{}

// noteRoute stores the pattern of the matching route for observe: « /agent/adherents/:id », never the values in the URL.
func noteRoute(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if route, ok := c.Request().Context().Value(routeKey{}).(*string); ok {
			*route = c.Path()
		}
		return next(c)
	}
}

type referenceKey struct{}

// Reference returns the request's reference, shown on the page and in the log.
func Reference(r *http.Request) string {
	s, _ := r.Context().Value(referenceKey{}).(string)
	return s
}

// IsReference recognises a reference made by observe, as opposed to text typed into a URL.
func IsReference(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return false
		}
	}
	return len(s) == 8
}

// statusWriter records the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if w.wrote { // an error after the response began can only be logged
		return
	}
	w.status, w.wrote = status, true
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// AgentPath is the path prefix of the agents' pages.
const AgentPath = "/agent"

// IsAgentSite says whether a request is for the agents' pages.
func IsAgentSite(r *http.Request) bool {
	return r.URL.Path == AgentPath || strings.HasPrefix(r.URL.Path, AgentPath+"/")
}
