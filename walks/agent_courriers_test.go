package walks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// spreadOut is a member whose street is too long for an envelope.
var spreadOut = member{identifier: "MP9107", category: "tiers", company: "Étude Longuerue"}

const spreadOutFile = "identifiant;categorie;raison_sociale;adresse4;adresse6\r\nMP9107;tiers;Étude Longuerue;128 boulevard du Maréchal de Lattre de Tassigny;86000 POITIERS\r\n"

// saves presses a button that downloads a PDF, and returns the file's name and its text.
func (p *person) saves(button string) (name, text string) {
	p.t.Helper()
	dir := p.t.TempDir()
	_, err := chromedp.CallBrowser(p.tab, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(p.tab).BrowserContextID})
	p.must(err)
	p.Click(button)
	p.until("a PDF", func(sight) bool {
		found, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil || len(found) != 1 {
			return false
		}
		info, err := os.Stat(found[0])
		name = found[0]
		return err == nil && info.Size() > 0
	})
	out, err := exec.Command("pdftotext", "-layout", name, "-").CombinedOutput()
	if err != nil {
		p.t.Fatalf("pdftotext: %v\n%s", err, out)
	}
	return filepath.Base(name), string(out)
}

func TestTheMailroom(t *testing.T) {
	goThrough(t, []journey{
		{"letters are printed, lost, printed again, posted, and one comes back", func(t *testing.T, w world) {
			w.site.imports("adherents", spreadOutFile)
			for _, m := range []member{notaire, spreadOut} {
				w.forgets(m, "par e-mail")
				w.isTold(byLetter)
				w.LosesCookies()
			}
			a := w.newAgent("courrier", "lfabre")
			a.Press("1 courrier à imprimer")
			a.Heading("Courriers")
			a.Reads("Retenus : 1", "La ligne 2 compte 47 caractères : 38 au plus.")
			a.pressFirst("Accepter cette écriture")
			a.Reads("L'adresse est acceptée", "À imprimer : 2")
			a.Choose("Des deux côtés (recto-verso) : le dos de chaque lettre reste blanc")
			name, text := a.saves("Imprimer les 2 courriers")
			first := temporaryLine.FindAllString(text, -1)
			if name != "courriers-lot-1.pdf" || len(first) != 2 || !strings.Contains(text, "128 BD DU MAL DE LATTRE DE TASSIGNY") {
				t.Fatalf("%s has %d passwords:\n%s", name, len(first), text)
			}
			if w.js { // the form has been replaced by a sentence
				a.Press("Voir le lot et ce qui reste à imprimer")
			} else {
				a.Press("rechargez cette page")
			}
			a.Reads("À imprimer : rien", "2 à poster")
			a.Press("Lot 1")
			a.Press("Le lot est perdu, ou des feuilles sont abîmées")
			a.Press("Refaire les 2 courriers qui ne sont pas postés")
			a.Reads("Dites ce qui est arrivé à ces courriers.")
			a.Choose("Le PDF ou les lettres sont introuvables")
			a.Press("Refaire les 2 courriers qui ne sont pas postés")
			a.Reads("Les anciens mots de passe ne marchent plus", "2 refaits")
			a.Press("Tous les courriers")
			_, text = a.saves("Imprimer les 2 courriers")
			again := temporaryLine.FindAllStringSubmatch(text, -1)
			if len(again) != 2 || again[0][0] == first[0] {
				t.Fatalf("%d passwords, printed again:\n%s", len(again), text)
			}
			a.Open("/agent/courriers/lots/2")
			a.Press("Tout est posté (2 courriers)")
			a.Reads("2 postés")
			a.Open("/agent/courriers/retour")
			a.Fill("Numéro de demande ou de lot, ou numéro scanné", requestNumber.FindString(text[strings.Index(text, "Initiales"):]))
			a.Press("Chercher")
			a.Reads("lettre 1")
			a.Press("C'est cette lettre (lot 2, lettre 1)")
			a.Choose("Destinataire inconnu à l'adresse (NPAI)")
			a.Press("Noter comme revenu")
			a.Reads("Le courrier est noté comme revenu.")
			w.logsIn(notaire.identifier, strings.Join(again[0][1:], ""))
			w.Reads("Identifiant ou mot de passe incorrect.")
			w.logsIn(spreadOut.identifier, strings.Join(again[1][1:], ""))
			w.Heading("Changement de votre mot de passe")
		}},
	})
}
