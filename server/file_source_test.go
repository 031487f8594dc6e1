package server

import (
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheClockOfTheServiceJudgesARenewedCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	held := s.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(held.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, private := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: held.Certificate[0]}, private: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := NewCertificate(CertificateOptions{File: cert, KeyFile: private, Host: "example.com", Location: time.UTC, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return s.Certificate().NotAfter.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(cert, time.Unix(1, 0), time.Unix(1, 0)); err != nil { // as if renewed
		t.Fatal(err)
	}
	if told := c.Status()[0].Trouble; !strings.Contains(told, "a expiré le") {
		t.Errorf("told %q", told)
	}
}
