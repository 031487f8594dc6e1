package server

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sesame/account"
	"sesame/doctor"
)

const readyTime = 2 * time.Second // maximum response time of the database

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
	return s.knownHost(mux)
}

// knownHost refuses, on a loopback address, requests for host names that are neither this computer's nor the service's.
// Otherwise a web page whose name was pointed at this computer could read the responses (DNS rebinding). On any other address
// a monitoring system may use any name.
func (s *Server) knownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
		name := hostOf(r)
		if at != nil && at.IP.IsLoopback() && net.ParseIP(name) == nil && name != "localhost" && !slices.Contains(s.options.Hosts, name) {
			refuseHost(w)
			return
		}
		next.ServeHTTP(w, r)
	})
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
	told("base", doctor.WriteFault(ctx, s.options.DB))
	dir := filepath.Dir(s.options.DB.Path())
	told("disque", doctor.DiskFault(dir))
	if refused := doctor.StrangersRefused(dir); ready && refused != "" { // members are served, so the service stays ready
		lines[len(lines)-1] = "disque : " + refused
	}
	told("horloge", s.jumps.Fault(s.options.Now()))
	mail, sms := s.mailroom(ctx)
	told("e-mail", mail)
	told("SMS", sms)
	told("certificat", s.certificates())
	// Proxy faults do not prevent pages from being served, so the service stays ready.
	lines = append(lines, doctor.ProxyLine+cmp.Or(s.options.Proxies(s.options.Now()), "ok"))
	return ready, lines
}

// certificates reports which of the service's own certificates are missing, not renewed, or expired.
func (s *Server) certificates() error {
	var told []string
	for _, c := range s.options.Certificate.Status() {
		switch end := c.Until.In(s.options.Location).Format(account.DayLayout); {
		case c.Trouble != "":
			told = append(told, c.Trouble)
		case !c.Until.After(s.options.Now()):
			told = append(told, fmt.Sprintf("celui de %s a expiré le %s : renouvelez-le", c.Name, end))
		}
	}
	return sentence(told)
}
