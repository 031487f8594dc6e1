package web

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// forwardedHeader is the only header trusted for the client's address.
const forwardedHeader = "X-Forwarded-For"

// clientAddress returns the address of the client. X-Forwarded-For is used only from a configured proxy: the last
// address in it that is not such a proxy counts, because the client can forge all earlier ones. If it is malformed,
// readable is false and the proxy's own address is returned.
func clientAddress(r *http.Request, trusted []netip.Prefix) (client netip.Addr, readable bool) {
	client = peer(r)
	if !within(client, trusted) {
		return client, true
	}
	read := false
	hops := strings.Split(strings.Join(r.Header.Values(forwardedHeader), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		if strings.TrimSpace(hops[i]) == "" {
			continue
		}
		hop := forwardedAddress(hops[i])
		if !hop.IsValid() {
			return client, read
		}
		if client, read = hop, true; !within(client, trusted) {
			break
		}
	}
	return client, true
}

// forwardedAddress parses an address in the formats of proxies: bare, quoted, with a port, IPv6 in brackets.
func forwardedAddress(hop string) netip.Addr {
	hop = strings.Trim(strings.TrimSpace(hop), `"`)
	if withPort, err := netip.ParseAddrPort(hop); err == nil {
		return plain(withPort.Addr())
	}
	if inner, ok := strings.CutPrefix(hop, "["); ok {
		hop, _ = strings.CutSuffix(inner, "]")
	}
	address, _ := netip.ParseAddr(hop) // zero if malformed
	return plain(address)
}

// peer returns the address of the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return plain(at.Addr())
}

// plain normalises an address: IPv4 in IPv6 becomes IPv4, and the zone is removed.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// ipExtractor provides Echo's RealIP; "" if unknown.
func ipExtractor(p *Proxies) echo.IPExtractor {
	return func(r *http.Request) string {
		if client, _ := clientAddress(r, p.Trusted()); client.IsValid() {
			return client.String()
		}
		return ""
	}
}
