package server

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Redirect redirects requests without TLS to the same page of their site with TLS, and answers the ACME server's HTTP-01
// challenges. sites holds the URLs of the service by the host that a request names. Other hosts are refused, so that nobody is
// redirected under a name that is not ours.
func (c *Certificate) Redirect(sites map[string]*url.URL) http.Handler {
	return c.answering(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := sites[hostOf(r)]
		if site == nil {
			refuseHost(w)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Ce service ne prend rien sans chiffrement : écrivez https://.", http.StatusForbidden) // a program that sends secrets in clear should notice
			return
		}
		w.Header().Set("Connection", "close")                                                                                       // the browser's next request comes by https
		http.Redirect(w, r, site.Scheme+"://"+site.Host+"/"+strings.TrimLeft(r.URL.RequestURI(), "/"), http.StatusMovedPermanently) //nolint:gosec // G710: the host is one of our own
	}))
}

// refuseHost answers a request for a host name that is not ours.
func refuseHost(w http.ResponseWriter) {
	http.Error(w, "Ce nom n'est pas celui de ce service.", http.StatusMisdirectedRequest)
}

// hostOf returns the host name of a request, in lower case and without a port.
func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
}
