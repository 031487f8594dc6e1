package walks

import (
	"database/sql"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// agentBound is the SQL expression of the columns to which the seal of an agent's row is bound.
const agentBound = `quote(CAST(id AS BLOB)) || ',' || quote(CAST(login AS BLOB)) || ',' || quote(CAST(role AS BLOB)) || ',' || quote(CAST(user_handle AS BLOB)) || ',' ||
	quote(CAST(enrolled_at AS BLOB)) || ',' || quote(CAST(disabled_at AS BLOB)) || ',' || quote(CAST(opened_at AS BLOB)) || ',' || quote(CAST(enrolment_expires_at AS BLOB)) || ',' || quote(CAST(totp_step AS BLOB)) || ',' ||
	quote(CAST(directory_until AS BLOB)) || ',' || quote(CAST(directory_key AS BLOB))`

var (
	enrolmentSecret = regexp.MustCompile(`\b[a-z0-9]{4} [a-z0-9]{4} [a-z0-9]{4}\b`)
	totpSecret      = regexp.MustCompile(`\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b`)
)

// newAgent adds an agent with the command, and enrols them in a browser of their own.
func (w world) newAgent(role, login string) world {
	w.t.Helper()
	secret := enrolmentSecret.FindString(w.site.run("agent", "add", "--role", role, login))
	a := world{newPerson(w.t, w.site.url, w.js), w.site, w.post}
	a.Open("/agent/enrolement")
	a.Fill("Agent", login)
	a.Fill("Secret d'enrôlement", secret)
	a.Press("Suivant")
	a.Heading("Choisir mon mot de passe d'agent")
	a.Fill("Votre nouveau mot de passe", "Tampon-Cachet5Besace")
	a.Fill("Confirmer le mot de passe", "Tampon-Cachet5Besace")
	a.Press("Suivant")
	a.Heading("Choisir mon second facteur")
	code, err := totp.GenerateCode(strings.ReplaceAll(totpSecret.FindString(a.Text()), " ", ""), time.Now())
	a.must(err)
	a.Fill("Code de l'application", code)
	a.Press("Valider le code")
	a.Press("J'ai noté mes codes")
	a.At("/agent")
	return a
}

// supervisor returns a new supervisor who is logged in.
func (w world) supervisor() world { return w.newAgent("superviseur", supervisorLogin) }

// counterAgent returns a new agent who is logged in, and whose access is old enough for requests that need two agents.
func (w world) counterAgent(login string) world {
	w.t.Helper()
	a := w.newAgent("agent", login)
	w.established(login)
	return a
}

// established makes an agent's access old enough for requests that need two agents. The row is sealed, so that the change takes
// the key.
func (w world) established(login string) {
	w.t.Helper()
	file, err := sql.Open("sqlite3", "file:"+filepath.Join(w.site.dir, "sesame.db")+"?_busy_timeout=10000")
	w.must(err)
	defer file.Close()
	var bound string
	w.must(file.QueryRow(`UPDATE agents SET opened_at = opened_at - 49 * 3600 WHERE login = ? RETURNING `+agentBound, login).Scan(&bound))
	ring, err := keyringOf(w.site.dir)
	w.must(err)
	_, err = file.Exec(`UPDATE agents SET seal = ? WHERE login = ?`, ring.Seal("agents.seal", []byte(bound), nil), login)
	w.must(err)
}

const searchField = "Nom, commune, téléphone, e-mail, date de naissance ou numéro"

// seeks searches for a member from the home page and opens their page.
func (w world) seeks(words, name string) {
	w.t.Helper()
	w.Press("Accueil")
	w.Fill(searchField, words)
	w.Press("Chercher")
	w.At("/agent/adherents")
	w.Press(w.named("link", name))
	w.Heading(name)
}

// named returns the whole name of the first element of this role whose name begins so.
func (p *person) named(role, beginning string) (name string) {
	p.t.Helper()
	p.until(role+" « "+beginning+"… »", func(s sight) bool {
		for _, n := range s.nodes {
			if n.role == role && strings.HasPrefix(n.name, beginning) {
				name = n.name
				return true
			}
		}
		return false
	})
	return name
}

// slip presses a button that downloads a slip in PDF, and returns the temporary password on it.
func (w world) slip(button string) string {
	w.t.Helper()
	dir := w.t.TempDir()
	_, err := chromedp.CallBrowser(w.tab, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(w.tab).BrowserContextID})
	w.must(err)
	w.Click(button)
	var found [][]byte
	w.until("a slip", func(sight) bool {
		files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil || len(files) != 1 {
			return false
		}
		text, err := exec.Command("pdftotext", "-layout", files[0], "-").Output()
		if err != nil {
			return false
		}
		found = temporaryLine.FindSubmatch(text)
		return found != nil
	})
	var secret strings.Builder
	for _, group := range found[1:] {
		secret.Write(group)
	}
	return secret.String()
}

