// Attack starts the service on this computer with the demonstration's members and a relay that only stores mails, enters one
// account as its member would, and runs wapiti, sqlmap, ffuf and testssl.sh on every form. It prints their findings and exits
// with 1 if there is any. Run by .ci/attack, which builds both programs.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httputil"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Time limits of the tools; together under ten minutes.
const (
	pathTime   = 30 * time.Second
	wapitiTime = 90 * time.Second // for each of two runs: as a stranger, as a member
	sqlmapTime = 25 * time.Second // for each form
	tlsTime    = 75 * time.Second
)

// The member whose account is entered: one of the demonstration, and the serial number on their carte Vitale.
const (
	identifier = "2580386999012"
	serial     = "80250000 1001 2345 678"
	password   = "Velours-Sillon7Grenouille"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: attack ROOM")
		os.Exit(2)
	}
	a := &attack{room: os.Args[1]}
	if err := a.run(); err != nil {
		fmt.Fprintln(os.Stderr, "attack:", err)
		os.Exit(2)
	}
	if len(a.findings) > 0 {
		fmt.Printf("\n%d findings:\n", len(a.findings))
		for _, f := range a.findings {
			fmt.Println("  -", f)
		}
		os.Exit(1)
	}
	fmt.Println("\nNothing found.")
}

type attack struct {
	room     string
	base     string
	relay    *relay
	findings []string
}

func (a *attack) found(tool, format string, args ...any) {
	what := tool + ": " + fmt.Sprintf(format, args...)
	if !slices.Contains(a.findings, what) {
		a.findings = append(a.findings, what)
	}
}

func (a *attack) path(name string) string { return filepath.Join(a.room, name) }

func (a *attack) run() error {
	var err error
	if a.relay, err = newRelay(); err != nil {
		return err
	}
	service, err := a.start("attack", "http")
	if err != nil {
		return err
	}
	defer service.stop()
	a.base = service.base
	fmt.Println("== the service is", a.base)
	member, err := a.walkIn()
	if err != nil {
		return fmt.Errorf("walking into an account: %w", err)
	}
	a.paths()
	a.wapiti("stranger", a.base)
	inside, err := a.door(cookies(member, a.base))
	if err != nil {
		return err
	}
	a.wapiti("member", inside)
	a.injections(member)
	a.headersOfMails()
	a.afterwards()
	service.stop()
	a.logOf(service)
	return a.encryption()
}

// service is the running program, and its log.
type service struct {
	base string
	cmd  *exec.Cmd
	log  string
	once sync.Once
}

func (s *service) stop() {
	s.once.Do(func() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait()
	})
}

