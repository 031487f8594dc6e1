package walks

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pquerna/otp/totp"
)

// What a call may take at most, and what a key and a page take of it: the keystroke-level model of Card, Moran and Newell (1980)
// has 0.28 s for a key of an average typist and 1.35 s for making up one's mind, here before each page.
const (
	callKeys = 15
	callTime = 20 * time.Second
	keyTime  = 280 * time.Millisecond
	pageTime = 1350 * time.Millisecond
)

// demoSecrets are those of the demonstration's agents, whose pages show them.
var demoSecrets = map[string]string{"ymoreau": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", "cpetit": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}

// demonstrationAgent is an agent of the demonstration who has logged in.
func demonstrationAgent(t *testing.T, s *site, login string, js bool) world {
	t.Helper()
	w := world{newPerson(t, s.url, js), s, s.post}
	w.caisse = "MSA de démonstration"
	w.Open("/agent/connexion")
	w.Fill("Agent", login)
	w.Fill("Mot de passe", "Tabouret-Orage-27")
	w.Press("Se connecter")
	code, err := totp.GenerateCode(demoSecrets[login], time.Now())
	w.must(err)
	w.Fill("Code", code)
	w.Press("Valider")
	w.At("/agent")
	return w
}

// operator is an agent with the telephone in one hand: each key counts, and the mouse is out of reach.
type operator struct {
	world
	keys, pages int
}

// press presses a key that leads to another page.
func (o *operator) press(key string) {
	o.t.Helper()
	o.leads(key)
	o.keys, o.pages = o.keys+1, o.pages+1
}

// strike presses a key that stays on the page.
func (o *operator) strike(key string) {
	o.t.Helper()
	o.do("pressing "+key, chromedp.KeyEvent(key))
	o.keys++
}

// finds searches from wherever the agent is, and opens the first who was found.
func (o *operator) finds(words string) {
	o.t.Helper()
	o.seeks(words)
	o.press("1")
}

func (o *operator) seeks(words string) {
	o.t.Helper()
	o.strike("/")
	o.until("the field of the search", func(sight) bool { return o.focusedValue() != noField })
	for _, key := range words {
		o.strike(string(key))
	}
	o.press(kb.Enter)
}

// acts opens an act by its key, takes a ready reason by its number and sends the form.
func (o *operator) acts(key, reason string) {
	o.t.Helper()
	o.press(key)
	o.strike(reason)
	o.press(kb.Enter)
}

// TestACallTakesFewKeys has a new agent of the demonstration answer calls that wait there, by the keyboard alone.
func TestACallTakesFewKeys(t *testing.T) {
	s := newSite(t, "")
	s.env = []string{"HOME=" + s.dir}
	s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1))
	w := demonstrationAgent(t, s, "ymoreau", true)
	quintard := &operator{world: w}
	quintard.finds("quintard")
	number := contactNumber.FindString(w.Text())
	for _, call := range []struct {
		says   string
		answer func(*operator)
		reads  string
	}{
		{"Je n'ai pas reçu mon code", func(o *operator) { o.finds("quintard") }, "code"},
		{"Mon mot de passe provisoire ne marche pas", func(o *operator) { o.finds("vrignaud") }, "remplacé"},
		{"Je suis bloqué", func(o *operator) { o.finds("berthon"); o.acts("b", "4") }, "Le blocage est levé"},
		{"Mon courrier n'est jamais arrivé", func(o *operator) { o.finds("chaign"); o.acts("l", "6") }, "attend d'être imprimé"},
		{"Ce message vient-il de vous ?", func(o *operator) { o.seeks(strings.ToLower(strings.ReplaceAll(number, "-", ""))) }, "Monsieur Loïc QUINTARD"},
	} {
		o := &operator{world: w}
		call.answer(o)
		o.Reads(call.reads)
		if took := time.Duration(o.keys)*keyTime + time.Duration(o.pages)*pageTime; o.keys > callKeys || took > callTime {
			t.Errorf("« %s »: %d keys and %d pages, %v", call.says, o.keys, o.pages, took)
		}
	}
}
