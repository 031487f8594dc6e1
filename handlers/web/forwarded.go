package web

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// forwardedHeader is the only one that says for whom a proxy asks.
const forwardedHeader = "X-Forwarded-For"

// clientAddress is where a request comes from. A forwarded address counts only from a configured proxy: of the addresses that stand
// in the header, the last that is no such proxy; all before it is the client's own word. readable is false where the proxy wrote
// something else than an address: the proxy's own then counts.
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

// forwardedAddress reads an address as proxies write it: bare, in quotes, with a port, an IPv6 one in brackets.
func forwardedAddress(hop string) netip.Addr {
	hop = strings.Trim(strings.TrimSpace(hop), `"`)
	if withPort, err := netip.ParseAddrPort(hop); err == nil {
		return plain(withPort.Addr())
	}
	if inner, ok := strings.CutPrefix(hop, "["); ok {
		hop, _ = strings.CutSuffix(inner, "]")
	}
	address, _ := netip.ParseAddr(hop) // the zero one where it is none
	return plain(address)
}

// peer is who holds the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return plain(at.Addr())
}

// plain writes an address in one way.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// ipExtractor gives Echo the address for its RealIP; "" where there is none.
func ipExtractor(trusted []netip.Prefix) echo.IPExtractor {
	return func(r *http.Request) string {
		if client, _ := clientAddress(r, trusted); client.IsValid() {
			return client.String()
		}
		return ""
	}
}
