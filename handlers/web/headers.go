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

	"sesame/views"
)

// contentPolicy allows what the pages use and nothing else; htmx runs without eval and without inline styles.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

func isStatic(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/static/") }

// secureHeaders stand on every answer: pages, fragments, errors and files alike.
func (a *Base) secureHeaders(site *url.URL, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		// Other sites get no Referer. Own posts carry their Origin: under no-referrer it would be « null », and browsers
		// without Sec-Fetch-Site would be taken for another site.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if !isStatic(r) {
			h.Set("Cache-Control", "no-store")
		}
		if site.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// limitBody stops a body before it is read: 64 KiB unless the configuration says otherwise. The file that an agent sends
// is set aside for the one handler that may read it.
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

// observe gives each request a reference and writes one line about it: method, path, status, time. Query strings are
// left out.
func (a *Base) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		reference := rand.Text()[:8]
		r = r.WithContext(context.WithValue(r.Context(), referenceKey{}, reference))
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if v := recover(); v != nil {
				a.errorPage(seen, r, http.StatusInternalServerError, views.ErrorData{}, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			}
			a.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", loggedPath(r)),
				slog.Int("status", seen.status), slog.Duration("took", time.Since(began).Round(time.Microsecond)), slog.String("reference", reference))
		}()
		next.ServeHTTP(seen, r)
	})
}

// longestName is longer than any part of a path of ours that is a name, and shorter than the reference of a message.
const longestName = 24

// loggedPath is the path without what may be an identifier, an address or the reference of a message: anybody can write
// anything into a path.
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

type referenceKey struct{}

// Reference is the request's, as the page and the log show it.
func Reference(r *http.Request) string {
	s, _ := r.Context().Value(referenceKey{}).(string)
	return s
}

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if w.wrote { // an error that came after the answer had begun: it is in the log
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

// AgentPath is where the agents' pages stand.
const AgentPath = "/agent"

// IsAgentSite says whether a request is for the agents' pages.
func IsAgentSite(r *http.Request) bool {
	return r.URL.Path == AgentPath || strings.HasPrefix(r.URL.Path, AgentPath+"/")
}
