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
	"testing"
	"time"

	"sesame/server/servertest"
)

// litestream is built by make test.
const litestream = "../.tools/litestream-0.5.18"

// namespaced reports whether each machine has a network of its own.
var namespaced = os.Getenv("SECOND_HOST_NAMESPACES") != ""

// host is one of two machines: a service, its copy, an SSH server.
type host struct {
	*site
	address string
	port    int
	inside  []string // words that precede a command that runs on the machine
	unplug  func()   // takes the machine off the network
	metrics string   // host:port
	sshPort int
	hostKey string // of the SSH server, public
	copier  *exec.Cmd
}

// newHosts prepares two machines: on loopback, or each in a network namespace of its own.
func newHosts(t *testing.T) (first, second *host) {
	t.Helper()
	relay := newPost(t)
	hosts := []*host{{address: "127.0.0.1", unplug: func() {}}, {address: "127.0.0.2"}}
	smtp := relay.smtp
	if namespaced {
		smtp = namespaces(t, hosts, smtp)
	}
	port := servertest.FreePort(t)
	for _, h := range hosts {
		h.port = port
		h.metrics = net.JoinHostPort(h.address, fmt.Sprint(servertest.FreePort(t)))
		h.site = newSite(t, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000", "SESAME_SMS_URL=off:", "SESAME_BUDGET_LETTERS=10000,10000", "SESAME_EXEMPT_SITES=127.0.0.0/8,"+subnet,
			"SESAME_LISTEN="+h.service(), "SESAME_METRICS_LISTEN="+h.metrics,
			fmt.Sprintf("SESAME_BASE_URL=http://localhost:%d", port), "SESAME_SMTP_URL=smtp://"+smtp+"?tls=none")
		h.url = fmt.Sprintf("http://localhost:%d", port) // both are reached under one name
		h.site.post = relay
		h.env = append(h.env, "SESAME_REPLICA_SOCKET="+h.socket())
	}
	return hosts[0], hosts[1]
}

func (h *host) database() string { return filepath.Join(h.dir, "sesame.db") }
func (h *host) socket() string   { return filepath.Join(h.dir, "litestream.sock") }
func (h *host) copies() string   { return filepath.Join(h.dir, "copies") }
func (h *host) service() string  { return net.JoinHostPort(h.address, fmt.Sprint(h.port)) }

// begins starts a command on the machine; it is killed at the end of the test.
func (h *host) begins(words ...string) *exec.Cmd {
	h.t.Helper()
	words = append(h.inside, words...)
	c := exec.Command(words[0], words[1:]...)
	c.Dir, c.Env = h.dir, h.env
	said := new(bytes.Buffer)
	c.Stdout, c.Stderr = said, said
	c.WaitDelay = time.Second // sshd's children hold the pipe while they wait for a dead machine
	if err := c.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		if h.t.Failed() {
			h.t.Logf("%s:\n%s", strings.Join(words, " "), said)
		}
	})
	return c
}

// does runs a command on the machine to its end and returns its output.
func (h *host) does(words ...string) string {
	h.t.Helper()
	words = append(h.inside, words...)
	c := exec.Command(words[0], words[1:]...)
	c.Dir, c.Env = h.dir, h.env
	out, err := c.CombinedOutput()
	if err != nil {
		h.t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, out)
	}
	return string(out)
}

// tool returns the absolute path of a program of the tests.
func (h *host) tool(path string) string {
	h.t.Helper()
	absolute, err := filepath.Abs(path)
	if err != nil {
		h.t.Fatal(err)
	}
	return absolute
}

// until calls yes until it returns no error.
func (h *host) until(what string, yes func() error) {
	h.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for deadline := time.After(patience); ; {
		err := yes()
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-deadline:
			h.t.Fatalf("%s: %v", what, err)
		}
	}
}

