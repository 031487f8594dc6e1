package doctor

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ProxyLine is the prefix of the line of /readyz about proxies.
const ProxyLine = "mandataire : "

// proxies reports what the running service has seen, because the configuration does not tell which proxies are in front of
// it.
func (d *Doctor) proxies(ctx context.Context) Finding {
	if d.Proxies != nil {
		if says := d.Proxies(d.Now()); says != "" {
			return failed(says)
		}
		return ok("")
	}
	if d.ProxyMissing {
		return failed(ProxyFaults(true, nil, nil))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(d.MetricsListen)+"/readyz", nil) //nolint:gosec // G704: the operator's own setting
	if err != nil {
		return failed("l'adresse de SESAME_METRICS_LISTEN ne se lit pas : corrigez-la")
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // G704: as above
	if err != nil {                                 // doctor is also run before the first start
		return ok("inconnus, le service ne répond pas à " + d.MetricsListen)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		switch says, ours := strings.CutPrefix(lines.Text(), ProxyLine); {
		case ours && says == "ok":
			return ok("")
		case ours:
			return failed(says)
		}
	}
	return ok("inconnus, ce qui répond à " + d.MetricsListen + " n'est pas ce service")
}

// ProxyFaults lists the proxies that hide the addresses of their users, with the remedy; empty if there are none. missing
// says that the base URL is https, and that neither a certificate of the service nor a proxy is configured, though
// something must terminate TLS.
func ProxyFaults(missing bool, undeclared, unreadable []netip.Addr) string {
	var told []string
	if missing && len(undeclared) == 0 {
		told = append(told, "SESAME_BASE_URL commence par https:// et le service n'a pas de certificat, donc un mandataire le précède, et SESAME_TRUSTED_PROXIES n'en nomme aucun : tous les adhérents comptent pour une seule adresse, et rien n'est limité par adresse ; écrivez-y celle du mandataire, comme 127.0.0.1")
	}
	if len(undeclared) > 0 {
		told = append(told, fmt.Sprintf("des requêtes passent par %s sans que SESAME_TRUSTED_PROXIES le nomme : tous les adhérents y comptent pour une seule adresse ; ajoutez-le", list(undeclared)))
	}
	if len(unreadable) > 0 {
		told = append(told, fmt.Sprintf("l'en-tête X-Forwarded-For de %s ne se lit pas : tous les adhérents y comptent pour une seule adresse ; faites-y écrire l'adresse du client", list(unreadable)))
	}
	return strings.Join(told, " ; ")
}

func list(addresses []netip.Addr) string {
	said := make([]string, len(addresses))
	for i, a := range addresses {
		said[i] = a.String()
	}
	return strings.Join(said, ", ")
}

// reachable returns the address at which a listener can be reached from this machine.
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
