package walks

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"sesame/server/servertest"
)

// pebble is Let's Encrypt's own ACME server for tests. It resolves names through a DNS server of this test, which answers with
// this machine for every name, except those that begin with « absent ».
type pebble struct {
	t         *testing.T
	directory string // its address
	authority string // file of the certificate of that address
	config    string
	dns       string
	process   *exec.Cmd
}

func newPebble(t *testing.T, tlsPort, httpPort int) *pebble {
	t.Helper()
	dir, port := t.TempDir(), servertest.FreePort(t)
	p := &pebble{t: t, directory: fmt.Sprintf("https://localhost:%d/dir", port), authority: filepath.Join(dir, "cert.pem"), config: filepath.Join(dir, "pebble.json"), dns: names(t)}
	key := ownCertificate(t, p.authority)
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": fmt.Sprintf("127.0.0.1:%d", port), "managementListenAddress": "127.0.0.1:0", "certificate": p.authority, "privateKey": key,
		"tlsPort": tlsPort, "httpPort": httpPort,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.config, config, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	return p
}

// ownCertificate writes a self-signed certificate for localhost and its key, and returns the path of the key's file.
func ownCertificate(t *testing.T, path string) (key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	made, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{path: {Type: "CERTIFICATE", Bytes: made}, path + ".key": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path + ".key"
}

// names starts the DNS server that Pebble asks, over TCP, and returns its address.
func names(t *testing.T) (address string) {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	go func() {
		for {
			conn, err := socket.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for answerName(conn) == nil {
				}
			}()
		}
	}()
	return socket.Addr().String()
}

// answerName answers one DNS question. Over TCP, each message is preceded by its length.
func answerName(conn net.Conn) error {
	var length uint16
	if err := binary.Read(conn, binary.BigEndian, &length); err != nil {
		return err
	}
	packed := make([]byte, length)
	if _, err := io.ReadFull(conn, packed); err != nil {
		return err
	}
	var asked dnsmessage.Message
	if err := asked.Unpack(packed); err != nil {
		return err
	}
	q := asked.Questions[0]
	answer := dnsmessage.Message{Header: dnsmessage.Header{ID: asked.ID, Response: true}, Questions: asked.Questions}
	switch {
	case strings.HasPrefix(q.Name.String(), "absent"):
		answer.RCode = dnsmessage.RCodeNameError
	case q.Type == dnsmessage.TypeA:
		answer.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	}
	packed, err := answer.Pack()
	if err != nil {
		return err
	}
	_, err = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...))
	return err
}

func (p *pebble) start() {
	p.t.Helper()
	p.process = exec.Command("../.tools/pebble-2.10.1", "-config", p.config, "-dnsserver", p.dns)
	p.process.Env = []string{"PEBBLE_VA_NOSLEEP=1"}
	var said bytes.Buffer
	p.process.Stdout, p.process.Stderr = &said, &said
	if err := p.process.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if p.t.Failed() {
			p.t.Logf("Pebble said:\n%s", said.String())
		}
	})
}

func (p *pebble) stop() {
	if p.process != nil {
		_ = p.process.Process.Kill()
		_ = p.process.Wait() // it was killed
		p.process = nil
	}
}

// readyz waits until the answer of /readyz contains these words, and returns its HTTP status.
func (s *site) readyz(says string) int {
	s.t.Helper()
	address := ""
	for _, setting := range s.env {
		if at, ok := strings.CutPrefix(setting, "SESAME_METRICS_LISTEN="); ok {
			address = at
		}
	}
	deadline, again := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for said := ""; ; {
		if answer, err := http.Get("http://" + address + "/readyz"); err == nil {
			body, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			if said = string(body); strings.Contains(said, says) {
				return answer.StatusCode
			}
		}
		select {
		case <-deadline:
			s.t.Fatalf("/readyz does not say %q:\n%s", says, said)
		case <-again.C:
		}
	}
}

