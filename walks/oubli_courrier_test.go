package walks

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
)

// opensLetter prints the waiting letters, as the caisse does each morning, and returns the temporary password of the one
// letter.
func (w world) opensLetter() (temporary string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "courriers.pdf")
	w.site.run("courriers", file)
	text, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		w.t.Fatalf("pdftotext: %v\n%s", err, text)
	}
	found := temporaryLine.FindAllSubmatch(text, -1)
	if len(found) != 1 {
		w.t.Fatalf("%d temporary passwords in the letters of the day:\n%s", len(found), text)
	}
	return string(bytes.Join(found[0][1:], nil))
}

func TestOubliByLetter(t *testing.T) {
	goThrough(t, []journey{
		{"a wrong answer, and the password of the letter opens the personalisation", func(t *testing.T, w world) {
			w.forgets(marie, "par SMS")
			w.answersWithCard("111222333444555666777")
			w.isTold(byLetter)
			w.logsIn(marie.identifier, w.opensLetter())
			w.personalises(marie)
		}},
		{"a tiers comes to the private space by the letter", func(t *testing.T, w world) {
			w.forgets(notaire, "par e-mail")
			w.isTold(byLetter)
			w.logsIn(notaire.identifier, w.opensLetter())
			w.personalises(notaire)
		}},
		{"a second request in the same week says that the first letter is on its way, and sends no second one", func(t *testing.T, w world) {
			w.forgets(notaire, "par e-mail")
			w.isTold(byLetter)
			w.post.tells(t, notaire.email, "lettre")
			first := w.opensLetter()
			w.LosesCookies()
			w.forgets(notaire, "par e-mail")
			w.Reads("Un mot de passe temporaire vous a déjà été envoyé par lettre le ", "Aucune autre lettre ne part pour cette demande.")
			w.logsIn(notaire.identifier, first)
			w.Heading("Changement de votre mot de passe")
		}},
	})
}
