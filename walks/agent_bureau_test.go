package walks

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

var (
	contactNumber   = regexp.MustCompile(`\b[A-Z]{3}-[0-9]{3}\b`)
	supervisorLogin = "cpetit"
)

// choosesFile fills in a file field, in place of the browser's own dialog.
func (p *person) choosesFile(field, path string) {
	p.t.Helper()
	root, err := chromedp.Call(p.tab, dom.GetDocument, dom.GetDocumentParams{})
	p.must(err)
	input, err := chromedp.Call(p.tab, dom.QuerySelector, dom.QuerySelectorParams{NodeID: root.Root.NodeID, Selector: field})
	p.must(err)
	_, err = chromedp.Call(p.tab, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, NodeID: input.NodeID})
	p.must(err)
}

// drops drags a file onto the file field of the page.
func (p *person) drops(name, text string) {
	p.t.Helper()
	taken, err := chromedp.Run(p.tab, chromedp.Evaluate[int](fmt.Sprintf(`(() => {
		const files = new DataTransfer();
		files.items.add(new File([%q], %q, {type: "text/csv"}));
		for (const name of ["dragenter", "dragover", "drop"])
			document.querySelector(".depot label").dispatchEvent(new DragEvent(name, {dataTransfer: files, bubbles: true, cancelable: true}));
		return document.getElementById("champ-fichier").files.length })()`, text, name)))
	p.must(err)
	if taken != 1 {
		p.t.Fatalf("%d files were taken", taken)
	}
}

// downloads clicks a link to a CSV file, and returns the file's text.
func (p *person) downloads(link string) string {
	p.t.Helper()
	return p.takes("*.csv", func() { p.click(p.find(link, "link"), 1) })
}

// takes carries out asks, waits for the file that this downloads, and returns its text.
func (p *person) takes(name string, asks func()) (text string) {
	p.t.Helper()
	dir := p.t.TempDir()
	_, err := chromedp.CallBrowser(p.tab, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(p.tab).BrowserContextID})
	p.must(err)
	asks()
	p.until("a file", func(sight) bool {
		found, err := filepath.Glob(filepath.Join(dir, name))
		if err != nil || len(found) != 1 {
			return false
		}
		read, err := os.ReadFile(found[0])
		text = string(read)
		return err == nil && text != ""
	})
	return text
}

// answers takes charge of the message with this number, is refused an answer that holds a secret, and sends another one.
func (w world) answers(number string) {
	w.t.Helper()
	w.Press("1 message de contact attend une réponse")
	w.Heading("Messages reçus")
	w.Press(number)
	w.Heading("Message " + number)
	w.Press("Je m'en occupe")
	w.Reads("pris en charge par vous", "Vous vous occupez de ce message.")
	w.Fill("Votre réponse", "Votre mot de passe est k7mpqr2wxyzd")
	w.Press("Envoyer la réponse")
	w.Reads("ressemble à un mot de passe temporaire")
	if got := w.Status("/agent/messages/" + number + "/reponse"); got != http.StatusUnprocessableEntity {
		w.t.Errorf("answered %d", got)
	}
	w.Fill("Votre réponse", "Nous vous appelons demain matin.")
	w.Press("Envoyer la réponse")
	w.Reads("répondu par vous", "Nous vous appelons demain matin.")
	w.post.tells(w.t, marie.email, "Nous vous appelons demain matin.")
	w.opensUntil("/agent/messages/"+number, "acceptée par le serveur de messagerie")
	w.Open("/agent/messages?liste=repondu")
	w.Reads("Répondus (1)", number)
}

// opensUntil opens a page again and again, until it contains this sentence.
func (w world) opensUntil(path, sentence string) {
	w.t.Helper()
	for n := 0; n < 500 && !strings.Contains(w.Text(), sentence); n++ {
		w.Open(path)
	}
	w.Reads(sentence)
}

// followsImport waits until the page of the import says this sentence. Without JavaScript it opens the page again and again, as
// the script does otherwise.
func (w world) followsImport(sentence string) {
	w.t.Helper()
	if !w.js {
		w.opensUntil("/agent/imports/3", sentence)
	}
	w.Reads(sentence)
}

// importsAFile uploads a file with two refused lines, and loads the good line.
func (w world) importsAFile() {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "adherents.csv")
	file := "identifiant;categorie;raison_sociale;adresse6\r\nMP9301;tiers;Étude Neuve;86000 POITIERS\r\n;tiers;Sans numéro;86000 POITIERS\r\nMP9302;tiers;;86000 POITIERS\r\n"
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.Press("Imports")
	w.Heading("Importer un fichier")
	w.Press("Vérifier le fichier")
	w.Reads("Choisissez un fichier.", "Dites ce que contient le fichier.")
	w.Choose("Des adhérents")
	if w.js {
		w.drops("adherents.csv", file)
	} else {
		w.choosesFile("#champ-fichier", path)
	}
	w.Press("Vérifier le fichier")
	w.Heading("Import 3") // the first two loaded the members and their payments
	w.followsImport("Le fichier est vérifié")
	w.Reads("Tout ou rien", "Télécharger les lignes refusées")
	w.Press("Charger")
	w.Reads("Choisissez ce qui doit être chargé.")
	w.Choose("Garder les bonnes lignes, laisser de côté les lignes refusées")
	w.Press("Charger")
	w.Heading("Import 3")
	w.followsImport("Le fichier est chargé.")
	w.Reads("Lignes refusées")
	w.SeesNo("Charger")
	if got := w.downloads("Télécharger les lignes refusées (CSV)"); !strings.Contains(got, "MP9302;tiers;;86000 POITIERS;") {
		w.t.Errorf("the refused lines are %q", got)
	}
	w.Press("Tous les imports")
	w.Reads("adherents.csv", "chargé")
	w.Press("Import 3")
	w.Press("Remettre comme avant")
	w.followsImport("Remis comme avant")
	if w.js { // as soon as it is done; the page may come before the announcement or after it
		w.until("what is said aloud", func(sight) bool {
			said, err := chromedp.Run(w.tab, chromedp.Evaluate[string](`document.getElementById("annonce").textContent`))
			return err == nil && strings.Contains(said, "Remis comme avant")
		})
	}
}

func TestTheDesk(t *testing.T) {
	goThrough(t, []journey{
		{"a supervisor answers a contact message, then imports a file with two refused lines", func(_ *testing.T, w world) {
			w.writesToCaisse("Bornage")
			number := contactNumber.FindString(w.Text())
			a := w.supervisor()
			a.answers(number)
			a.importsAFile()
		}},
	})
}
