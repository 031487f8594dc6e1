package server

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// scrapeTime is the time limit of a scrape's queries to the database and to Litestream.
const scrapeTime = 2 * time.Second

// metrics are the Prometheus metrics; none contains data about a member, and every label has a bounded number of values.
type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	acts     *actMetrics
}

// newMetrics registers the metrics of the process, of requests, of acts, and of the state at the time of the scrape.
func newMetrics(o Options) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sesame_http_request_duration_seconds", Help: "Time that answers took, by route, method and status.",
			Buckets: []float64{.005, .025, .1, .25, .5, 1, 2, 5, 10},
		}, []string{"route", "method", "code"}),
		acts: newActMetrics(),
	}
	about := prometheus.NewGauge(prometheus.GaugeOpts{Name: "sesame_build_info", Help: "1, with what is running.",
		ConstLabels: prometheus.Labels{"version": o.Version, "commit": o.Commit}})
	about.Set(1)
	m.registry.MustRegister(m.took, about, outboxMetrics{o}, stateMetrics{o},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(m.acts.all()...)
	o.DB.WhenAudited(m.acts.count)
	if o.Replica != nil {
		m.registry.MustRegister(replicaLag(o))
	}
	return m
}

// Observed records a response. route is the pattern of its route, empty if no route matched.
func (s *Server) Observed(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method {
	case "GET", "HEAD", "POST":
	default: // a stranger may send any method
		method = "other"
	}
	s.metrics.took.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}
