package server

import (
	"github.com/prometheus/client_golang/prometheus"

	"sesame/journey/events"
)

// actMetrics count logins, codes and limits, from the events of the audit log.
type actMetrics struct {
	logins, agentLogins *prometheus.CounterVec
	codes, limits       *prometheus.CounterVec
}

func newActMetrics() *actMetrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &actMetrics{
		logins:      counter("sesame_logins_total", "Logins of members since the start.", "result", "way"),
		agentLogins: counter("sesame_agent_logins_total", "Logins of agents since the start.", "result", "way"),
		codes:       counter("sesame_codes_total", "Confirmation codes since the start: queued to be sent, typed right, typed wrong.", "result"),
		limits:      counter("sesame_limits_hit_total", "Acts that a limit has prevented since the start, by act.", "limit"),
	}
	// The counters are initialised, because one that does not exist before its first event has no rate when that event
	// comes.
	for _, result := range events.Results {
		for _, way := range []events.Way{events.ByPassword, events.ByTemporary, events.ByFranceConnect, events.ByPasskey} {
			m.logins.WithLabelValues(string(result), string(way))
		}
		for _, way := range []events.Way{events.ByPasskey, events.ByDirectory} {
			m.agentLogins.WithLabelValues(string(result), string(way))
		}
	}
	for _, result := range []string{"sent", "right", "wrong"} {
		m.codes.WithLabelValues(result)
	}
	for _, kind := range []events.Kind{events.Login, events.CodeTried, events.TemporaryIssued, events.PasswordProved, events.AgentLogin} {
		_, limit := kind.Blocked(nil, events.Details{}).Figure()
		m.limits.WithLabelValues(limit)
	}
	return m
}

func (m *actMetrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.logins, m.agentLogins, m.codes, m.limits}
}

// count counts a committed event.
func (m *actMetrics) count(e events.Event) {
	if figure, limit := e.Figure(); figure == events.FigureLimit {
		m.limits.WithLabelValues(limit).Inc()
	}
	switch {
	case e.Kind == events.Login:
		m.logins.WithLabelValues(string(e.Result), wayOf(e)).Inc()
	case e.Kind == events.AgentLogin:
		m.agentLogins.WithLabelValues(string(e.Result), wayOf(e)).Inc()
	case e.Kind == events.CodeSent && e.Result == events.OK:
		m.codes.WithLabelValues("sent").Inc()
	case e.Kind == events.CodeTried && e.Result == events.OK:
		m.codes.WithLabelValues("right").Inc()
	case e.Kind == events.CodeTried && e.Result == events.Refused:
		m.codes.WithLabelValues("wrong").Inc()
	}
}

// wayOf returns the method of a login; one that a limit prevented was tried by password.
func wayOf(e events.Event) string {
	if e.Way == "" {
		return string(events.ByPassword)
	}
	return string(e.Way)
}