func TestAnAgentHelpsAMember(t *testing.T) {
	goThrough(t, []journey{
		{"found by a misspelt accent, reset by e-mail, the member logs in; another one gets a slip at the counter", func(t *testing.T, w world) {
			a := w.counterAgent("jmartin")
			a.seeks("bèrgé paul", "Paul Berger")
			a.Reads("A choisi son mot de passe")
			a.Press("Réinitialiser le mot de passe")
			a.Press("Réinitialiser le mot de passe")
			a.Reads("Vérifiez ce que vous avez écrit")
			a.Choose("Par e-mail, à " + paul.email)
			a.Choose("Mot de passe oublié")
			a.Press("Réinitialiser le mot de passe")
			a.Heading("Paul Berger")
			a.Reads("Le mot de passe a été réinitialisé.", "Mot de passe oublié")
			w.logsIn(paul.identifier, paul.password)
			w.Reads("Identifiant ou mot de passe incorrect.")
			w.logsIn(paul.identifier, w.post.temporary(t, paul.email))
			w.choosesPassword("Tempete-Grillon8Paille", "Tempete-Grillon8Paille")
			w.Heading("Confirmation de vos coordonnées")
			w.Press("Je confirme mes coordonnées")
			w.Press("Accéder à Mon espace privé")
			w.Reads("Votre caisse vous appelle ?")
			a.Press("Accueil")
			a.Fill(searchField, paul.identifier)
			a.Press("Chercher")
			a.Heading("Paul Berger")
			a.Reads("A choisi son mot de passe")
			w.LosesCookies()
			a.seeks("duval", "Étude Duval")
			a.Press("Remettre un mot de passe au guichet")
			a.Fill("Motif de la demande d'accord", "Venu au guichet")
			a.Press("Demander l'accord d'un second agent")
			b := w.counterAgent("lfabre")
			b.Press("Une demande attend votre accord")
			b.Press(b.named("link", "Une réinitialisation en main propre au guichet pour Étude Duval"))
			b.Choose("Pièce ou justificatif vu")
			b.Press("Approuver la réinitialisation")
			b.Reads("votre collègue peut remettre la feuille")
			a.Press("Revenir à la fiche")
			a.Press("Remettre un mot de passe au guichet")
			a.Reads("Accord de lfabre")
			a.click(a.find("J'ai vu une pièce d'identité", "checkbox"), 1)
			a.Choose("Demande au guichet")
			secret := a.slip("Réinitialiser et obtenir la feuille")
			if w.js {
				a.Reads("La feuille arrive parmi vos téléchargements.")
			}
			a.Press("Revenir à la fiche")
			a.Reads("en main propre au guichet")
			w.logsIn(notaire.identifier, secret)
			w.Heading("Changement de votre mot de passe")
		}},
		{"an address is corrected, its reset waits for a second agent, who agrees", func(t *testing.T, w world) {
			a, b := w.counterAgent("jmartin"), w.counterAgent("lfabre")
			a.seeks("roux", "Marie Roux")
			a.Press("Corriger les coordonnées")
			a.Fill("Adresse e-mail (facultatif)", "roux@poitou.example")
			a.Choose("Autre")
			a.Fill("Précision (facultatif)", "Nouvelle adresse, lue sur un courrier")
			a.Press("Enregistrer les coordonnées")
			a.Reads("Les coordonnées sont enregistrées")
			a.Press("Réinitialiser le mot de passe")
			a.Choose(a.named("radio", "Par e-mail, à roux@poitou.example Donné par un agent"))
			a.Choose("Autre")
			a.Fill("Précision (facultatif)", "Ne s'est jamais connectée")
			a.Press("Réinitialiser le mot de passe")
			a.Reads("attend l'accord d'un second agent")
			b.Press("Accueil")
			b.Press("Une demande attend votre accord")
			b.Press(b.named("link", "Une réinitialisation par e-mail pour Marie Roux"))
			b.Choose("Adhérent rappelé et reconnu")
			b.Press("Approuver la réinitialisation")
			b.Reads("Le mot de passe a été réinitialisé.")
			w.logsIn(marie.identifier, w.post.temporary(t, "roux@poitou.example"))
			w.Heading("Changement de votre mot de passe")
			b.Press("Au téléphone")
			b.Heading("Au téléphone")
			b.Press("Revenir à la fiche")
		}},
	})
}
