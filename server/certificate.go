package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"time"
)

// CertificateOptions configure the service's own TLS certificate: from files or from an ACME server. They are the zero
// value behind a proxy that terminates TLS.
type CertificateOptions struct {
	File, KeyFile string // PEM
	Host          string // host of the base URL: a renewed certificate that is not for this host is not served

	Now func() time.Time
	// Location is the time zone of the dates in the sentences about File.
	Location *time.Location

	Domains     []string       // domains to request certificates for
	Directory   string         // URL of the ACME server
	Email       string         // contact address for the ACME server
	Cache       string         // directory, created with mode 0700, for certificates and the ACME account key
	Authorities *x509.CertPool // verify the ACME server's certificate; nil for the system's

	Log *slog.Logger
}

// Certificate is the service's own TLS certificate.
type Certificate struct {
	source source
	acme   *acmeSource // the source, if it is an ACME server; else nil
}

// source provides certificates.
type source interface {
	GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error)
	status() []CertificateStatus
}

// CertificateStatus is the state of the certificate of one name.
type CertificateStatus struct {
	Name    string
	Until   time.Time // end of its validity; zero if there is none
	Trouble string    // a French sentence with the remedy, without a full stop; empty when all is well
}

// NewCertificate reads the certificate files if they are configured. It returns nil for the zero value of the options.
func NewCertificate(o CertificateOptions) (*Certificate, error) {
	switch {
	case o.File != "":
		r, err := newFileSource(o)
		if err != nil {
			return nil, err
		}
		return &Certificate{source: r}, nil
	case len(o.Domains) > 0:
		a := newACMESource(o)
		return &Certificate{source: a, acme: a}, nil
	}
	return nil, nil
}

// Config returns the TLS configuration; nil without a certificate. TLS 1.2 is limited to AEAD suites with forward secrecy.
func (c *Certificate) Config() *tls.Config {
	if c == nil {
		return nil
	}
	t := &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: c.source.GetCertificate,
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
	if c.acme != nil {
		t.NextProtos = append(t.NextProtos, alpnProto)
	}
	return t
}

// Run obtains missing certificates from an ACME server until ctx ends.
func (c *Certificate) Run(ctx context.Context) {
	if c != nil && c.acme != nil {
		c.acme.run(ctx)
	}
}

// Status returns the state of the certificates, by name; nil without a certificate.
func (c *Certificate) Status() []CertificateStatus {
	if c == nil {
		return nil
	}
	return c.source.status()
}

// answering answers the requests by which an ACME server verifies that a name leads here (HTTP-01), and passes all others
// on.
func (c *Certificate) answering(other http.Handler) http.Handler {
	if c == nil || c.acme == nil {
		return other
	}
	return c.acme.answering(other)
}
