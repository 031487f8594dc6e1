package packaging

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/server/servertest"
)

// nginxAround is the part of Debian's nginx.conf around a site.
const nginxAround = `daemon off;
pid %[1]s/pid;
error_log stderr;
events {}
http {
access_log off;
client_body_temp_path %[1]s/body;
proxy_temp_path %[1]s/proxy;
fastcgi_temp_path %[1]s/fastcgi;
uwsgi_temp_path %[1]s/uwsgi;
scgi_temp_path %[1]s/scgi;
%[2]s
}
`

// slow is the path at which the service answers 408 to a form before its body has come.
const slow = "/lent"

// service stands for Sésame behind a proxy: it answers with what it has received.
func service(t *testing.T) (address string) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == slow {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now()) // without this the test fails
			w.WriteHeader(http.StatusRequestTimeout)
			return
		}
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, "%s sent %d bytes for %s, %v", r.Header.Get("X-Forwarded-For"), n, r.Host, err)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// certificate makes a self-signed certificate with openssl, and returns its files.
func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=espace.example",
		"-addext", "subjectAltName=DNS:espace.example", "-keyout", key, "-out", cert).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return cert, key
}

// runs starts a proxy, which is stopped at the end of the test.
func runs(t *testing.T, c *exec.Cmd) *bytes.Buffer {
	t.Helper()
	said := new(bytes.Buffer)
	c.Stdout, c.Stderr = said, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM) // the proxy ends its own processes
		_ = c.Wait()
	})
	return said
}

// behaves checks that a proxy at a port does what its sample promises; long is the status of its answer to a form that is too
// long.
func behaves(t *testing.T, port string, said *bytes.Buffer, long int) {
	t.Helper()
	browser := &http.Client{Timeout: time.Minute, Transport: &http.Transport{ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{ServerName: "espace.example", InsecureSkipVerify: true}}} //nolint:gosec // G402: made a moment ago
	sends := func(path string, size int) (*http.Response, string, error) {
		r, err := http.NewRequest(http.MethodPost, "https://127.0.0.1:"+port+path, bytes.NewReader(make([]byte, size)))
		if err != nil {
			return nil, "", err
		}
		r.Host = "espace.example"
		r.Header.Set("X-Forwarded-For", "203.0.113.7") // a forged address
		answer, err := browser.Do(r)
		if err != nil {
			return nil, "", err
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		return answer, string(body), err
	}
	deadline := time.Now().Add(time.Minute)
	for {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the proxy does not answer: %v\n%s", err, said)
		}
	}
	for _, c := range []struct {
		path   string
		size   int
		status int
	}{
		{"/connexion", 1000, http.StatusOK},
		{"/connexion", 500_000, http.StatusOK}, // longer than the service accepts, which it says in French
		{"/connexion", 2 << 20, long},
		{"/agent/imports", 3 << 20, http.StatusOK},
	} {
		answer, body, err := sends(c.path, c.size)
		if err != nil {
			t.Errorf("%s with %d bytes: %v", c.path, c.size, err)
			continue
		}
		if answer.StatusCode != c.status || answer.ProtoMajor != 2 {
			t.Errorf("%s with %d bytes: %s %s", c.path, c.size, answer.Proto, answer.Status)
		}
		if want := fmt.Sprintf("127.0.0.1 sent %d bytes for espace.example, <nil>", c.size); c.status == http.StatusOK && body != want {
			t.Errorf("the service says %q, want %q", body, want)
		}
	}
}

// endsSlowForms sends the beginning of a form: the service, not the proxy, decides when it has waited long enough.
func endsSlowForms(t *testing.T, port string) {
	t.Helper()
	line, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{ServerName: "espace.example", InsecureSkipVerify: true}) //nolint:gosec // G402: made a moment ago
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	// Shorter than a proxy's timeout between two reads, which a client that sends a byte from time to time never reaches.
	if err := line.SetDeadline(time.Now().Add(45 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: espace.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nidentifiant=1", slow); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(line), nil)
	if err != nil {
		t.Fatalf("the form does not reach the service: %v", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a form that stops on its way is answered %s", answer.Status)
	}
}

func sample(t *testing.T, name string, replaced ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("examples", name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replaced); i += 2 {
		if !strings.Contains(string(text), replaced[i]) {
			t.Fatalf("%s is without %q", name, replaced[i])
		}
	}
	return strings.NewReplacer(replaced...).Replace(string(text))
}

func TestTheSampleOfNginx(t *testing.T) {
	dir, port, plain := t.TempDir(), strconv.Itoa(servertest.FreePort(t)), "127.0.0.1:"+strconv.Itoa(servertest.FreePort(t))
	cert, key := certificate(t, dir)
	site := sample(t, "nginx.conf", "127.0.0.1:8080", service(t), "listen 80;", "listen "+plain+";", "listen [::]:80;", "",
		"listen 443 ssl", "listen 127.0.0.1:"+port+" ssl", "listen [::]:443 ssl http2;", "", "/etc/ssl/espace.pem", cert, "/etc/ssl/espace.key", key)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, nginxAround, dir, site), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("nginx", "-e", "stderr", "-p", dir, "-c", file, "-t").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	behaves(t, port, runs(t, exec.Command("nginx", "-e", "stderr", "-p", dir, "-c", file)), http.StatusRequestEntityTooLarge)
	endsSlowForms(t, port)
	leadsToTLS(t, plain)
}

// leadsToTLS sends requests without TLS: pages are redirected, and a form sent in clear is refused, as the service itself does
// without a proxy.
func leadsToTLS(t *testing.T, address string) {
	t.Helper()
	for method, status := range map[string]int{http.MethodGet: http.StatusPermanentRedirect, http.MethodHead: http.StatusPermanentRedirect, http.MethodPost: http.StatusForbidden} {
		r, err := http.NewRequest(method, "http://"+address+"/aide?a=b", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "espace.example"
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		to := answer.Header.Get("Location")
		if answer.StatusCode != status || (to == "https://espace.example/aide?a=b") != (status == http.StatusPermanentRedirect) || answer.Header.Get("Server") != "nginx" {
			t.Errorf("%s without TLS: %s, to %q, by %q", method, answer.Status, to, answer.Header.Get("Server"))
		}
	}
}

func TestTheSampleOfCaddy(t *testing.T) {
	dir, port := t.TempDir(), strconv.Itoa(servertest.FreePort(t))
	cert, key := certificate(t, dir)
	site := sample(t, "Caddyfile", "127.0.0.1:8080", service(t), "\nespace.example {\n", "\nhttps://espace.example:"+port+" {\n\ttls "+cert+" "+key+"\n")
	file := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(file, []byte("{\n\tadmin off\n\tauto_https disable_redirects\n}\n"+site), 0o600); err != nil {
		t.Fatal(err)
	}
	caddy := exec.Command("caddy", "run", "--config", file, "--adapter", "caddyfile")
	caddy.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	behaves(t, port, runs(t, caddy), http.StatusOK) // the service refuses it
}
