package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// widerTimes is the factor by which the limits of a /64 of IPv6 are multiplied for the /48 around it. The 65,536
// networks of a /48 belong to one household or company, which would otherwise have that many times the limits.
const widerTimes = 4

// network is a subject of the limits per network address. For it, the limits of a single address are multiplied by
// times.
type network struct {
	key   []byte
	times int
}

// networks returns the actor's address and the /48 around it, if it has one; none for the command line.
func (w Actor) networks() (all []network) {
	if w.Origin != nil {
		all = append(all, network{w.Origin, 1})
	}
	if w.Wider != nil {
		all = append(all, network{w.Wider, widerTimes})
	}
	return all
}

// limited returns the networks whose limits apply: none when many people share the address, and none in a known
// browser, which has limits of its own.
func (w Actor) limited(known bool) []network {
	if w.Shared || known {
		return nil
	}
	return w.networks()
}

// caps multiplies the caps of a single address for this network.
func (n network) caps(of []account.Cap) (all []account.Cap) {
	for _, c := range of {
		all = append(all, account.Cap{Max: c.Max * n.times, Window: c.Window})
	}
	return all
}

// networksFree returns when these caps of an address allow one more event from every network; zero means immediately.
func networksFree(ctx context.Context, r db.Reader, kind db.LimitKind, networks []network, caps []account.Cap, now time.Time) (until time.Time, err error) {
	for _, n := range networks {
		at, err := FreeAt(ctx, r, kind, n.key, n.caps(caps), now)
		if err != nil {
			return time.Time{}, err
		}
		until = later(until, at)
	}
	return until, nil
}

func countNetworks(ctx context.Context, t *db.Tx, kind db.LimitKind, networks []network, now time.Time) error {
	for _, n := range networks {
		if err := t.Count(ctx, kind, n.key, now); err != nil {
			return err
		}
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
