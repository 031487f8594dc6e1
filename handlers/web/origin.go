package web

import (
	"net/netip"

	"github.com/labstack/echo/v4"
)

// network returns the client's network: the /32 of an IPv4 address, the /64 of an IPv6 address, usually one line to the
// internet. wider is the /48 around an IPv6 network, which may belong to one household or company; it is not valid for IPv4.
// ok is false when the address is unknown.
func network(c echo.Context) (address, wider netip.Prefix, ok bool) {
	ip, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return address, wider, false
	}
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
		if wider, err = ip.Prefix(48); err != nil {
			return address, wider, false
		}
	}
	address, err = ip.Prefix(bits)
	return address, wider, err == nil
}

// origin returns the keyed hashes of the client's network, for the audit log and limits, and of the wider one; wider is nil
// for none. shared says that many members use the address, so that its limits do not apply.
func (a *Base) origin(c echo.Context) (key, wider []byte, shared bool) {
	address, around, ok := network(c)
	if !ok {
		return a.DB.Keys().Index("origin", []byte("unknown")), nil, false
	}
	for _, site := range a.ExemptSites {
		shared = shared || site.Overlaps(address)
	}
	if around.IsValid() {
		wider = a.DB.Keys().Index("origin", []byte(around.String()))
	}
	return a.DB.Keys().Index("origin", []byte(address.String())), wider, shared
}
