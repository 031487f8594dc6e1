package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	readyTime  = 2 * time.Second // maximum response time of the database
	firstYear  = 2026            // earlier than this program: the clock is wrong
	clockDrift = time.Minute     // between the wall clock and the monotonic clock
)

// Health handles requests to the metrics listener: /metrics, /healthz (the process runs), /readyz (it can serve).
func (s *Server) Health() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ready, lines := s.ready(r.Context())
		if !ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, strings.Join(lines, "\n"))
	})
	return mux
}

// ready says whether the service can do its work, with one line per check.
func (s *Server) ready(ctx context.Context) (ready bool, lines []string) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	ready = true
	told := func(what string, err error) {
		if err == nil {
			lines = append(lines, what+" : ok")
			return
		}
		lines = append(lines, what+" : "+err.Error())
		ready = false
	}
	told("base", s.options.DB.Ping(ctx))
	told("horloge", ClockFault(s.started, s.options.Now()))
	mail, sms := s.mailroom(ctx)
	told("e-mail", mail)
	told("SMS", sms)
	// Proxy faults do not prevent pages from being served, so the service stays ready.
	lines = append(lines, ProxyLine+s.proxies())
	return ready, lines
}

// ClockFault reports a clock that is certainly wrong, or that has jumped since the start, because the validity of codes
// depends on it.
func ClockFault(started, now time.Time) error {
	if now.Year() < firstYear {
		return fmt.Errorf("elle indique %s : mettez l'ordinateur à l'heure", now.Format("02/01/2006"))
	}
	// Round(0) drops the monotonic reading, so that the difference is between wall clocks.
	if jump := now.Round(0).Sub(started.Round(0)) - now.Sub(started); jump.Abs() > clockDrift {
		return fmt.Errorf("elle a sauté de %s depuis le démarrage : vérifiez l'heure, puis redémarrez le service", jump.Round(time.Second))
	}
	return nil
}
