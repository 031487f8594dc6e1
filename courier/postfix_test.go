package courier

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sesame/server/servertest"
)

// postfix is Debian's, in its own folder: one port requires STARTTLS before AUTH, another uses TLS from the start, with SASL by
// SCRAM. It hands accepted mails to the next relay, where the test reads them.
type postfix struct {
	dir                string
	startTLS, implicit string // ports
	authorities        *x509.CertPool
}

const (
	relayUser     = "sesame"
	relayPassword = "mot de passe: à/é?"
	relayRealm    = "relais.example"
)

// relayLogin is the user and password as in a URL.
var relayLogin = url.UserPassword(relayUser, relayPassword).String()

// startPostfix starts a relay that passes mails on to next; also contains further services of its master.cf.
func startPostfix(t testing.TB, next string, also ...string) *postfix {
	t.Helper()
	dir, err := os.MkdirTemp("", "courier-postfix") //nolint:usetesting // Postfix's own user must be able to enter, and its sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p := &postfix{dir: dir, startTLS: strconv.Itoa(servertest.FreePort(t)), implicit: strconv.Itoa(servertest.FreePort(t))}
	p.authorities = writeCertificate(t, dir)
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	nextHost, nextPort, err := net.SplitHostPort(next)
	if err != nil {
		t.Fatal(err)
	}
	write("main.cf", fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file_prefixes = %[1]s
maillog_file = %[1]s/log
myhostname = relais.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
relayhost = [%[2]s]:%[3]s
smtp_tls_security_level = none
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = %[4]s
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{
 {personne@poitou.example = 550 5.1.1 unknown}
 {plus-tard@poitou.example = 450 4.2.1 busy} }
`, dir, nextHost, nextPort, relayRealm))
	// Debian's Postfix looks for the settings of SASL in the folder sasl beside main.cf, and nowhere else.
	if err := os.Mkdir(filepath.Join(dir, "sasl"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("sasl/smtpd.conf", fmt.Sprintf("pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s/sasldb2\nmech_list: SCRAM-SHA-256 PLAIN LOGIN\n", dir))
	services := slices.Concat(also, []string{
		"127.0.0.1:" + p.startTLS + " inet n - n - - smtpd",
		"127.0.0.1:" + p.implicit + " inet n - n - - smtpd -o smtpd_tls_wrappermode=yes",
		"pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
		"tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
		"defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap",
		"smtp unix - - n - - smtp", "relay unix - - n - - smtp", "error unix - - n - - error", "retry unix - - n - - error",
		"anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd",
	})
	write("master.cf", strings.Join(services, "\n")+"\n")
	t.Cleanup(func() {
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("the relay's log:\n%s", log)
		}
		_ = asRoot("testdata/postfix-stop", dir).Run()
	})
	if out, err := asRoot("testdata/postfix-start", dir, relayUser, relayPassword, relayRealm).CombinedOutput(); err != nil {
		t.Fatalf("starting Postfix (make tools installs it): %v\n%s", err, out)
	}
	return p
}

// asRoot runs a script as root, because Postfix runs its processes as other users.
func asRoot(script string, args ...string) *exec.Cmd {
	if os.Getuid() != 0 {
		return exec.Command("sudo", append([]string{"-n", script}, args...)...)
	}
	return exec.Command(script, args...)
}

// mailer is the result of NewSMTP for this relay, trusting its certificate.
func (p *postfix) mailer(t testing.TB, address string) *SMTP {
	t.Helper()
	s, err := NewSMTP(address, "Mon espace privé <ne-pas-repondre@poitou.example>", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	s.Trust(p.authorities)
	return s
}

// writeCertificate makes a certificate for localhost and the pool that trusts it.
func writeCertificate(t testing.TB, dir string) *x509.CertPool {
	t.Helper()
	return writeCertificateUntil(t, dir, time.Now().Add(time.Hour))
}

func writeCertificateUntil(t testing.TB, dir string, end time.Time) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: end.Add(-2 * time.Hour), NotAfter: end, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	var cert, private bytes.Buffer
	_ = pem.Encode(&cert, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	_ = pem.Encode(&private, &pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), cert.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key.pem"), private.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(cert.Bytes())
	return pool
}
