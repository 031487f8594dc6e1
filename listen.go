package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"syscall"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// listen takes the addresses, all or none.
func listen(addresses ...string) (taken []net.Listener, err error) {
	for _, a := range addresses {
		l, err := net.Listen("tcp", a)
		if err != nil {
			closeAll(taken)
			return nil, listenReason(a, err)
		}
		taken = append(taken, l)
	}
	return taken, nil
}

func listenReason(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("l'adresse %s est déjà prise par un autre programme : arrêtez-le, ou choisissez un autre port", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("ce compte n'a pas le droit d'écouter sur %s : choisissez un port au-dessus de 1023, ou donnez-lui CAP_NET_BIND_SERVICE", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("l'adresse %s n'est pas une adresse de cet ordinateur", address)
	}
	return fmt.Errorf("impossible d'écouter sur %s : %w", address, err)
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close() // closed already where a server has had it
	}
}

// tlsConfig is nil behind a proxy. TLS 1.2 keeps its AEAD suites with forward secrecy only.
func (c *config) tlsConfig() (*tls.Config, error) {
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
	case c.TLSCert != "":
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("SESAME_TLS_CERT, SESAME_TLS_KEY : le certificat ne se lit pas : %w", err)
		}
		t.Certificates = []tls.Certificate{pair}
	case len(c.ACMEDomains) > 0:
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(c.acmeCache()),
			HostPolicy: autocert.HostWhitelist(c.ACMEDomains...),
			Client:     &acme.Client{DirectoryURL: c.ACMEDirectory},
			Email:      c.ACMEEmail,
		}
		t.GetCertificate = m.GetCertificate
		t.NextProtos = append(t.NextProtos, acme.ALPNProto)
	default:
		return nil, nil
	}
	return t, nil
}

// acmeCache keeps certificates and the account's key beside the database, in a directory of mode 0700.
func (c *config) acmeCache() string { return filepath.Join(filepath.Dir(c.DB), "acme") }

// agentSite is the agents' own site: what the configuration says, else localhost, or the service's host where it
// encrypts, at the port that they have.
func (c *config) agentSite(at net.Addr) *url.URL {
	if c.AgentURL != nil {
		return c.AgentURL
	}
	_, port, _ := net.SplitHostPort(at.String()) // a listener's address has this form
	if c.TLSCert != "" || len(c.ACMEDomains) > 0 {
		return &url.URL{Scheme: "https", Host: net.JoinHostPort(c.BaseURL.Hostname(), port)}
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
}
