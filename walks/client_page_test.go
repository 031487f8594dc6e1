package walks

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// manual is a page of the documentation, read by somebody who puts their own names in place of those of the page.
type manual struct {
	t     *testing.T
	page  string
	names []string // of the page and of this test, in turn
}

func opensManual(t *testing.T, page string, names ...string) *manual {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	return &manual{t: t, page: string(text), names: names}
}

// is puts another name of this test in place of one of the page.
func (m *manual) is(theirs, ours string) { m.names = append(m.names, theirs, ours) }

// block is what stands indented on the page and begins so.
func (m *manual) block(beginning string) string {
	m.t.Helper()
	var block strings.Builder
	for line := range strings.Lines(m.page) {
		content, indented := strings.CutPrefix(line, "    ")
		switch {
		case indented && (block.Len() > 0 || strings.HasPrefix(content, beginning)):
			block.WriteString(content)
		case block.Len() > 0:
			return m.ours(block.String())
		}
	}
	m.t.Fatalf("the page has no block that begins with %q", beginning)
	return ""
}

func (m *manual) ours(text string) string {
	m.t.Helper()
	var pairs []string
	for i := 0; i < len(m.names); i += 2 {
		theirs, ours := m.names[i], m.names[i+1]
		if !strings.Contains(m.page, theirs) {
			m.t.Fatalf("the page does not say %q", theirs)
		}
		pairs = append(pairs, theirs, ours, url.QueryEscape(theirs), url.QueryEscape(ours))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// adds types the page's `sesame client add` in a shell on the service's host, and puts what it prints in place of CLIENT_ID
// and CLIENT_SECRET.
func (m *manual) adds(s *site) {
	m.t.Helper()
	path, err := program()
	if err != nil {
		m.t.Fatal(err)
	}
	line := m.block("sesame client add")
	c := exec.Command("sh", "-c", line)
	c.Dir, c.Env = s.dir, append(s.env, fmt.Sprintf("PATH=%s:%s", filepath.Dir(path), os.Getenv("PATH")))
	said, err := c.CombinedOutput()
	if err != nil {
		m.t.Fatalf("%s\n%v\n%s", line, err, said)
	}
	id, secret := credentials(m.t, string(said))
	m.is("CLIENT_ID", id)
	m.is("CLIENT_SECRET", secret)
}
