package web

import (
	"net/netip"

	"github.com/labstack/echo/v4"
)

// network is the client's network: the /32 of an IPv4 address, the /64 of an IPv6 address, usually one household.
func network(c echo.Context) (netip.Prefix, bool) {
	ip, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return netip.Prefix{}, false
	}
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	network, err := ip.Prefix(bits)
	return network, err == nil
}

// origin is the keyed hash of the network address, for the audit log and limits. shared says that many members use the
// address, so that its limits do not apply.
func (a *Base) origin(c echo.Context) (key []byte, shared bool) {
	network, ok := network(c)
	if !ok {
		return a.DB.Keys().Index("origin", []byte("unknown")), false
	}
	for _, site := range a.ExemptSites {
		shared = shared || site.Overlaps(network)
	}
	return a.DB.Keys().Index("origin", []byte(network.String())), shared
}
