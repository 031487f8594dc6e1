package web

import (
	"context"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
)

// network is where a request comes from: the /32 of an IPv4 address, the /64 of an IPv6 one, which is a household.
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

// OriginKey is the keyed hash of the address, for the audit log and for limits.
func (a *Base) OriginKey(c echo.Context) []byte {
	network, ok := network(c)
	if !ok {
		return a.DB.Keys().Index("origin", []byte("unknown"))
	}
	return a.DB.Keys().Index("origin", []byte(network.String()))
}

// Origin is whom the limits of an address count; nil for an exempt site, where many members share one.
func (a *Base) Origin(c echo.Context) []byte {
	if network, ok := network(c); ok {
		for _, site := range a.ExemptSites {
			if site.Overlaps(network) {
				return nil
			}
		}
	}
	return a.OriginKey(c)
}

// Admit counts an identifier tried from an address and says until when another one is refused; zero when this one may go
// on. One that was tried from there before is no other one.
func (a *Base) Admit(ctx context.Context, t *db.Tx, origin, identifierKey []byte, now time.Time) (time.Time, error) {
	if origin == nil {
		return time.Time{}, nil
	}
	others, err := t.OtherObjects(ctx, db.OriginIdentifiers, origin, identifierKey, now.Add(-24*time.Hour))
	if err != nil {
		return time.Time{}, err
	}
	if until := account.FreeAt(a.Limits.IPIdentifierCaps(), others, now); !until.IsZero() {
		return until, nil
	}
	return time.Time{}, t.CountObject(ctx, db.OriginIdentifiers, origin, identifierKey, now)
}
