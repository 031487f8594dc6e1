package walks

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pquerna/otp/totp"
)

// The limits of a call, and the time of a key and of a page: the keystroke-level model of Card, Moran and Newell (1980) has
// 0.28 s for a key of an average typist and 1.35 s for mental preparation, counted here before each page.
const (
	callKeys = 15
	callTime = 20 * time.Second
	keyTime  = 280 * time.Millisecond
	pageTime = 1350 * time.Millisecond
)

// demoSecrets are the TOTP secrets of the demonstration's agents, which its pages show.
var demoSecrets = map[string]string{"ymoreau": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", "cpetit": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}

// demonstration starts a new demonstration.
func demonstration(t *testing.T) *site {
	t.Helper()
	s := newSite(t, "")
	s.env = []string{"HOME=" + s.dir}
	s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1))
	return s
}

// demonstrationAgent returns an agent of the demonstration who has logged in.
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

// operator is an agent on the telephone: they use the keyboard only, and each key is counted.
type operator struct {
	world
	keys, pages int
}

// press presses a key that opens another page.
func (o *operator) press(key string) {
	o.t.Helper()
	o.leads(key)
	o.keys, o.pages = o.keys+1, o.pages+1
}

// strike presses keys one after another that stay on the page. A letter is inserted only where the page does not use its key as
// a shortcut.
func (o *operator) strike(keys ...string) {
	o.t.Helper()
	for _, key := range keys {
		o.keys++
		if key == kb.Tab || key == " " {
			o.do("pressing "+key, chromedp.KeyEvent(key))
			continue
		}
		_, err := chromedp.Call(o.tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key})
		o.must(err)
	}
}

// writes strikes each letter of some words.
func (o *operator) writes(words string) {
	o.t.Helper()
	o.strike(strings.Split(words, "")...)
}

// finds searches from any page, and opens the first result.
func (o *operator) finds(words string) {
	o.t.Helper()
	o.seeks(words)
	o.press("1")
}

func (o *operator) seeks(words string) {
	o.t.Helper()
	o.strike("/")
	o.until("the field of the search", func(sight) bool { return o.focusedValue() != noField })
	o.writes(words)
	o.press(kb.Enter)
}

// acts opens an act by its key, chooses a ready reason by its number and sends the form.
func (o *operator) acts(key, reason string) {
	o.t.Helper()
	o.press(key)
	o.strike(reason)
	o.press(kb.Enter)
}

// closes requests the closing of the account on the page: it chooses the cause and the reason by their numbers, and writes the
// account that is kept, if any.
func (o *operator) closes(cause, kept, reason string) {
	o.t.Helper()
	o.press("f")
	o.strike(cause)
	if kept != "" {
		o.strike(kb.Tab)
		o.writes(kept)
		o.strike(kb.Tab)
	}
	o.strike(reason)
	o.press(kb.Enter)
}

var spokenCode = regexp.MustCompile(`\b[0-9]{6}\b`)

// changesAddress handles the call of a member with a new e-mail address: the right answer proves who is calling, and a code
// that comes back proves that the address is correct.
func (o *operator) changesAddress(words, amount, address string) {
	o.t.Helper()
	o.finds(words)
	o.press("t")
	o.strike("p", "q")
	o.until("the field of the answer", func(sight) bool { return o.focusedValue() == "" })
	o.writes(amount)
	o.press(kb.Enter)
	o.Reads("La réponse est juste.")
	o.press("0")
	o.press("c")
	o.do("marking what is there", chromedp.KeyEvent("a", chromedp.KeyModifiers(2)))
	o.keys++
	o.writes(address)
	o.strike(kb.Tab, kb.Tab, kb.Tab, kb.Tab, "5")
	o.press(kb.Enter)
	o.Reads("Les coordonnées sont enregistrées")
	o.press("t")
	o.strike("a", "5")
	o.press(kb.Enter)
	_, mail, _ := strings.Cut(string(o.site.page("/demo")), address)
	o.writes(spokenCode.FindString(mail))
	o.press(kb.Enter)
}