// start imports the members and starts the service. Limits of accounts are as high as the configuration allows, so that the
// tools get past them; this computer's address is exempt.
func (a *attack) start(name, scheme string, more ...string) (*service, error) {
	listen, metrics := freeAddresses()
	base := scheme + "://" + listen
	if scheme == "https" {
		_, port, _ := net.SplitHostPort(listen)
		base = "https://localhost:" + port
	}
	env := append([]string{
		"PATH=" + os.Getenv("PATH"), "SESAME_DB=" + a.path(name+".db"),
		"SESAME_LISTEN=" + listen, "SESAME_METRICS_LISTEN=" + metrics, "SESAME_BASE_URL=" + base,
		"SESAME_SMTP_URL=smtp://" + a.relay.address + "?tls=none", "SESAME_SMTP_FROM=Mon espace <ne-pas-repondre@caisse.example>",
		"SESAME_CAISSE_NAME=Caisse attaquée", "SESAME_CAISSE_PHONE=05 49 00 00 00", "SESAME_CAISSE_HOURS=de 9 h à 16 h 30",
		"SESAME_CAISSE_ADDRESS=37 rue du Touffenet, 86000 Poitiers", "SESAME_CAISSE_SITE=https://www.poitou.example", "SESAME_CAISSE_CONTACT_EMAIL=contact@poitou.example",
		"SESAME_CODE_DIGITS=8", "SESAME_CODE_TRIES=10", "SESAME_WRONG_CODES_PER_DAY=1000",
		"SESAME_WRONG_CODES_PER_MONTH=10000", "SESAME_LOGIN_FREE=100", "SESAME_LOGIN_PER_DAY=100", "SESAME_LOGIN_FIRST_DELAY=1s",
		"SESAME_EVERYONE_WRONG_HOUR=1000000", "SESAME_EVERYONE_WRONG_DAY=1000000",
	}, more...)
	load := exec.Command(a.path("sesame"), "import", "adherents", "handlers/demo/adherents.csv", "--new-database")
	load.Env = env
	if out, err := load.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("import: %w\n%s", err, out)
	}
	s := &service{base: base, log: a.path(name + ".log"), cmd: exec.Command(a.path("sesame"), "serve")}
	log, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	s.cmd.Env, s.cmd.Stderr = env, log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for range 100 {
		if r, err := client.Get(base + "/connexion"); err == nil {
			_ = r.Body.Close()
			return s, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.stop()
	said, _ := os.ReadFile(s.log)
	return nil, fmt.Errorf("the service does not answer:\n%s", said)
}

// freeAddresses returns two addresses of this computer whose ports were free. Both are held at the same time, so that the
// second differs from the first.
func freeAddresses() (one, other string) {
	free := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		return l
	}
	a, b := free(), free()
	defer a.Close()
	defer b.Close()
	return a.Addr().String(), b.Addr().String()
}

// walker is a browser without a display: it keeps cookies and follows redirects.
type walker struct {
	*http.Client
	base string
	at   string // path of the page shown
	page string
}

func (a *attack) walker() *walker {
	jar, _ := cookiejar.New(nil)
	return &walker{Client: &http.Client{Jar: jar, Timeout: 20 * time.Second}, base: a.base}
}

func (w *walker) seen(r *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	w.at, w.page = r.Request.URL.Path, string(body)
	return err
}

func (w *walker) get(path string) error { return w.seen(w.Get(w.base + path)) }

var versionField = regexp.MustCompile(`name="version" value="([^"]*)"`)

func (w *walker) version() string {
	if m := versionField.FindStringSubmatch(w.page); m != nil {
		return m[1]
	}
	return ""
}

