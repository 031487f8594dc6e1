package walks

import (
	"net/http"
	"testing"
)

// receivesTemporary brings a member who never logged in to the password screen of the personalisation, and returns the
// temporary password.
func (w world) receivesTemporary(m member) (temporary string) {
	w.t.Helper()
	w.forgets(m, "par e-mail")
	w.answersWithCard(m.card)
	w.Heading("Confirmation")
	temporary = w.post.temporary(w.t, m.email)
	w.logsIn(m.identifier, temporary)
	w.Heading("Changement de votre mot de passe")
	return temporary
}

func TestPersonnalisation(t *testing.T) {
	goThrough(t, []journey{
		{"from a temporary password to the private space", func(t *testing.T, w world) {
			temporary := w.receivesTemporary(marie)
			w.At("/personnalisation/mot-de-passe")
			w.inventsPassword()
			w.Reads("Votre mot de passe est temporaire. Vous devez le personnaliser.",
				"Votre mot de passe doit contenir un minimum de 8 caractères en combinant des chiffres, des majuscules, des minuscules et des caractères spéciaux",
				"Étape 1 sur 4")

			w.choosesPassword("Motdepasse2026!", "Motdepasse2026!")
			w.At("/personnalisation/mot-de-passe")
			w.Reads("Sécurité de votre mot de passe : faible")
			if got := w.Status("/personnalisation/mot-de-passe"); got != http.StatusUnprocessableEntity {
				t.Errorf("a weak password was answered %d", got)
			}
			w.choosesPassword(temporary, temporary)
			w.At("/personnalisation/mot-de-passe")
			w.choosesPassword(marie.password, marie.password+"x")
			w.At("/personnalisation/mot-de-passe")
			w.choosesPassword(marie.password, marie.password)

			w.Heading("Confirmation de vos coordonnées")
			w.At("/personnalisation/coordonnees")
			w.Reads("Pour utiliser Mon espace privé MSA, vous devez confirmer vos coordonnées.", marie.email)
			w.Press("Je confirme mes coordonnées")

			w.Heading("Confirmation de votre adresse email")
			w.At("/personnalisation/adresse-email")
			w.Reads("Un code de confirmation vous a été envoyé à l'adresse", marie.email)
			code := w.post.code(t, marie.email)
			w.Fill("Saisir le code de confirmation", otherCode(code))
			w.Press("Valider")
			w.At("/personnalisation/adresse-email")
			if got := w.Value("Saisir le code de confirmation"); got != "" {
				t.Errorf("a code came back: %q", got)
			}
			w.Fill("Saisir le code de confirmation", " "+code[:2]+" "+code[2:])
			w.Press("Valider")

			w.Heading("Confirmation")
			w.At("/personnalisation/confirmation")
			w.Reads("Votre adresse email a été vérifiée.", "Étape 4 sur 4")
			w.Press("Accéder à Mon espace privé")
			w.At("/espace")

			w.Press("Se déconnecter")
			w.logsIn(marie.identifier, temporary)
			w.Reads("Ce mot de passe temporaire ne sert plus")
			w.logsIn(marie.identifier, marie.password)
			w.At("/espace")
		}},
		{"left half-way, it goes on where it was left", func(t *testing.T, w world) {
			temporary := w.receivesTemporary(marie)
			w.choosesPassword(marie.password, marie.password)
			w.Heading("Confirmation de vos coordonnées")
			w.LosesCookies()
			w.logsIn(marie.identifier, temporary)
			w.Reads("Ce mot de passe temporaire ne sert plus")
			w.logsIn(marie.identifier, marie.password)
			w.Heading("Confirmation de vos coordonnées")
			w.Press("Je confirme mes coordonnées")
			w.confirmsAddress(marie.email)
		}},
		{"nothing of the private space opens before the end", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			for _, typed := range []string{"/espace", "/espace/mon-compte", "/espace/mon-compte/email-mot-de-passe",
				"/espace/mon-compte/mot-de-passe", "/espace/mon-compte/adresse",
				"/personnalisation/coordonnees", "/personnalisation/adresse-email", "/personnalisation/confirmation"} {
				w.Open(typed)
				w.At("/personnalisation/mot-de-passe")
			}
		}},
		{"a wrong address is corrected, and the code goes to the right one only", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			w.choosesPassword(marie.password, marie.password)
			w.Heading("Confirmation de vos coordonnées")
			w.Click("Modifier l'adresse e-mail")
			w.Fill("Votre adresse e-mail", "marie.roux@faute.example")
			w.Fill("Votre numéro de téléphone portable (facultatif)", "06 23 45 67 89")
			w.Press("Je confirme mes coordonnées")
			w.Reads("marie.roux@faute.example")
			w.post.code(t, "marie.roux@faute.example")
			w.Press("Corriger mon adresse e-mail")
			w.Heading("Confirmation de vos coordonnées")
			w.Fill("Votre adresse e-mail", "marie@corrigee.example") // the field is open
			w.Press("Je confirme mes coordonnées")
			w.confirmsAddress("marie@corrigee.example")
			w.post.tells(t, marie.email, "adresse e-mail")
		}},
		{"impossible coordinates are refused next to their field", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			w.choosesPassword(marie.password, marie.password)
			w.Heading("Confirmation de vos coordonnées")
			w.Click("Modifier l'adresse e-mail")
			w.Fill("Votre adresse e-mail", "pas une adresse")
			w.Fill("Votre numéro de téléphone portable (facultatif)", "12")
			w.Press("Je confirme mes coordonnées")
			w.At("/personnalisation/coordonnees")
			if got := w.Value("Votre adresse e-mail"); got != "pas une adresse" {
				t.Errorf("what was typed became %q", got)
			}
			if got := w.Value("Votre numéro de téléphone portable (facultatif)"); got != "12" {
				t.Errorf("what was typed became %q", got)
			}
		}},
		{"three wrong codes and the right one is worth nothing", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			w.choosesPassword(marie.password, marie.password)
			w.Press("Je confirme mes coordonnées")
			code := w.post.code(t, marie.email)
			for range 3 {
				w.Fill("Saisir le code de confirmation", otherCode(code))
				w.Press("Valider")
			}
			w.Reads("Demandez un nouveau code")
			w.Sees("Renvoyer un nouveau code")
			w.At("/personnalisation/adresse-email")
			w.Open("/espace")
			w.At("/personnalisation/adresse-email")
		}},
		{"« Abandonner » ends the session", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			w.Press("Abandonner")
			w.Open("/personnalisation/mot-de-passe")
			w.At("/connexion")
		}},
		{"the gauge speaks while one types", func(t *testing.T, w world) {
			w.receivesTemporary(marie)
			w.inventsPassword()
			if !w.js {
				w.Reads("8 caractères")
				return
			}
			for _, step := range []struct{ typed, says string }{
				{"abc", "faible"}, {"Bonjour1!", "faible"}, {"Motdepasse2026!", "faible"}, {marie.password, "fort"},
			} {
				w.Fill("Votre nouveau mot de passe", step.typed)
				w.Reads("Sécurité de votre mot de passe : " + step.says)
			}
		}},
	})
}

// otherCode returns a code that differs from this one.
func otherCode(code string) string {
	if code == "4321" {
		return "1234"
	}
	return "4321"
}
