package walks

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sesame/server/servertest"
)

// installsOnTerminal runs the installer on a terminal made by script(1), for a configuration file of its own. The lines of
// typed are entered at once, and those of rest after the installer has shown asks.
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

// display records what a terminal shows, and closes shown when the text contains waits for the first time.
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

// keyboard types rest once shown is closed.
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
		relay, "Mon espace privé <ne-pas-repondre@poitou.example>", "json+" + s.post.sms + "/sms?token=" + gatewayToken, "MSA", filepath.Join(s.dir, "sesame.db"), "", "oui",
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
	// The service starts with the file that was written.
	s.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "SESAME_CONFIG=" + file, "SESAME_LISTEN=" + strings.TrimPrefix(s.url, "http://"), fmt.Sprintf("SESAME_METRICS_LISTEN=127.0.0.1:%d", servertest.FreePort(t))}
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