// post sends a form to a path, and fails unless it leads to the path want.
func (w *walker) post(path, want string, pairs ...string) error {
	form := url.Values{"version": {w.version()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	if err := w.seen(w.PostForm(w.base+path, form)); err != nil {
		return err
	}
	if w.at != want {
		return fmt.Errorf("%s led to %s, not to %s", path, w.at, want)
	}
	return nil
}

// walkIn takes the member from « oubli » through the personalisation into the private space.
func (a *attack) walkIn() (*walker, error) {
	w := a.walker()
	oubli, perso := "/mot-de-passe-oublie", "/personnalisation"
	if err := w.get(oubli); err != nil {
		return nil, err
	}
	if err := errors.Join(
		w.post(oubli, oubli+"/canal", "identifiant", identifier),
		w.post(oubli+"/canal", oubli+"/question", "canal", "email"),
		w.post(oubli+"/question", oubli+"/confirmation", "nature", "vitale", "carte", serial, "relue", "8025 0000 1001 2345 678"),
	); err != nil {
		return nil, err
	}
	secret, err := a.relay.secret(1, `(?m)^([a-z2-9]{12})\r?$`)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(
		w.get("/connexion"),
		w.post("/connexion", perso+"/mot-de-passe", "identifiant", identifier, "mot_de_passe", secret),
		w.post(perso+"/mot-de-passe", perso+"/coordonnees", "nouveau", password, "confirmation", password),
		w.post(perso+"/coordonnees", perso+"/adresse-email", "email", "madeleine.texier@poitou.example"),
	); err != nil {
		return nil, err
	}
	code, err := a.relay.secret(3, `(?m)^(\d{8})\r?$`)
	if err != nil {
		return nil, err
	}
	return w, errors.Join(
		w.post(perso+"/adresse-email", perso+"/confirmation", "code", code),
		w.get("/espace"),
	)
}

func cookies(w *walker, base string) string {
	u, _ := url.Parse(base)
	var all []string
	for _, c := range w.Jar.Cookies(u) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}

// tool runs a tool, with a time limit, and returns its output.
func (a *attack) tool(limit time.Duration, name string, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "HOME="+a.room, "TERM=dumb", "NO_COLOR=1")
	cmd.Dir, cmd.WaitDelay = a.room, 5*time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	err := cmd.Run()
	how := "done"
	if ctx.Err() != nil {
		how = "stopped at its time"
	} else if err != nil {
		how = err.Error()
	}
	fmt.Printf("   %s, %s after %s\n", name, how, time.Since(began).Round(time.Second))
	return out.String()
}

// hidden are paths at which nothing may be found.
var hidden = []string{
	".env", ".git/config", ".git/HEAD", ".gitignore", ".svn/entries", ".DS_Store", ".htaccess", ".tools", ".ci/run", "Makefile", "README.md", "SECURITY.md",
	"go.mod", "go.sum", "main.go", "schema.sql", "config", "config.json", "backup", "backup.sql", "dump.sql", "sesame.db", "sesame.db-wal", "sesame.key",
	"attack.db", "attack.key", "adherents.csv", "handlers/demo/adherents.csv", "adherents.csv.rejets.csv", "metrics", "healthz", "readyz", "debug/pprof/", "debug/vars",
	"demo", "demo/messages/1/html", "demo/lettres/1", "galerie", "galerie/oubli-code", "agent", "agents", "admin", "administrator", "api", "api/v1", "graphql",
	"swagger.json", "openapi.json", "server-status", "phpinfo.php", "index.php", "wp-login.php", "actuator", "actuator/env", "console", "static", "static/",
	"static/sesame.js", "static/sesame.css", "static/vendor/", "static/../schema.sql", "static/..%2fschema.sql", "static/%2e%2e/schema.sql", "static/..%5cschema.sql",
	"static/....//schema.sql", "static/%252e%252e/schema.sql", "static//etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "views/connexion.html",
	"espace/mon-compte/sessions/1/fermeture", "espace/../demo", "connexion/../metrics", "%2fdemo", "demo%00", "test", "tmp", "old", "users", "members", "export", "audit",
}

// paths requests the hidden paths, as a stranger.
func (a *attack) paths() {
	fmt.Println("== ffuf:", len(hidden), "paths")
	list, report := a.path("paths.txt"), a.path("paths.json")
	if err := os.WriteFile(list, []byte(strings.Join(hidden, "\n")+"\n"), 0o600); err != nil {
		panic(err)
	}
	said := a.tool(pathTime, "ffuf", "-w", list, "-u", a.base+"/FUZZ", "-mc", "all", "-s", "-o", report, "-of", "json")
	var out struct {
		Results []struct {
			Input  map[string]string
			Status int
			URL    string
		}
	}
	raw, err := os.ReadFile(report)
	if err != nil || json.Unmarshal(raw, &out) != nil || len(out.Results) < len(hidden) {
		a.found("ffuf", "did not ask for every path (%d of %d):\n%s", len(out.Results), len(hidden), said)
		return
	}
	for _, r := range out.Results {
		// These accept posts only: the private space answers a stranger's GET with a redirect to the login, or with 405.
		private := strings.HasPrefix(r.URL, a.base+"/espace/mon-compte/sessions") && (r.Status == 303 || r.Status == 405)
		if r.Status != 404 && !private {
			a.found("ffuf", "%s answers %d", r.URL, r.Status)
		}
	}
}

// answered are findings of wapiti that have been examined, each with the reason or the test that covers it.
var answered = []string{
	"X-Frame-Options is not set",                                            // frame-ancestors 'none' has this effect; the header is obsolete (ASVS 3.4.6)
	"X-XSS-Protection is not set",                                           // browsers no longer support it
	"Strict-Transport-Security is not set",                                  // with https only: TestEveryAnswer
	"Secure flag is not set in the cookie : sesame",                         // with https only: TestEveryAnswer
	"Lack of rate limiting",                                                 // this computer is exempt on purpose
	"CSP attribute \"default-src\" is not set", "CSP \"default-src\" value", // it is 'none'
}

// crawled matches the forms that wapiti reports to have tried.
var crawled = regexp.MustCompile(`POST http://[^/]+(/\S*)`)

// door starts a proxy into the member's private space and returns its address: each request gets the member's cookie, and none
// may end the session.
func (a *attack) door(cookie string) (string, error) {
	to, err := url.Parse(a.base)
	if err != nil {
		return "", err
	}
	through := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Set("Cookie", cookie)
		},
		ModifyResponse: func(r *http.Response) error { r.Header.Del("Set-Cookie"); return nil },
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/deconnexion" || strings.HasSuffix(r.URL.Path, "/fermeture") {
				http.NotFound(w, r)
				return
			}
			through.ServeHTTP(w, r)
		}))
	}()
	return "http://" + l.Addr().String(), nil
}

