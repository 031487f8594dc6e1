package web

import (
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	proxyShown    = 24 * time.Hour // how long a fault is reported after it was last seen
	proxyLogged   = time.Hour      // minimum time between two log lines
	proxyClients  = 10             // number of forwarded client addresses that only a proxy would send
	proxyOutsides = 256            // maximum number of addresses remembered, because strangers can add some
)

// Proxies detects proxies that are not configured, or that send no client address. All users behind such a proxy count
// as one address, so limits per address block all members or none. The zero value is ready to use.
type Proxies struct {
	mu       sync.Mutex
	trusted  []netip.Prefix
	faults   map[proxyFault]proxySeen
	outsides map[netip.Addr]map[netip.Addr]bool // client addresses forwarded by each public address
}

type proxyFault struct {
	proxy      netip.Addr
	unreadable bool // configured, but its header is malformed; otherwise not configured
}

type proxySeen struct{ last, logged time.Time }

// Trust replaces the proxies whose X-Forwarded-For is trusted, from the next request on.
func (p *Proxies) Trust(networks []netip.Prefix) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trusted = networks
}

// Trusted returns the proxies whose X-Forwarded-For is trusted.
func (p *Proxies) Trusted() []netip.Prefix {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trusted
}

// Faults returns the recently seen proxies that are not configured, and those with a malformed header.
func (p *Proxies) Faults(now time.Time) (undeclared, unreadable []netip.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for f, seen := range p.faults {
		switch {
		case now.Sub(seen.last) >= proxyShown:
		case f.unreadable:
			unreadable = append(unreadable, f.proxy)
		default:
			undeclared = append(undeclared, f.proxy)
		}
	}
	slices.SortFunc(undeclared, netip.Addr.Compare)
	slices.SortFunc(unreadable, netip.Addr.Compare)
	return undeclared, unreadable
}

// note records a fault, and says whether to log it.
func (p *Proxies) note(f proxyFault, now time.Time) (tell bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faults == nil {
		p.faults = map[proxyFault]proxySeen{}
	}
	seen, known := p.faults[f]
	if !known && len(p.faults) >= proxyOutsides {
		return false
	}
	if tell = seen.logged.IsZero() || now.Sub(seen.logged) >= proxyLogged; tell {
		seen.logged = now
	}
	seen.last = now
	p.faults[f] = seen
	return tell
}

// asksForMany says whether a public address has forwarded so many client addresses (proxyClients) that it must be a
// proxy: a single user may forge the header.
func (p *Proxies) asksForMany(outside, client netip.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.outsides == nil || len(p.outsides) >= proxyOutsides {
		p.outsides = map[netip.Addr]map[netip.Addr]bool{}
	}
	clients := p.outsides[outside]
	if clients == nil {
		clients = map[netip.Addr]bool{}
		p.outsides[outside] = clients
	}
	if len(clients) < proxyClients {
		clients[client] = true
	}
	return len(clients) >= proxyClients
}

// watchProxies checks the header of each request, and logs faults.
func (a *Base) watchProxies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(forwardedHeader) != "" && !isStatic(r) {
			a.lookAtProxy(r)
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Base) lookAtProxy(r *http.Request) {
	from, now, trusted := peer(r), a.Now(), a.Proxies.Trusted()
	if within(from, trusted) {
		if _, readable := clientAddress(r, trusted); !readable && a.Proxies.note(proxyFault{from, true}, now) {
			a.Log.Warn("X-Forwarded-For of a proxy says no address: everybody behind it counts as one; let the proxy write the client's address there", "proxy", from)
		}
		return
	}
	client, _ := clientAddress(r, []netip.Prefix{netip.PrefixFrom(from, from.BitLen())})
	inside := from.IsLoopback() || from.IsPrivate() || from.IsLinkLocalUnicast()
	if (inside || a.Proxies.asksForMany(from, client)) && a.Proxies.note(proxyFault{from, false}, now) {
		a.Log.Warn("requests come through a proxy that SESAME_TRUSTED_PROXIES does not name: everybody behind it counts as one address; add it there", "proxy", from)
	}
}