// acmeSite prepares a service that gets its certificates from Pebble. Neither is started.
func acmeSite(t *testing.T, name string) (*site, *pebble) {
	t.Helper()
	tlsPort, httpPort := servertest.FreePort(t), servertest.FreePort(t)
	authority := newPebble(t, tlsPort, httpPort)
	s := newSite(t, "")
	s.url = fmt.Sprintf("http://127.0.0.1:%d", httpPort)
	s.env = append(s.env, fmt.Sprintf("SESAME_LISTEN=127.0.0.1:%d", tlsPort), fmt.Sprintf("SESAME_HTTP_LISTEN=127.0.0.1:%d", httpPort), "SESAME_BASE_URL=https://"+name,
		"SESAME_ACME_DOMAINS="+name, "SESAME_ACME_DIRECTORY="+authority.directory, "SESAME_CA_FILE="+authority.authority)
	return s, authority
}

// serves returns the issuer of the certificate that the service presents for a name.
func (s *site) serves(name string) string {
	s.t.Helper()
	var port string
	for _, setting := range s.env {
		if at, ok := strings.CutPrefix(setting, "SESAME_LISTEN=127.0.0.1:"); ok {
			port = at
		}
	}
	conn, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{ServerName: name, InsecureSkipVerify: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	leaf := conn.ConnectionState().PeerCertificates[0]
	if err := leaf.VerifyHostname(name); err != nil {
		s.t.Error(err)
	}
	return leaf.Issuer.CommonName
}

func TestACertificateIsObtainedAtTheStart(t *testing.T) {
	s, authority := acmeSite(t, "espace.example")
	s.start() // before its ACME server is started
	if status := s.readyz("certificat : aucun certificat pour espace.example : le serveur ACME " + authority.directory + " ne répond pas ; vérifiez le réseau et SESAME_ACME_DIRECTORY"); status != http.StatusServiceUnavailable {
		t.Errorf("status %d without a certificate", status)
	}
	authority.start()
	s.readyz("certificat : ok")
	if by := s.serves("espace.example"); !strings.HasPrefix(by, "Pebble Intermediate") {
		t.Errorf("the certificate is signed by %q", by)
	}
	asked, err := http.NewRequest(http.MethodGet, s.url+"/connexion", nil)
	if err != nil {
		t.Fatal(err)
	}
	asked.Host = "espace.example"
	answer, err := http.DefaultTransport.RoundTrip(asked)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusMovedPermanently || to != "https://espace.example/connexion" {
		t.Errorf("without https:// one comes to %q (%s)", to, answer.Status)
	}
	authority.stop()
	s.stop()
	if said := s.log.String(); strings.Count(said, "no certificate was obtained") != 1 || !strings.Contains(said, "a certificate is served") {
		t.Errorf("the log says\n%s", said)
	}
	s.start() // with the certificate of the cache: the ACME server is stopped
	s.readyz("certificat : ok")
	s.serves("espace.example")
}

// Where nothing answers at port 443 of a name, the ACME server validates it over port 80.
func TestACertificateIsObtainedOverPort80(t *testing.T) {
	s, authority := acmeSite(t, "espace.example")
	s.env = append(s.env, fmt.Sprintf("SESAME_LISTEN=127.0.0.1:%d", servertest.FreePort(t)))
	authority.start()
	s.start()
	s.readyz("certificat : ok")
}

func TestACertificateThatIsRefusedIsTold(t *testing.T) {
	s, authority := acmeSite(t, "absent.example")
	authority.start()
	s.start()
	if status := s.readyz("certificat : aucun certificat pour absent.example : le serveur ACME ne trouve pas ce nom dans le DNS ; faites-l'y mener à cet ordinateur (dns)"); status != http.StatusServiceUnavailable {
		t.Errorf("status %d without a certificate", status)
	}
	s.stop()
	if said := s.log.String(); strings.Count(said, `remedy="let the name's DNS record lead to this machine"`) != 1 {
		t.Errorf("the log says\n%s", said)
	}
}