// wapiti crawls and attacks every form that it finds. Two kinds of modules are left out: those that need a host on the
// internet, and those that look for a token in each form, where the service checks the browser's own headers instead
// (TestEveryAnswer).
func (a *attack) wapiti(who, base string) {
	fmt.Println("== wapiti:", who)
	report := a.path("wapiti-" + who + ".json")
	args := []string{"-u", base + "/", "--scope", "folder", "-m", "cookieflags,crlf,csp,exec,file,http_headers,htaccess,methods,permanentxss,redirect,shellshock,sql,blindsql,xss",
		"-f", "json", "-o", report, "--max-scan-time", fmt.Sprint(int(wapitiTime.Seconds()) / 3), "--max-attack-time", "10", "--flush-session", "--no-bugreport",
		"--store-session", a.path("wapiti-" + who), "-t", "10", "-v", "1", "-S", "normal"}
	if base != a.base {
		args = append(args, "-s", base+"/espace/mon-compte/email-mot-de-passe", "-s", base+"/espace/mon-compte/mot-de-passe", "-s", base+"/espace/mon-compte/adresse")
	}
	said := a.tool(wapitiTime, "wapiti", args...)
	var out struct {
		Vulnerabilities map[string][]struct{ Info, Path, Parameter string }
		Anomalies       map[string][]struct{ Info, Path, Parameter string }
		Infos           struct {
			Pages int `json:"crawled_pages_nbr"`
		}
	}
	raw, err := os.ReadFile(report)
	if err != nil || json.Unmarshal(raw, &out) != nil {
		a.found("wapiti", "left no report (%v):\n%s", err, said)
		return
	}
	asked := map[string]bool{}
	for _, form := range crawled.FindAllStringSubmatch(said, -1) {
		asked[form[1]] = true
	}
	fmt.Printf("   %d forms: %s\n", len(asked), strings.Join(slices.Sorted(maps.Keys(asked)), " "))
	for _, kinds := range []map[string][]struct{ Info, Path, Parameter string }{out.Vulnerabilities, out.Anomalies} {
		for kind, all := range kinds {
			for _, v := range all {
				if !slices.ContainsFunc(answered, func(known string) bool { return strings.Contains(v.Info, known) }) {
					a.found("wapiti, "+who, "%s: %s %s %s", kind, v.Path, v.Parameter, v.Info)
				}
			}
		}
	}
}

