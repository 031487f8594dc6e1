// This program makes the fixture of a released version. It starts that version's demonstration, goes through journeys in it as
// browsers would, stops it, and keeps a backup of the result.
//
//	go run ./db/testdata/generate.go BINARY NNN
//
// writes db/testdata/NNN.db.gz and its key file NNN.key. BINARY is the built program of that version.
package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"
)

// Identifiers and passwords that the demonstration shows.
const (
	password   = "Prairie-Verte-1789"
	madeleine  = "2580386999012" // has logged in before
	andre      = "1470779999015" // has a temporary password by letter
	julien     = "1860216999031"
	supervisor = "cpetit"
	secret     = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" // secret of the supervisor's authenticator
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: go run ./db/testdata/generate.go BINARY NNN")
	}
	dir, err := os.MkdirTemp("", "fixture-")
	check(err)
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, "sesame.db")
	walk(os.Args[1], made)
	run(os.Args[1], made, "key", "rotate")
	run(os.Args[1], made, "backup", filepath.Join(dir, "copy.db"))
	to := filepath.Join("db", "testdata", os.Args[2])
	zip(filepath.Join(dir, "copy.db"), to+".db.gz")
	key, err := os.ReadFile(filepath.Join(dir, "sesame.key"))
	check(err)
	check(os.WriteFile(to+".key", key, 0o600))
}

func check(err error) {
	if err != nil {
		log.Panic(err)
	}
}

// walk starts the demonstration, goes through the journeys, and stops it.
func walk(binary, path string) {
	program := exec.Command(binary, "demo", "--listen", "127.0.0.1:0", "--db", path)
	said, err := program.StdoutPipe()
	check(err)
	program.Stderr = os.Stderr
	check(program.Start())
	defer func() {
		check(program.Process.Signal(syscall.SIGINT))
		check(program.Wait())
	}()
	line, err := bufio.NewReader(said).ReadString('\n')
	check(err)
	site := regexp.MustCompile(`http://[^/ ]+`).FindString(line)

	// A member who logs in, stays, verifies a new address, and has a code sent to another one.
	b := browse(site)
	b.open("/connexion").press("Se connecter", "identifiant", madeleine, "mot_de_passe", password).at("/espace")
	b.open("/espace/mon-compte/adresse").press("Suivant", "actuel", password, "email", "neuve@poitou.example").at("/espace/mon-compte/adresse/code")
	b.press("Valider", "code", received(site, "neuve@poitou.example")).at("/espace/mon-compte/adresse/confirmation")
	b.open("/espace/mon-compte/adresse").press("Suivant", "actuel", password, "email", "autre@poitou.example").at("/espace/mon-compte/adresse/code")
	// A member who enters a letter's temporary password and stops before choosing another.
	b = browse(site)
	b.open("/connexion").press("Se connecter", "identifiant", andre, "mot_de_passe", "champ3verger").at("/personnalisation/mot-de-passe")
	// A member who requests a password, and types a wrong code.
	b = browse(site)
	b.open("/mot-de-passe-oublie").press("Suivant", "identifiant", julien).press("Suivant", "canal", "email").at("/mot-de-passe-oublie/code").press("Valider", "code", "12")
	// A member whose password is wrong.
	browse(site).open("/connexion").press("Se connecter", "identifiant", julien, "mot_de_passe", "Prairie-Verte-1790").at("/connexion")
	// A new agent, who enrols with an authenticator.
	invited := run(binary, path, "agent", "add", "jdupuy")
	b = browse(site)
	b.open("/agent/enrolement").press("Suivant", "agent", "jdupuy", "secret", regexp.MustCompile(`(?m)^ {4}(\w{4} \w{4} \w{4})$`).FindStringSubmatch(invited)[1])
	b.press("Suivant", "nouveau", "Guichet-Pluvieux7Tambour", "confirmation", "Guichet-Pluvieux7Tambour")
	own := b.page.Find("code").First().Text()
	b.press("Valider le code", "code", code(own)).press("J'ai noté mes codes").at("/agent")
	// A supervisor who speaks with the first member on the telephone.
	b = browse(site)
	b.open("/agent/connexion").press("Se connecter", "agent", supervisor, "mot_de_passe", password).press("Valider", "code", code(secret)).at("/agent")
	b.open("/agent/adherents").press("Chercher", "recherche", madeleine).follow(`a[href$="/telephone"]`)
	b.press("Envoyer", "envoi", "code-email", "motif", "appel").press("Vérifier le code", "code", "000000")
}

// received waits for an e-mail to the address, and returns the code in the newest one.
func received(site, address string) string {
	for {
		text := browse(site).open("/demo").page.Find(".bloc:contains('" + address + "') pre").First().Text()
		if found := regexp.MustCompile(`(?m)^\d{4}$`).FindString(text); found != "" {
			return found
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// code is the code that an authenticator with this secret shows now.
func code(secret string) string {
	c, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Now())
	check(err)
	return c
}

// run runs a command of the program on the same database, and returns its output.
func run(binary, path string, args ...string) string {
	c := exec.Command(binary, args...)
	c.Env = []string{"SESAME_DB=" + path}
	said, err := c.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		log.Panicf("%q: %v\n%s%s", args, err, said, failed.Stderr)
	}
	check(err)
	return string(said)
}

// browser is the browser of one person.
type browser struct {
	client *http.Client
	url    *url.URL
	page   *goquery.Document
}

func browse(site string) *browser {
	jar, err := cookiejar.New(nil)
	check(err)
	u, err := url.Parse(site)
	check(err)
	return &browser{client: &http.Client{Jar: jar}, url: u}
}

func (b *browser) shown(response *http.Response, err error) *browser {
	check(err)
	defer response.Body.Close()
	b.url = response.Request.URL
	b.page, err = goquery.NewDocumentFromReader(response.Body)
	check(err)
	return b
}

func (b *browser) open(path string) *browser {
	return b.shown(b.client.Get(b.url.JoinPath("/").ResolveReference(&url.URL{Path: path}).String()))
}

// follow opens the first link that the selector finds.
func (b *browser) follow(selector string) *browser {
	to, ok := b.page.Find(selector).First().Attr("href")
	if !ok {
		log.Panicf("%s: no link %s", b.url, selector)
	}
	return b.open(to)
}

// press submits the form of a button, with these fields and the form's hidden ones.
func (b *browser) press(label string, fields ...string) *browser {
	button := b.page.Find("form button").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.TrimSpace(s.Text()) == label }).First()
	form := button.Closest("form")
	if form.Length() == 0 {
		log.Panicf("%s: no button « %s » on\n%s", b.url, label, b.page.Find("main").Text())
	}
	values := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, s *goquery.Selection) { values.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	to := b.url.ResolveReference(&url.URL{Path: form.AttrOr("action", b.url.Path)})
	if form.AttrOr("method", "get") == "get" {
		to.RawQuery = values.Encode()
		return b.shown(b.client.Get(to.String()))
	}
	return b.shown(b.client.PostForm(to.String(), values))
}

func (b *browser) at(path string) *browser {
	if b.url.Path != path {
		log.Panicf("at %s, want %s:\n%s", b.url.Path, path, b.page.Find("main").Text())
	}
	return b
}

func zip(from, to string) {
	in, err := os.Open(from)
	check(err)
	defer in.Close()
	out, err := os.Create(to)
	check(err)
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	check(err)
	_, err = io.Copy(z, in)
	check(errors.Join(err, z.Close(), out.Close()))
}
