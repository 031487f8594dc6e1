package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certified is a certificate for a name, valid until an instant, with its file and the pool that trusts it.
func certified(t *testing.T, name string, end time.Time) (tls.Certificate, string, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "AC de la caisse"}, DNSNames: []string{name},
		NotBefore: end.AddDate(0, -3, 0), NotAfter: end, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cert.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file, pool
}

// serving serves a certificate, and returns its port.
func serving(t *testing.T, pair tls.Certificate) (port string) {
	t.Helper()
	site := httptest.NewUnstartedServer(http.NotFoundHandler())
	site.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	site.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0) // of those who do not trust it
	site.StartTLS()
	t.Cleanup(site.Close)
	u, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func TestTheCertificateIsTheOneThatIsServed(t *testing.T) {
	now := time.Now() // Go's verification lives on the machine's clock
	months := now.AddDate(0, 2, 0)
	good, goodFile, goodPool := certified(t, "localhost", months)
	late, lateFile, latePool := certified(t, "localhost", now.AddDate(0, 0, -1))
	soon, _, soonPool := certified(t, "localhost", now.AddDate(0, 0, 5))
	other, _, otherPool := certified(t, "autre.example", months)
	early, _, earlyPool := certified(t, "localhost", now.AddDate(0, 6, 0))
	day := func(at time.Time) string { return at.UTC().Format("02/01/2006") }
	closed := strings.TrimPrefix(closedPort(t), "127.0.0.1:")
	for name, c := range map[string]struct {
		served *tls.Certificate // at the base URL; nil where nobody answers
		pool   *x509.CertPool
		file   string
		own    *tls.Certificate // at the service's listener
		state  State
		says   string
	}{
		"well":                                 {served: &good, pool: goodPool, state: OK, says: "valable jusqu'au " + day(months)},
		"expired, whatever the file is":        {served: &late, pool: latePool, file: goodFile, state: Failed, says: "il a expiré le " + day(now.AddDate(0, 0, -1))},
		"well, whatever the file is":           {served: &good, pool: goodPool, file: lateFile, state: OK, says: "valable jusqu'au " + day(months)},
		"about to end":                         {served: &soon, pool: soonPool, state: Failed, says: "il expire le " + day(now.AddDate(0, 0, 5))},
		"not valid yet":                        {served: &early, pool: earlyPool, state: Failed, says: "il n'est valable qu'à partir du " + day(now.AddDate(0, 6, 0).AddDate(0, -3, 0))},
		"of another name":                      {served: &other, pool: otherPool, state: Failed, says: "il n'est pas au nom de localhost mais de autre.example"},
		"of an unknown authority":              {served: &good, pool: x509.NewCertPool(), state: Failed, says: "autorité inconnue ici, « AC de la caisse »"},
		"at the listener, the URL is not open": {own: &good, pool: goodPool, state: OK, says: "car https://localhost:" + closed + " ne répond pas d'ici"},
		"in the file, before the start":        {pool: goodPool, file: goodFile, state: OK, says: "lu dans " + goodFile},
		"expired in the file":                  {file: lateFile, state: Failed, says: "il a expiré"},
		"a file that is none":                  {file: "/dev/null", state: Failed, says: "ne se lit pas comme un certificat"},
		"nowhere":                              {state: Failed, says: "ne répond pas avec un certificat (personne n'écoute à ce port)"},
	} {
		t.Run(name, func(t *testing.T) {
			port, listen := closed, ""
			if c.served != nil {
				port = serving(t, *c.served)
			}
			if c.own != nil {
				listen = "127.0.0.1:" + serving(t, *c.own)
			}
			d := &Doctor{BaseURL: &url.URL{Scheme: "https", Host: "localhost:" + port}, Authorities: c.pool, CertificateFile: c.file, TLSListen: listen, Now: time.Now, Location: time.UTC}
			f := d.certificate(t.Context())
			if f.State != c.state || !strings.Contains(f.Says, c.says) || f.State == Failed && f.Mend == "" {
				t.Errorf("%+v", f)
			}
			if c.state == OK && f.Ends.IsZero() {
				t.Error("without its end")
			}
		})
	}
}

func TestWhyNoCertificateIsSeenIsSaidInFrench(t *testing.T) {
	clear := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(clear.Close)
	for name, c := range map[string]struct{ host, says string }{
		"nobody listens":     {closedPort(t), "personne n'écoute à ce port"},
		"nothing is sealed":  {strings.TrimPrefix(clear.URL, "http://"), "ce qui répond ne chiffre pas"},
		"a name of nobody's": {"nulle-part.invalid", "son nom ne se trouve pas dans le DNS"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Doctor{BaseURL: &url.URL{Scheme: "https", Host: c.host}, Now: time.Now, Location: time.UTC}
			if f := d.certificate(t.Context()); f.State != Failed || !strings.HasSuffix(f.Says, "ne répond pas avec un certificat ("+c.says+")") {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestTheAddressBehindARefusedCertificateIsNotToldAsSilent(t *testing.T) {
	late, _, pool := certified(t, "localhost", time.Now().AddDate(0, 0, -1)) // Go's verification lives on the machine's clock
	d := &Doctor{BaseURL: &url.URL{Scheme: "https", Host: "localhost:" + serving(t, late)}, Authorities: pool, Now: time.Now, Location: time.UTC}
	if f := d.address(t.Context()); f.State != Attention || !strings.Contains(f.Mend, "voyez la ligne « certificat »") {
		t.Errorf("%+v", f)
	}
}
