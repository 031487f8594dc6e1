package server

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// replicaLag is a gauge of how far the copy on the second host is behind, at the time of the scrape.
func replicaLag(o Options) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sesame_replica_lag_seconds",
		Help: "Seconds since the copy on the second host was last known to be whole."}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
		defer cancel()
		return o.Replica.Lag(ctx, o.Now()).Seconds()
	})
}
