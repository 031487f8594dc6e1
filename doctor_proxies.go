package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"sesame/server"
)

// checkProxies asks the service at work what it has seen: no configuration tells which proxies stand before it.
func checkProxies(ctx context.Context, c *config) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(c.MetricsListen)+"/readyz", nil) //nolint:gosec // G704: the operator's own setting
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // G704: as above
	if err != nil {                                 // doctor also looks before the first start
		return "inconnus, le service ne répond pas à " + c.MetricsListen, nil
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		switch says, ours := strings.CutPrefix(lines.Text(), server.ProxyLine); {
		case ours && says == "ok":
			return "", nil
		case ours:
			return "", errors.New(says)
		}
	}
	return "inconnus, ce qui répond à " + c.MetricsListen + " n'est pas ce service", nil
}

// reachable is where a listener answers on this machine.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if a, err := netip.ParseAddr(host); host == "" || err == nil && a.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
