package transport

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

// Client returns an HTTP client that follows no redirect, so that tokens and texts are sent only to the configured
// address. Certificates are verified with the given authorities, or the system's if nil. limit bounds a request, from
// the connection to the end of the answer.
func Client(authorities *x509.CertPool, limit time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authorities}
	return &http.Client{
		Transport:     transport,
		Timeout:       limit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