// injections runs sqlmap on each form, including steps of journeys and the private space. Entries are wrong on purpose: a right
// one would move the journey on.
func (a *attack) injections(member *walker) {
	code, question := a.walker(), a.walker()
	oubli := "/mot-de-passe-oublie"
	err := errors.Join(
		code.post(oubli, oubli+"/canal", "identifiant", identifier),
		code.post(oubli+"/canal", oubli+"/code", "canal", "email"),
		question.post(oubli, oubli+"/canal", "identifiant", "1470779999015"),
		question.post(oubli+"/canal", oubli+"/question", "canal", "email"),
	)
	if err != nil {
		a.found("sqlmap", "could not reach its forms: %v", err)
		return
	}
	inside := cookies(member, a.base)
	for _, t := range []struct {
		name, path, data, cookie string
		more                     []string
	}{
		{"login", "/connexion", "identifiant=2580386999011&mot_de_passe=Abc-1234", "", nil},
		{"login, headers", "/connexion", "", "", []string{"--level", "3", "-p", "user-agent,referer,host"}},
		{"query", "/connexion?etat=fin&reference=ABCD", "", "", nil},
		{"oubli", oubli, "identifiant=2580386999011", "", nil},
		{"oubli, code", oubli + "/code", "code=00000001&version=" + code.version(), cookies(code, a.base), nil},
		{"oubli, question", oubli + "/question", "nature=vitale&carte=&montant=&version=" + question.version(), cookies(question, a.base), []string{"-p", "nature,version"}},
		{"inscription", "/inscription", "identifiant=2580386999011", "", nil},
		{"contact", "/contact", "sujet=a&nom=b&identifiant=2580386999012&email=c@d.example&message=e", "", nil},
		{"gauge", "/jauge", "nouveau=Abcdef-1", inside, nil},
		{"phones", "/espace/mon-compte/telephones", "portable=0639981001&fixe=&fax=&mot_de_passe_actuel=x", inside, nil},
		{"current password", "/espace/mon-compte/mot-de-passe", "actuel=x", inside, nil},
		{"new address", "/espace/mon-compte/adresse", "actuel=x&email=n@p.example", inside, nil},
		{"session", "/espace/mon-compte/sessions/999999*/fermeture", "x=1", inside, nil},
		{"cookie", "/espace", "", "sesame=1*", []string{"--level", "2"}},
	} {
		fmt.Println("== sqlmap:", t.name)
		args := []string{"-u", a.base + t.path, "--batch", "--risk", "2", "--dbms", "sqlite", "--technique", "BEUT", "--time-sec", "3", "--threads", "4", "--timeout", "10", "--retries", "1",
			"--ignore-redirects", "--ignore-code", "401", "--skip-waf", "--flush-session", "--disable-coloring", "--output-dir", a.path("sqlmap")}
		if !slices.Contains(t.more, "--level") {
			args = append(args, "--level", "3")
		}
		if t.data != "" {
			args = append(args, "--data", t.data)
		}
		if t.cookie != "" {
			args = append(args, "--cookie", t.cookie)
		}
		said := a.tool(sqlmapTime, "sqlmap", append(args, t.more...)...)
		for _, line := range strings.Split(said, "\n") {
			if strings.Contains(line, "appears to be") && strings.Contains(line, "injectable") || strings.Contains(line, "identified the following injection point") ||
				strings.Contains(line, "is vulnerable") || strings.Contains(line, "might be vulnerable") {
				a.found("sqlmap, "+t.name, "%s", strings.TrimSpace(line))
			}
		}
		if !strings.Contains(said, "testing") {
			a.found("sqlmap, "+t.name, "did not test:\n%s", said)
		}
	}
}

// headersOfMails checks that every mail has only the headers that the service sets, each once, whatever was typed into the
// forms.
func (a *attack) headersOfMails() {
	mails := a.relay.mails()
	fmt.Println("== mails:", len(mails))
	known := []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To"}
	for _, raw := range mails {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			a.found("mails", "one cannot be read: %v", err)
			continue
		}
		for name, values := range m.Header {
			if !slices.Contains(known, name) || len(values) != 1 {
				a.found("mails", "header %s, %d times", name, len(values))
			}
		}
	}
}

