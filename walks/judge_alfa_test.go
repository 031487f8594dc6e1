package walks

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// alfaWriter is the script that serialises a page for alfa: elements, styles and their places on the screen.
var alfaWriter = sync.OnceValues(func() (string, error) {
	module, err := os.ReadFile(toolsDir + "@siteimprove/alfa-dom/dist/native.js")
	return strings.Replace(string(module), "export var Native", "var Native", 1) + "\n;Native.fromNode(document).then(JSON.stringify)", err
})

// alfa is a process with Siteimprove's rules, which works beside the browser.
type alfa struct {
	t       *testing.T
	process *exec.Cmd
	pages   io.WriteCloser
	answers chan map[string][]string

	mu sync.Mutex // tabs write in turn
}

func startAlfa(t *testing.T) *alfa {
	t.Helper()
	modules, err := filepath.Abs(toolsDir)
	if err != nil {
		t.Fatal(err)
	}
	a := &alfa{t: t, process: exec.Command("node", "testdata/alfa.mjs", modules), answers: make(chan map[string][]string, 1)}
	a.process.Stderr = os.Stderr
	pages, err := a.process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	a.pages = pages
	said, err := a.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.process.Start(); err != nil {
		t.Fatalf("starting node (make tools installs it): %v", err)
	}
	go a.listen(said)
	return a
}

func (a *alfa) listen(said io.Reader) {
	answers := map[string][]string{}
	for lines := bufio.NewReader(said); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			a.answers <- answers
			return
		}
		var answer struct {
			Name       string
			Complaints []string
		}
		if err := json.Unmarshal(line, &answer); err == nil {
			answers[answer.Name] = answer.Complaints
		}
	}
}

// shows sends alfa the page that the person has open.
func (a *alfa) shows(p *person, name string) {
	p.t.Helper()
	script, err := alfaWriter()
	p.must(err)
	page, err := chromedp.Run(p.tab, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	p.must(err)
	quoted, err := json.Marshal(name)
	p.must(err)
	a.mu.Lock()
	defer a.mu.Unlock()
	_, err = fmt.Fprintf(a.pages, `{"name":%s,"document":%s}`+"\n", quoted, page)
	p.must(err)
}

// complaints waits for the results of all pages that were sent, and returns the complaints by the name of the page.
func (a *alfa) complaints() map[string][]string {
	a.t.Helper()
	if err := a.pages.Close(); err != nil {
		a.t.Fatal(err)
	}
	answers := <-a.answers
	if err := a.process.Wait(); err != nil {
		a.t.Fatalf("alfa: %v", err)
	}
	return answers
}