// serve starts the service, and waits for its first page.
func (h *host) serve() {
	h.t.Helper()
	path, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	h.process = h.begins(path, "serve")
	client := h.visitor().client
	h.until("the service", func() error {
		answer, err := client.Get(h.url + "/connexion")
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})
}

// stop stops the service.
func (h *host) stop() {
	h.t.Helper()
	if err := h.process.Process.Signal(os.Interrupt); err != nil {
		h.t.Error(err)
	}
	_ = h.process.Wait()
}

// takesCopies starts Debian's SSH server, for files only, under the account of the test.
func (h *host) takesCopies() {
	h.t.Helper()
	h.sshPort = servertest.FreePort(h.t)
	if os.Geteuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // Debian's unit makes it, and sshd requires it of root
			h.t.Fatal(err)
		}
	}
	h.does("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(h.dir, "host"))
	h.does("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(h.dir, "copier"))
	public, err := os.ReadFile(filepath.Join(h.dir, "host.pub"))
	if err != nil {
		h.t.Fatal(err)
	}
	h.hostKey = strings.TrimSpace(string(public))
	config := fmt.Sprintf("ListenAddress %s\nPort %d\nHostKey %s\nPidFile none\nClientAliveInterval 5\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nForceCommand internal-sftp\n",
		h.address, h.sshPort, filepath.Join(h.dir, "host"), filepath.Join(h.dir, "copier.pub"))
	if err := os.WriteFile(filepath.Join(h.dir, "sshd_config"), []byte(config), 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.begins("/usr/sbin/sshd", "-D", "-e", "-f", filepath.Join(h.dir, "sshd_config"))
	h.until("the SSH server", func() error {
		conn, err := net.Dial("tcp", net.JoinHostPort(h.address, fmt.Sprint(h.sshPort)))
		if err != nil {
			return err
		}
		return conn.Close()
	})
}

// replicate starts Litestream with the configuration that the package installs, adapted to this test's paths and addresses.
func (h *host) replicate(to *host) {
	h.t.Helper()
	sample, err := os.ReadFile("../packaging/litestream/litestream.yml")
	if err != nil {
		h.t.Fatal(err)
	}
	config := string(sample)
	for former, here := range map[string]string{
		"/run/sesame-litestream/litestream.sock": h.socket(),
		"/var/lib/sesame/sesame.db":              h.database(),
		"seconde.caisse.example:22":              net.JoinHostPort(to.address, fmt.Sprint(to.sshPort)),
		"user: sesame-copie":                     "user: " + strings.TrimSpace(h.does("id", "-un")),
		"/var/lib/sesame-copie/sesame":           to.copies(),
		"/etc/sesame/litestream-ssh":             filepath.Join(to.dir, "copier"),
		"ssh-ed25519 AAAA…":                      to.hostKey,
	} {
		if !strings.Contains(config, former) {
			h.t.Errorf("packaging/litestream/litestream.yml does not hold %s", former)
		}
		config = strings.ReplaceAll(config, former, here)
	}
	if err := os.WriteFile(filepath.Join(h.dir, "litestream.yml"), []byte(config), 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.copier = h.begins(h.tool(litestream), "replicate", "-config", filepath.Join(h.dir, "litestream.yml"))
	h.until("Litestream", func() error {
		_, err := os.Stat(h.socket())
		return err
	})
	h.copied()
}

// tellsHowFar checks that doctor and the metrics report the replication, while all is well.
func (h *host) tellsHowFar() {
	h.t.Helper()
	path, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	c := exec.Command(path, "doctor")
	c.Dir, c.Env = h.dir, h.env
	told, _ := c.CombinedOutput() // its other findings in this test are ignored
	if !strings.Contains(string(told), "ok     seconde machine : la copie était complète") {
		h.t.Errorf("doctor says:\n%s", told)
	}
	series := h.does("curl", "-sS", "http://"+h.metrics+"/metrics")
	if !strings.Contains(series, "\nsesame_replica_lag_seconds ") {
		h.t.Errorf("the lag is not among the metrics:\n%s", series)
	}
}

// copied waits until everything that was committed is on the second machine.
func (h *host) copied() {
	h.t.Helper()
	h.until("the copy", func() error {
		out, err := exec.Command(h.tool(litestream), "sync", "-wait", "-socket", h.socket(), h.database()).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	})
}

// dies takes the machine off the network and kills its programs. It returns the moment.
func (h *host) dies() time.Time {
	h.t.Helper()
	h.unplug()
	at := time.Now()
	for _, c := range []*exec.Cmd{h.process, h.copier} {
		if err := c.Process.Kill(); err != nil {
			h.t.Error(err)
		}
		_ = c.Wait()
	}
	return at
}

// restores rebuilds the database from the copies.
func (h *host) restores() {
	h.t.Helper()
	h.does(h.tool(litestream), "restore", "-integrity-check", "quick", "-o", h.database(), "file://"+h.copies())
}

// takesKeyOf installs the first machine's key, which is kept apart from the copies.
func (h *host) takesKeyOf(of *host) {
	h.t.Helper()
	key, err := os.ReadFile(filepath.Join(of.dir, "sesame.key"))
	if err == nil {
		err = os.WriteFile(filepath.Join(h.dir, "sesame.key"), key, 0o600)
	}
	if err == nil {
		err = os.Chmod(h.database(), 0o600)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// asks reads one value from the database.
func (h *host) asks(query string) string {
	h.t.Helper()
	return (&crash{site: h.site, path: h.database()}).asks(query)
}

// lacks counts the requests that were answered and are not in the database, and returns the time of the oldest one.
func (h *host) lacks(answers []answer) (lost int, oldest time.Time) {
	h.t.Helper()
	kept := map[string]bool{}
	for _, request := range strings.Fields(h.asks(`SELECT group_concat(request, ' ') FROM flows`)) {
		kept[request] = true
	}
	for _, a := range answers {
		if !kept[a.request] {
			lost++
			if oldest.IsZero() || a.at.Before(oldest) {
				oldest = a.at
			}
		}
	}
	return lost, oldest
}

// subnet is the network of the machines where each has a namespace.
const subnet = "10.83.97.0/24"

// namespaces puts each machine into a network namespace of its own on one bridge, where the relay is too.
func namespaces(t *testing.T, hosts []*host, smtp string) (relay string) {
	t.Helper()
	run := func(words ...string) {
		t.Helper()
		if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v\n%s", strings.Join(words, " "), err, out)
		}
	}
	const bridge, gateway = "sesame-net", "10.83.97.254"
	run("link", "add", bridge, "type", "bridge")
	t.Cleanup(func() { run("link", "del", bridge) })
	run("addr", "add", gateway+"/24", "dev", bridge)
	run("link", "set", bridge, "up")
	for i, h := range hosts {
		name := fmt.Sprintf("sesame-%d", i+1)
		h.address = fmt.Sprintf("10.83.97.%d", i+1)
		h.inside = []string{"ip", "netns", "exec", name}
		run("netns", "add", name)
		t.Cleanup(func() { run("netns", "del", name) })
		run("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
		t.Cleanup(func() { run("link", "del", name) })
		run("link", "set", name, "master", bridge, "up")
		run("-n", name, "addr", "add", h.address+"/24", "dev", "eth0")
		run("-n", name, "link", "set", "eth0", "up")
		run("-n", name, "link", "set", "lo", "up")
		h.unplug = func() { run("link", "set", name, "down") }
	}
	listener, err := net.Listen("tcp", gateway+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			caller, err := listener.Accept()
			if err != nil {
				return
			}
			box, err := net.Dial("tcp", smtp)
			if err != nil {
				_ = caller.Close()
				continue
			}
			go func() { _, _ = io.Copy(box, caller); _ = box.Close() }()
			go func() { _, _ = io.Copy(caller, box); _ = caller.Close() }()
		}
	}()
	return listener.Addr().String()
}
