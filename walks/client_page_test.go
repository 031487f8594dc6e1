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

// manual is a page of the documentation, with this test's names in place of the page's examples.
type manual struct {
	t     *testing.T
	page  string
	names []string // names of the page and of this test, alternately
}

func opensManual(t *testing.T, page string, names ...string) *manual {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	return &manual{t: t, page: string(text), names: names}
}

// is replaces another name of the page by one of this test.
func (m *manual) is(theirs, ours string) { m.names = append(m.names, theirs, ours) }

// block returns the indented block of the page that begins so.
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

// adds runs the page's `sesame client add` in a shell on the service's host, and replaces CLIENT_ID and CLIENT_SECRET by what
// it prints.
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