// afterwards checks that the service answers, and that the member's password is unchanged.
func (a *attack) afterwards() {
	w := a.walker()
	if err := w.post("/connexion", "/espace", "identifiant", identifier, "mot_de_passe", password); err != nil {
		a.found("afterwards", "the member's password no longer opens the space: %v", err)
	}
}

var serverFault = regexp.MustCompile(`status=5\d\d|msg=panic`)

// logOf looks into the service's log for internal errors, and for data of the member.
func (a *attack) logOf(s *service) {
	f, err := os.Open(s.log)
	if err != nil {
		a.found("log", "%v", err)
		return
	}
	defer f.Close()
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); n++ {
		if serverFault.MatchString(lines.Text()) {
			a.found("log", "%s", lines.Text())
		}
		for _, secret := range []string{identifier, password, "80250000"} {
			if strings.Contains(lines.Text(), secret) {
				a.found("log", "what a member typed stands in it: %s", lines.Text())
			}
		}
	}
	fmt.Println("== log:", n, "lines")
}

// encryption starts the service again with a certificate of its own, and runs testssl.sh on it.
func (a *attack) encryption() error {
	fmt.Println("== testssl.sh")
	if err := a.certificate(); err != nil {
		return err
	}
	s, err := a.start("tls", "https", "SESAME_TLS_CERT="+a.path("tls.crt"), "SESAME_TLS_KEY="+a.path("tls.pem"))
	if err != nil {
		return err
	}
	defer s.stop()
	report := a.path("tls.json")
	said := a.tool(tlsTime, "testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "one", "--fast", "-p", "-s", "-f", "-U", "-h", "--severity", "LOW", "--jsonfile", report, s.base)
	var out []struct{ ID, Severity, Finding string }
	raw, err := os.ReadFile(report)
	if err != nil || !strings.Contains(said, "TLS 1.3") {
		a.found("testssl.sh", "left no report (%v):\n%s", err, said)
		return nil
	}
	if json.Unmarshal(raw, &out) != nil { // cut off at its time limit: the list is not closed
		_ = json.Unmarshal(append(bytes.TrimRight(bytes.TrimSpace(raw), ","), ']'), &out)
	}
	for _, f := range out {
		if !slices.Contains([]string{"OK", "INFO", "WARN", "DEBUG"}, f.Severity) {
			a.found("testssl.sh", "%s %s: %s", f.Severity, f.ID, f.Finding)
		}
	}
	return nil
}

func (a *attack) certificate() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(a.path("tls.crt"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(a.path("tls.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600),
	)
}

// relay accepts every mail and stores it.
type relay struct {
	address string
	mu      sync.Mutex
	kept    []string
}

func newRelay() (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{address: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r, nil
}

func (r *relay) serve(c net.Conn) {
	defer c.Close()
	lines := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say("220 relay")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch strings.ToUpper(strings.TrimSpace(line[:min(4, len(line))])) {
		case "EHLO", "HELO":
			say("250-relay\r\n250 8BITMIME")
		case "DATA":
			say("354 go on")
			var m strings.Builder
			for {
				line, err := lines.ReadString('\n')
				if err != nil {
					return
				}
				if strings.TrimRight(line, "\r\n") == "." {
					break
				}
				m.WriteString(line)
			}
			r.mu.Lock()
			r.kept = append(r.kept, m.String())
			r.mu.Unlock()
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (r *relay) mails() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.kept)
}

// secret waits for the nth mail and returns what the pattern line captures in it or in a later one.
func (r *relay) secret(n int, line string) (string, error) {
	for range 200 {
		if all := r.mails(); len(all) >= n {
			for _, raw := range all[n-1:] {
				plain, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(raw)))
				if m := regexp.MustCompile(line).FindStringSubmatch(string(plain)); m != nil {
					return m[1], nil
				}
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", fmt.Errorf("no mail %d with a secret", n)
}
