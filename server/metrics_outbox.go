package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sesame/account"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
)

var (
	outboxWaiting  = prometheus.NewDesc("sesame_outbox_waiting", "Messages that wait to leave.", []string{"channel"}, nil)
	outboxRetried  = prometheus.NewDesc("sesame_outbox_retried", "Of them, those that a relay or gateway refused for now.", nil, nil)
	outboxOldest   = prometheus.NewDesc("sesame_outbox_oldest_seconds", "Age of the oldest message that waits.", nil, nil)
	lettersWaiting = prometheus.NewDesc("sesame_letters_waiting", "Letters that wait to be printed.", nil, nil)
	lettersOldest  = prometheus.NewDesc("sesame_letters_oldest_seconds", "Age of the letter that has waited longest.", nil, nil)
	messages       = prometheus.NewDesc("sesame_messages_total", "Messages since the start: sent, refused for good, expired; and tries after which one was kept.", []string{"channel", "result"}, nil)
	deliveries     = prometheus.NewDesc("sesame_deliveries_total", "Logout tokens and events since the start: sent, refused for good, expired; and tries after which one was kept.", []string{"kind", "result"}, nil)
	undelivered    = prometheus.NewDesc("sesame_deliveries_waiting", "Logout tokens and events that wait for their client or address.", []string{"kind"}, nil)
	channelDown    = prometheus.NewDesc("sesame_channel_trouble_seconds", "How long a channel has not worked; 0 when it does.", []string{"channel"}, nil)
)

// The possible results for a message, and for a logout token or event.
var (
	results         = []courier.Result{courier.Sent, courier.Refused, courier.Expired, courier.Kept}
	deliveryResults = []webhook.Result{webhook.Sent, webhook.Refused, webhook.Expired, webhook.Kept}
)

// outboxMetrics queries the database at each scrape.
type outboxMetrics struct{ Options }

func (o outboxMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{outboxWaiting, outboxRetried, outboxOldest, lettersWaiting, lettersOldest, messages, deliveries, undelivered, channelDown} {
		to <- d
	}
}

func (o outboxMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	now := o.Now()
	status := o.Courier.Status()
	for channel, since := range map[account.Channel]time.Time{account.Email: status.Mail.Since, account.SMS: status.SMS.Since} {
		to <- prometheus.MustNewConstMetric(channelDown, prometheus.GaugeValue, age(now, since), string(channel))
		for _, result := range results {
			n := status.Tallies[courier.Tally{Channel: channel, Result: result}]
			to <- prometheus.MustNewConstMetric(messages, prometheus.CounterValue, float64(n), string(channel), string(result))
		}
	}
	h, err := o.DB.OutboxHealth(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(outboxWaiting, err)
		return
	}
	for channel, n := range h.Channels {
		to <- prometheus.MustNewConstMetric(outboxWaiting, prometheus.GaugeValue, float64(n), string(channel))
	}
	to <- prometheus.MustNewConstMetric(outboxRetried, prometheus.GaugeValue, float64(h.Retried))
	to <- prometheus.MustNewConstMetric(outboxOldest, prometheus.GaugeValue, age(now, h.Oldest))
	o.collectDeliveries(ctx, to)
	letters, oldest, err := o.DB.QueuedLetters(ctx, now)
	if err != nil {
		to <- prometheus.NewInvalidMetric(lettersWaiting, err)
		return
	}
	to <- prometheus.MustNewConstMetric(lettersWaiting, prometheus.GaugeValue, float64(letters))
	to <- prometheus.MustNewConstMetric(lettersOldest, prometheus.GaugeValue, age(now, oldest))
}

func (o outboxMetrics) collectDeliveries(ctx context.Context, to chan<- prometheus.Metric) {
	waiting, err := o.DB.WaitingDeliveries(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(undelivered, err)
		return
	}
	counts := map[string]int{}
	for _, w := range waiting {
		counts[w.Kind] += w.Count
	}
	tallies := o.Webhooks.Tallies()
	for _, kind := range []string{db.DeliveryLogout, db.DeliveryEvent} {
		to <- prometheus.MustNewConstMetric(undelivered, prometheus.GaugeValue, float64(counts[kind]), kind)
		for _, result := range deliveryResults {
			n := tallies[webhook.Tally{Kind: kind, Result: result}]
			to <- prometheus.MustNewConstMetric(deliveries, prometheus.CounterValue, float64(n), kind, string(result))
		}
	}
}

// age returns the age in seconds; 0 for the zero instant.
func age(now, since time.Time) float64 {
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since).Seconds())
}
