package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"sesame/texts"
)

// ownHost answers requests for the site's own host only. A page served under a name that somebody else owns would count
// posts from that name as its own, and disclose its content to a site whose name was pointed here (DNS rebinding).
// Aliases redirect to the site; any other host gets 421.
func (a *Base) ownHost(site *url.URL, next http.Handler) http.Handler {
	own := hostOf(site)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch name, port := splitHost(r.Host); {
		case own.is(name, port, r):
			next.ServeHTTP(w, r)
		case slices.Contains(a.Aliases, name) && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			http.Redirect(w, r, site.Scheme+"://"+site.Host+"/"+strings.TrimLeft(r.URL.RequestURI(), "/"), http.StatusMovedPermanently) //nolint:gosec // G710: the host is the configuration's
		default:
			if a.hosts.tell(a.Now()) {
				a.Log.LogAttrs(r.Context(), slog.LevelWarn, "requests for another host than the site's are answered 421; where a proxy stands before this service, let it hand on the Host header as it came", slog.String("site", site.Host))
			}
			http.Error(w, texts.OtherHost(site.String()), http.StatusMisdirectedRequest)
		}
	})
}

// tellSite sets Sec-Fetch-Site on a form that comes from another site, where the browser is too old to send the header.
// Without it, net/http.CrossOriginProtection compares only the hosts of Origin and Host, and accepts a form without Origin.
func tellSite(site *url.URL, next http.Handler) http.Handler {
	own := hostOf(site)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Site") == "" && fromElsewhere(site, own, r) {
			r = r.Clone(r.Context())
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}
		next.ServeHTTP(w, r)
	})
}

// fromElsewhere recognises requests from other sites that net/http.CrossOriginProtection takes for the site's own. If the site
// uses TLS, a page under its name without TLS counts as another site's, because anybody on the line could have sent it. Firefox
// before 70 and Internet Explorer send forms without Origin; then the Referer decides.
func fromElsewhere(site *url.URL, own siteHost, r *http.Request) bool {
	said := r.Header.Get("Origin")
	if said != "" {
		return site.Scheme == "https" && strings.HasPrefix(said, "http://")
	}
	if said = r.Referer(); said == "" {
		return false
	}
	page, err := url.Parse(said)
	if err != nil || site.Scheme == "https" && page.Scheme == "http" {
		return true
	}
	name, port := splitHost(page.Host)
	return !own.is(name, port, r)
}

// siteHost is the host of a site: its name and port.
type siteHost struct{ name, port string }

func hostOf(site *url.URL) siteHost {
	name, port := splitHost(site.Host)
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[site.Scheme]
	}
	return siteHost{name, port}
}

// is says whether a Host header names the site. Proxies may leave out the port. A site on this computer (localhost,
// loopback addresses) answers to all of these names, and to the port of the listener.
func (s siteHost) is(name, port string, r *http.Request) bool {
	if IsThisComputer(s.name) {
		at, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		return IsThisComputer(name) && (port == "" || port == s.port || at != nil && port == portOf(at))
	}
	return name == s.name && (port == "" || port == s.port)
}

// splitHost splits a Host header into the name, in lower case and without the final dot, and the port, empty if there is
// none.
func splitHost(hostport string) (name, port string) {
	name, port, err := net.SplitHostPort(hostport)
	if err != nil {
		name, port = strings.Trim(hostport, "[]"), ""
	}
	return strings.TrimSuffix(strings.ToLower(name), "."), port
}

func portOf(at net.Addr) string {
	_, port, _ := net.SplitHostPort(at.String()) // a listener's address has this form
	return port
}

// IsThisComputer says whether a host always means this computer: localhost or a loopback address.
func IsThisComputer(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
