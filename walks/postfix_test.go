package walks

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sesame/server/servertest"
)

// The account for Postfix's SMTP AUTH.
const relayUser, relayPassword, relayRealm = "sesame", "relais7ouvert", "relais.example"

// postfixServices are the services of master.cf that every Postfix of these tests needs.
const postfixServices = `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
smtp unix - - n - - smtp
local unix - n n - - local
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`

// startPostfix starts Debian's Postfix on a port of this computer. Its folder may hold files already, such as certificates and
// aliases.
func startPostfix(t *testing.T, dir string, port int, settings string) {
	t.Helper()
	for name, content := range map[string]string{
		"main.cf": fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file_prefixes = %[1]s
maillog_file = %[1]s/log
myhostname = relais.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
smtp_tls_security_level = none
%[2]s`, dir, settings),
		"master.cf":       fmt.Sprintf("127.0.0.1:%d inet n - n - - smtpd\n%s", port, postfixServices),
		"sasl/smtpd.conf": fmt.Sprintf("pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s/sasldb2\nmech_list: SCRAM-SHA-256 PLAIN LOGIN\n", dir),
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
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
	if out, err := asRoot("../courier/testdata/postfix-start", dir, relayUser, relayPassword, relayRealm).CombinedOutput(); err != nil {
		t.Fatalf("starting Postfix (make tools installs it): %v\n%s", err, out)
	}
}

// postfixFolder makes a folder that Postfix's own user may enter, with a path that is short enough for its sockets.
func postfixFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "walks-postfix") //nolint:usetesting // the parents of t.TempDir are closed to other accounts, and its path is long
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // G302: others pass through it
		t.Fatal(err)
	}
	return dir
}

// postfixBefore starts a Postfix that requires STARTTLS and a password, and relays its mail to next. It returns its URL, and
// the file of the authority that signed its certificate.
func postfixBefore(t *testing.T, next string) (relay, authority string) {
	t.Helper()
	dir := postfixFolder(t)
	host, port, err := net.SplitHostPort(next)
	if err != nil {
		t.Fatal(err)
	}
	own := servertest.FreePort(t)
	authority = filepath.Join(dir, "cert.pem")
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
		"-addext", "subjectAltName=DNS:localhost", "-keyout", filepath.Join(dir, "key.pem"), "-out", authority).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	startPostfix(t, dir, own, fmt.Sprintf(`mydestination =
relayhost = [%[2]s]:%[3]s
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = %[4]s
smtpd_relay_restrictions = permit_sasl_authenticated, reject
`, dir, host, port, relayRealm))
	return fmt.Sprintf("smtp://%s:%s@localhost:%d?tls=starttls", relayUser, relayPassword, own), authority
}
