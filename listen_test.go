package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"
)

// certificate makes one for localhost, as files, and the pool that trusts it.
func (d *desk) certificate() (cert, key string, pool *x509.CertPool) {
	d.t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(30 * days)}
	made, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		d.t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		d.t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(made)
	if err != nil {
		d.t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return d.file("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}))),
		d.file("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))), pool
}

func TestWithItsOwnCertificateTheServiceSpeaksHTTP2AndNoWeakCipher(t *testing.T) {
	d := newDesk(t)
	cert, key, pool := d.certificate()
	pages, _, stop := d.serving("SESAME_BASE_URL=https://localhost", "SESAME_TLS_CERT="+cert, "SESAME_TLS_KEY="+key)
	address := strings.TrimPrefix(pages, "http://")
	browser := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}}}
	answer, err := browser.Get("https://" + address + "/connexion")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.ProtoMajor != 2 || answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %s, HSTS %q", answer.Proto, answer.Status, answer.Header.Get("Strict-Transport-Security"))
	}
	for name, offer := range map[string]*tls.Config{
		"TLS 1.1":                {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"TLS 1.2 with CBC":       {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}},
		"TLS 1.2, RSA key in it": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}},
	} {
		offer.RootCAs, offer.ServerName = pool, "localhost"
		if conn, err := tls.Dial("tcp", address, offer); err == nil {
			_ = conn.Close()
			t.Errorf("%s is accepted", name)
		}
	}
	browser.CloseIdleConnections()
	if status, log := stop(); status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
}
