package walks

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	slicedMembers   = 3000
	slicedNewcomers = 3000
)

// slicedFile returns a file of n members, whose names are a word and their number.
func slicedFile(name string, n int) string {
	var b strings.Builder
	b.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range n {
		fmt.Fprintf(&b, "S%d;tiers;%s %d;86000 POITIERS;%s.%d@poitou.example\n", i, name, i, strings.ToLower(name), i)
	}
	return b.String()
}

// TestAnImportThatIsKilled kills the command while it loads a file or undoes an import, and then the service as well. After a
// restart, either the whole file is loaded or nothing of it, and the list of imports says which.
func TestAnImportThatIsKilled(t *testing.T) {
	c := &crash{site: newSite(t, ""), changed: make(chan struct{}), random: rand.New(rand.NewPCG(3, 4))}
	c.path = filepath.Join(c.dir, "sesame.db")
	c.imports("adherents", slicedFile("Former", slicedMembers))
	file := filepath.Join(t.TempDir(), "adherents.csv")
	if err := os.WriteFile(file, []byte(slicedFile("Later", slicedMembers+slicedNewcomers)), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		c.launch()
		c.killWork("import", "adherents", file, "--yes")
		c.killService()
		c.launch()
		c.settled()
		c.expects(slicedMembers, "interrupted", "0")
		c.killService()
	}
	c.run("import", "adherents", file, "--yes")
	c.expects(slicedMembers+slicedNewcomers, "loaded", strconv.Itoa(slicedMembers))
	number := c.asks(`SELECT max(id) FROM imports`)
	c.killWork("import", "undo", number)
	c.launch()
	c.settled()
	c.expects(slicedMembers, "loaded", "0")
	if undone := c.asks(`SELECT undone_by FROM imports WHERE id = ` + number); undone != "system" {
		t.Errorf("undone by %q", undone)
	}
	if told := c.asks(`SELECT numbers FROM audit WHERE event = 'import-undone'`); !strings.Contains(told, fmt.Sprintf(`:%d`, slicedNewcomers)) {
		t.Errorf("the audit log says %s", told)
	}
	c.end()
	c.whole()
}

// killWork starts a command and kills it at a random moment while its work is recorded in the database.
func (c *crash) killWork(args ...string) {
	c.t.Helper()
	file := c.file()
	defer file.Close()
	var said bytes.Buffer
	command := c.command(args...)
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for at := 0; at == 0; {
		select {
		case err := <-ended:
			c.t.Fatalf("the command has ended: %v\n%s", err, &said)
		default:
		}
		if err := file.QueryRow(`SELECT count(*) FROM import_work WHERE stage <> 'sweeping'`).Scan(&at); err != nil {
			c.t.Fatal(err)
		}
	}
	<-time.After(time.Duration(c.random.IntN(20)) * time.Millisecond)
	if err := command.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	if err := <-ended; err == nil {
		c.t.Fatal("the command came to its end before it was killed")
	}
}

func (c *crash) killService() {
	c.t.Helper()
	if err := c.process.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	if err := <-c.exited; err == nil {
		c.t.Error("killed, and it ended as if nothing was the matter")
	}
}

// settled waits until no import is in progress.
func (c *crash) settled() {
	c.t.Helper()
	for deadline := time.After(4 * patience); c.asks(`SELECT count(*) FROM import_work`) != "0"; {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			c.t.Fatalf("the import is at work still\n%s", c.log)
		}
	}
}

// expects checks the tables: the number of members with one contact each, the phase of the newest import, and the number of
// former values that are kept of it.
func (c *crash) expects(members int, phase, former string) {
	c.t.Helper()
	for query, want := range map[string]string{
		`SELECT count(*) FROM members`:                        strconv.Itoa(members),
		`SELECT count(*) FROM contacts`:                       strconv.Itoa(members),
		`SELECT count(DISTINCT member_id) FROM contacts`:      strconv.Itoa(members),
		`SELECT phase FROM imports ORDER BY id DESC LIMIT 1`:  phase,
		`SELECT count(*) FROM former_members`:                 former,
		`SELECT count(*) FROM former_contacts`:                former,
		`SELECT count(*) FROM imports WHERE ended_at IS NULL`: "0",
	} {
		if got := c.asks(query); got != want {
			c.t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}
