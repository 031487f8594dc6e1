package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

var (
	oneTimeSecret   = regexp.MustCompile(`\b[a-z0-9]{4} [a-z0-9]{4} [a-z0-9]{4}\b`)
	appSecret       = regexp.MustCompile(`\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b`)
	contactNumber   = regexp.MustCompile(`\b[A-Z]{3}-[0-9]{3}\b`)
	supervisorLogin = "cpetit"
)

// supervisor is a supervisor before a browser of their own, who has just enrolled.
func (w world) supervisor() world {
	w.t.Helper()
	secret := oneTimeSecret.FindString(w.site.run("agent", "add", "--role", "superviseur", supervisorLogin))
	a := world{newPerson(w.t, w.site.url, w.js), w.site, w.post}
	a.Open("/agent/enrolement")
	a.Fill("Agent", supervisorLogin)
	a.Fill("Secret d'enrôlement", secret)
	a.Press("Suivant")
	a.Fill("Votre nouveau mot de passe", "Tampon-Cachet5Besace")
	a.Fill("Confirmer le mot de passe", "Tampon-Cachet5Besace")
	a.Press("Suivant")
	a.Heading("Choisir mon second facteur")
	code, err := totp.GenerateCode(strings.ReplaceAll(appSecret.FindString(a.Text()), " ", ""), time.Now())
	a.must(err)
	a.Fill("Code de l'application", code)
	a.Press("Valider le code")
	a.Press("J'ai noté mes codes")
	a.At("/agent")
	return a
}

// choosesFile is the browser's own window for files.
func (p *person) choosesFile(field, path string) {
	p.t.Helper()
	root, err := chromedp.Call(p.tab, dom.GetDocument, dom.GetDocumentParams{})
	p.must(err)
	input, err := chromedp.Call(p.tab, dom.QuerySelector, dom.QuerySelectorParams{NodeID: root.Root.NodeID, Selector: field})
	p.must(err)
	_, err = chromedp.Call(p.tab, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, NodeID: input.NodeID})
	p.must(err)
}

func TestTheDesk(t *testing.T) {
	goThrough(t, []journey{
		{"a contact message is taken up, answered, and the answer comes", func(t *testing.T, w world) {
			w.writesToCaisse("Bornage")
			number := contactNumber.FindString(w.Text())
			a := w.supervisor()
			a.Press("1 message de contact attend une réponse")
			a.Heading("Messages reçus")
			a.Press(number)
			a.Heading("Message " + number)
			a.Press("Je m'en occupe")
			a.Reads("pris en charge par vous", "Vous vous occupez de ce message.")
			a.Fill("Votre réponse", "Votre mot de passe est k7mpqr2wxyzd")
			a.Press("Envoyer la réponse")
			a.Reads("ressemble à un mot de passe temporaire")
			if got := a.Status("/agent/messages/" + number + "/reponse"); got != http.StatusUnprocessableEntity {
				t.Errorf("answered %d", got)
			}
			a.Fill("Votre réponse", "Nous vous appelons demain matin.")
			a.Press("Envoyer la réponse")
			a.Reads("répondu par vous", "Nous vous appelons demain matin.")
			w.post.tells(t, marie.email, "Nous vous appelons demain matin.")
			a.Open("/agent/messages/" + number)
			a.Reads("acceptée par le serveur de messagerie")
			a.Open("/agent/messages?etat=repondu")
			a.Reads("Répondus (1)", number)
		}},
		{"a file with two refused lines is checked, and its good lines loaded", func(t *testing.T, w world) {
			path := filepath.Join(t.TempDir(), "adherents.csv")
			file := "identifiant;categorie;raison_sociale;adresse6\r\nMP9301;tiers;Étude Neuve;86000 POITIERS\r\n;tiers;Sans numéro;86000 POITIERS\r\nMP9302;tiers;;86000 POITIERS\r\n"
			if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			a := w.supervisor()
			a.Press("Imports")
			a.Heading("Importer un fichier")
			a.Press("Vérifier le fichier")
			a.Reads("Choisissez un fichier.", "Dites ce que contient le fichier.")
			a.Choose("Des adhérents")
			a.choosesFile("#champ-fichier", path)
			a.Press("Vérifier le fichier")
			a.Heading("Import 1")
			if !w.js {
				for !strings.Contains(a.Text(), "Le fichier est vérifié") {
					a.Open("/agent/imports/1")
				}
			}
			a.Reads("Le fichier est vérifié", "Tout ou rien", "Télécharger les lignes refusées")
			a.Press("Charger")
			a.Reads("Choisissez ce qui doit être chargé.")
			a.Choose("Garder les bonnes lignes, laisser de côté les lignes refusées")
			a.Press("Charger")
			a.Heading("Import 1")
			if !w.js {
				for !strings.Contains(a.Text(), "Le fichier est chargé.") {
					a.Open("/agent/imports/1")
				}
			}
			a.Reads("Le fichier est chargé.", "Lignes refusées")
			a.SeesNo("Charger")
			a.Press("Tous les imports")
			a.Reads("adherents.csv", "chargé")
		}},
	})
}
