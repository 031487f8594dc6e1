package walks

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// installsOnTerminal runs the installer on a terminal that script makes, for a file of its own. A person types the first
// lines, and the rest once the installer has asked for that.
func (s *site) installsOnTerminal(file, typed, asks, rest string) (said string, err error) {
	s.t.Helper()
	path, err := program()
	if err != nil {
		s.t.Fatal(err)
	}
	shown := &display{waits: asks, shown: make(chan struct{})}
	c := exec.Command("script", "-qec", path+" installer", "/dev/null")
	c.Dir, c.Env = s.dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "SESAME_CONFIG=" + file}
	c.Stdin, c.Stdout, c.Stderr = io.MultiReader(strings.NewReader(typed), &keyboard{shown.shown, strings.NewReader(rest)}), shown, shown
	err = c.Run()
	return strings.ReplaceAll(shown.text.String(), "\r\n", "\n"), err
}

// display is what a terminal shows; it tells when it shows some words for the first time.
type display struct {
	text  bytes.Buffer
	waits string
	shown chan struct{}
	told  sync.Once
}

func (s *display) Write(b []byte) (int, error) {
	n, err := s.text.Write(b)
	if strings.Contains(s.text.String(), s.waits) {
		s.told.Do(func() { close(s.shown) })
	}
	return n, err
}

// keyboard types once the screen has shown what it waits for.
type keyboard struct {
	shown <-chan struct{}
	rest  io.Reader
}

func (h *keyboard) Read(b []byte) (int, error) {
	<-h.shown
	return h.rest.Read(b)
}

func TestTheInstallerTriesARealPostfixAndAGateway(t *testing.T) {
	s := newSite(t, "")
	relay, authority := postfixBefore(t, s.post.smtp)
	file := filepath.Join(s.dir, "sesame.env")
	if err := os.WriteFile(file, []byte("SESAME_CA_FILE="+authority+"\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	letter := filepath.Join(s.dir, "essai.pdf")
	answers := []string{s.url, "MSA Poitou", "05 49 00 00 00", "du lundi au vendredi, de 9 h à 16 h 30", "37 rue du Touffenet, 86000 Poitiers", "https://www.poitou.example", "contact@poitou.example",
		relay, "Mon espace privé <ne-pas-repondre@poitou.example>", "json+" + s.post.sms + "/sms?token=" + gatewayToken, "MSA", filepath.Join(s.dir, "sesame.db"), "oui",
		"technicien@poitou.example", "06 12 34 56 78", letter}
	said, err := s.installsOnTerminal(file, strings.Join(answers, "\n")+"\n", "", "")
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	for _, line := range []string{"ok     e-mail : le relais répond", "ok     SMS : la passerelle répond", "ok     base et clé", "Pour la suite, en root"} {
		if !strings.Contains(said, line) {
			t.Errorf("« %s » is not said:\n%s", line, said)
		}
	}
	s.post.tells(t, "technicien@poitou.example", "Cet e-mail vient de l'installation de Sésame.")
	s.post.tells(t, "+33612345678", "Essai de l'installation de Sésame")
	if pdf, err := os.ReadFile(letter); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("the letter: %v", err)
	}
	// What was written is what the service starts with.
	s.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "SESAME_CONFIG=" + file, "SESAME_LISTEN=" + strings.TrimPrefix(s.url, "http://"), fmt.Sprintf("SESAME_METRICS_LISTEN=127.0.0.1:%d", freePort(t))}
	s.start()
}

func TestCtrlCInTheInstallerWritesNothing(t *testing.T) {
	s := newSite(t, "")
	file := filepath.Join(s.dir, "sesame.env")
	said, err := s.installsOnTerminal(file, "https://espace.poitou.example\nMSA Poitou\n", "Téléphone de la caisse", "\x03")
	if err == nil || !strings.Contains(said, "Rien n'a été écrit.") {
		t.Errorf("%v\n%s", err, said)
	}
	if left, err := os.ReadDir(s.dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// postfixBefore starts Debian's Postfix, which demands STARTTLS and a password and hands on what it takes. It returns its
// URL, and the file of the authority that has signed its certificate.
func postfixBefore(t *testing.T, next string) (relay, authority string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "walks-postfix") //nolint:usetesting // Postfix's own user must be able to enter, and its sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	const user, password, realm = "sesame", "relais7ouvert", "relais.example"
	host, port, err := net.SplitHostPort(next)
	if err != nil {
		t.Fatal(err)
	}
	own := freePort(t)
	authority = filepath.Join(dir, "cert.pem")
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
		"-addext", "subjectAltName=DNS:localhost", "-keyout", filepath.Join(dir, "key.pem"), "-out", authority).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, content := range map[string]string{
		"main.cf": fmt.Sprintf(`compatibility_level = 3.6
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
`, dir, host, port, realm),
		"master.cf": "127.0.0.1:" + fmt.Sprint(own) + ` inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`,
		"sasl/smtpd.conf": fmt.Sprintf("pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s/sasldb2\nmech_list: SCRAM-SHA-256 PLAIN LOGIN\n", dir),
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	asRoot := func(words ...string) *exec.Cmd {
		if os.Getuid() != 0 {
			words = append([]string{"sudo", "-n"}, words...)
		}
		return exec.Command(words[0], words[1:]...)
	}
	t.Cleanup(func() {
		if log, err := os.ReadFile(filepath.Join(dir, "log")); err == nil && t.Failed() {
			t.Logf("the relay's log:\n%s", log)
		}
		_ = asRoot("../courier/testdata/postfix-stop", dir).Run()
	})
	if out, err := asRoot("../courier/testdata/postfix-start", dir, user, password, realm).CombinedOutput(); err != nil {
		t.Fatalf("starting Postfix (make tools installs it): %v\n%s", err, out)
	}
	return fmt.Sprintf("smtp://%s:%s@localhost:%d?tls=starttls", user, password, own), authority
}