// TestACallTakesFewKeys has a new agent of the demonstration answer its ten waiting calls, by the keyboard alone. Two of them
// end with a colleague's agreement.
func TestACallTakesFewKeys(t *testing.T) {
	s := demonstration(t)
	w := demonstrationAgent(t, s, "ymoreau", true)
	quintard := &operator{world: w}
	quintard.finds("quintard")
	number := contactNumber.FindString(w.Text())
	short := 0
	for _, call := range []struct {
		says   string
		answer func(*operator)
		reads  string
		most   int // keys
	}{
		{"Je n'ai pas reçu mon code", func(o *operator) { o.finds("quintard") }, "code", callKeys},
		{"Mon mot de passe provisoire ne marche pas", func(o *operator) { o.finds("vrignaud") }, "remplacé", callKeys},
		{"Je suis bloqué", func(o *operator) { o.finds("berthon"); o.acts("b", "4") }, "Le blocage est levé", callKeys},
		{"Mon courrier n'est jamais arrivé", func(o *operator) { o.finds("chaign"); o.acts("l", "6") }, "attend d'être imprimé", callKeys},
		{"Ce message vient-il de vous ?", func(o *operator) { o.seeks(strings.ToLower(strings.ReplaceAll(number, "-", ""))) }, "Monsieur Loïc QUINTARD", callKeys},
		{"Je n'ai ni e-mail ni portable", func(o *operator) { o.finds("baudry"); o.press("r"); o.strike("l", "4"); o.press(kb.Enter) }, "Le mot de passe a été réinitialisé", callKeys},
		{"Je suis le tuteur de Marcel Guérin", func(o *operator) {
			o.finds("guerin")
			o.Reads("tutelle", "Association tutélaire du Haut-Poitou")
			o.press("r")
			o.strike("l", kb.Tab, " ", "4")
			o.press(kb.Enter)
		}, "Le mot de passe a été réinitialisé", callKeys},
		{"Mon mari est décédé", func(o *operator) { o.finds("favreau"); o.closes("1", "", "8") }, "attend un second agent", callKeys},
		{"J'ai deux comptes", func(o *operator) { o.finds("naudin"); o.closes("3", "2721286999182", "6") }, "attend un second agent", 30},
		{"J'ai changé d'adresse e-mail", func(o *operator) { o.changesAddress("girault", "187,24", "elodie@poitou.example") }, "ce moyen est bien écrit", 65},
	} {
		o := &operator{world: w}
		call.answer(o)
		o.Reads(call.reads)
		took := time.Duration(o.keys)*keyTime + time.Duration(o.pages)*pageTime
		t.Logf("« %s »: %d keys, %d pages, %v", call.says, o.keys, o.pages, took)
		if o.keys > call.most || call.most == callKeys && took > callTime {
			t.Errorf("« %s » takes %d keys and %d pages, %v", call.says, o.keys, o.pages, took)
		}
		if took <= callTime {
			short++
		}
	}
	if short < 9 {
		t.Errorf("%d calls take less than %v", short, callTime)
	}
	colleague := demonstrationAgent(t, s, "cpetit", true)
	for _, name := range []string{"Monsieur Alain FAVREAU", "Madame Isabelle NAUDIN"} {
		colleague.Press("Accords")
		colleague.Press(colleague.named("link", "La fermeture de l'espace privé pour "+name))
		colleague.Choose("Adhérent rappelé et reconnu")
		colleague.Press("Approuver la fermeture")
		colleague.Reads("L'espace privé est fermé")
	}
}

// TestCallsWithoutJavaScript answers three of the calls with links, fields and buttons only.
func TestCallsWithoutJavaScript(t *testing.T) {
	w := demonstrationAgent(t, demonstration(t), "cpetit", false)
	for _, call := range []struct {
		words, name, reads, act string
		fills                   func()
		button, done            string
	}{
		{"vrignaud", "Madame Huguette VRIGNAUD", "remplacé", "Au téléphone", func() {}, "Commencer l'appel", "Dites ces mots, le premier"},
		{"berthonneau", "Monsieur Gilles BERTHONNEAU", "Bloqué", "Lever un blocage", func() { w.Choose("Compte bloqué") }, "Lever le blocage", "Le blocage est levé"},
		{"chaigneau", "Madame Odette CHAIGNEAU", "posté", "Refaire le dernier courrier", func() { w.Choose("Courrier jamais reçu") }, "Refaire ce courrier", "attend d'être imprimé"},
	} {
		w.seeks(call.words, call.name)
		w.Reads(call.reads)
		w.Press(call.act)
		call.fills()
		w.Press(call.button)
		w.Reads(call.done)
	}
}
