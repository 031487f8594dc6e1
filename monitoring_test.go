package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	alertRules = "packaging/prometheus/sesame.rules.yml"
	alertTests = "packaging/prometheus/sesame.rules.test.yml"
	dashboard  = "packaging/grafana/sesame.json"
)

// promtool runs Prometheus's tool, which must succeed.
func promtool(t *testing.T, stdin io.Reader, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "promtool", args...)
	c.Stdin = stdin
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func TestPrometheusTakesTheAlertRules(t *testing.T) {
	promtool(t, nil, "check", "rules", alertRules)
	promtool(t, nil, "test", "rules", alertTests)
	rules, tests := text(t, alertRules), text(t, alertTests)
	named := regexp.MustCompile(`(?m)^ +- alert: (\w+)$`).FindAllStringSubmatch(rules, -1)
	if len(named) == 0 {
		t.Fatal("no alert")
	}
	for _, m := range named {
		if !strings.Contains(tests, `alertname="`+m[1]+`"`) {
			t.Errorf("%s fires in no test", m[1])
		}
	}
	for _, says := range []string{"summary:", "description:", "severity:"} {
		if n := strings.Count(rules, says); n != len(named) {
			t.Errorf("%d alerts, %d times %s", len(named), n, says)
		}
	}
}

func TestEachSeriesOfRulesAndDashboardIsMeasured(t *testing.T) {
	metrics := measures(t)
	promtool(t, strings.NewReader(metrics), "check", "metrics")
	series := regexp.MustCompile(`\bsesame_[a-z_]+\b`)
	var queries []string
	for _, m := range regexp.MustCompile(`(?s)expr: (.*?)\n +(?:for|labels):`).FindAllStringSubmatch(text(t, alertRules), -1) {
		queries = append(queries, m[1])
	}
	var drawn struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	if err := json.Unmarshal([]byte(text(t, dashboard)), &drawn); err != nil {
		t.Fatal(err)
	}
	for _, p := range drawn.Panels {
		for _, q := range p.Targets {
			queries = append(queries, q.Expr)
		}
	}
	if len(queries) < 40 {
		t.Fatalf("%d queries were found", len(queries))
	}
	var named []string
	for _, q := range queries {
		named = append(named, series.FindAllString(q, -1)...)
	}
	slices.Sort(named)
	for _, name := range slices.Compact(named) {
		if !regexp.MustCompile(`(?m)^` + name + `[ {]`).MatchString(metrics) {
			t.Errorf("%s is in no answer of /metrics", name)
		}
	}
	for _, m := range regexp.MustCompile(`route="([^"]+)"`).FindAllStringSubmatch(strings.Join(queries, "\n"), -1) {
		if !strings.Contains(metrics, m[0]) {
			t.Errorf("no route is called %s", m[1])
		}
	}
}

// measures returns the answer of /metrics of a service that has everything that is measured: a certificate of its own, a second
// host, a page that was requested, and a run of the doctor.
func measures(t *testing.T) string {
	t.Helper()
	d := newDesk(t)
	cert, key, pool := d.certificate()
	pages, health, stop := d.serving("SESAME_BASE_URL=https://localhost", "SESAME_TLS_CERT="+cert, "SESAME_TLS_KEY="+key, "SESAME_REPLICA_SOCKET="+d.path("litestream.sock"))
	defer stop()
	browser := trusting(pool)
	defer browser.CloseIdleConnections()
	answer, err := browser.Get(strings.Replace(pages, "http:", "https:", 1) + "/connexion")
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the page of the login: %d", answer.StatusCode)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	for {
		if _, body := get(t, health+"/metrics"); strings.Contains(body, "sesame_check_state") || t.Context().Err() != nil {
			return body
		}
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
