package walks

import (
	"bufio"
	"database/sql"
	"fmt"
	"html"
	"html/template"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The references that the service's figures are divided by: measured on the same machine, at the same time, without any code of
// Sésame.

// commitsAlone returns how many small transactions SQLite commits in a second by itself, with the service's settings.
func commitsAlone(b *testing.B) float64 {
	b.Helper()
	const commits = 2000
	file, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "alone.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	file.SetMaxOpenConns(1)
	if _, err := file.Exec(`CREATE TABLE rows (id INTEGER PRIMARY KEY, at INTEGER)`); err != nil {
		b.Fatal(err)
	}
	insert, err := file.Prepare(`INSERT INTO rows (at) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	began := time.Now()
	for i := range commits {
		if _, err := insert.Exec(i); err != nil {
			b.Fatal(err)
		}
	}
	return commits / time.Since(began).Seconds()
}

// referencePage is the environment variable that makes a second process of this package's tests serve the page in this file,
// instead of running tests.
const referencePage = "SESAME_BENCH_PAGE"

var textOfPage = regexp.MustCompile(`>([^<>]+)<`)

// serveReference serves a page through net/http and html/template: each text between two tags becomes an action, and the output
// has the bytes of the page. It prints its address, and runs until it is killed.
func serveReference(path string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var said []string
	source := textOfPage.ReplaceAllStringFunc(strings.NewReplacer("{{", "", "}}", "").Replace(string(page)), func(text string) string {
		said = append(said, html.UnescapeString(text[1:len(text)-1]))
		return fmt.Sprintf(">{{index . %d}}<", len(said)-1)
	})
	t, err := template.New("page").Parse(source)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := t.Execute(w, said); err != nil {
			panic(err)
		}
	}))
}

// newReference starts the process that serves a page, and returns its address.
func newReference(b *testing.B, page string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		b.Fatal(err)
	}
	own, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	c := exec.Command(own)
	c.Env = append(os.Environ(), referencePage+"="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return "http://" + strings.TrimSpace(address)
}
