package server

import (
	"crypto/tls"
	"log/slog"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Certificate configures the service's own TLS certificate: from files or from an ACME server. It is the zero value
// behind a proxy that terminates TLS.
type Certificate struct {
	File, KeyFile string       // PEM
	Log           *slog.Logger // is told of renewed files

	Domains   []string // domains to request certificates for
	Directory string   // URL of the ACME server
	Email     string   // contact address for the ACME server
	Cache     string   // directory, created with mode 0700, for certificates and the ACME account key
}

// Config returns the TLS configuration, nil for the zero value. TLS 1.2 is limited to AEAD suites with forward secrecy.
func (c Certificate) Config() (*tls.Config, error) {
	t := &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
	switch {
	case c.File != "":
		r, err := newRenewed(c.File, c.KeyFile, c.Log)
		if err != nil {
			return nil, err
		}
		t.GetCertificate = r.GetCertificate
	case len(c.Domains) > 0:
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(c.Cache),
			HostPolicy: autocert.HostWhitelist(c.Domains...),
			Client:     &acme.Client{DirectoryURL: c.Directory},
			Email:      c.Email,
		}
		t.GetCertificate = m.GetCertificate
		t.NextProtos = append(t.NextProtos, acme.ALPNProto)
	default:
		return nil, nil
	}
	return t, nil
}
