package walks

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The sentences that the guide has for the last screen, the same for every path.
var afterSending = []string{"Vous pourrez le modifier après vous être connecté à Mon espace privé MSA.",
	"Si vous ne recevez pas ce mot de passe, merci de contacter votre caisse."}

const (
	byMail   = "Un mot de passe temporaire vous a été envoyé par e-mail."
	bySMS    = "Un mot de passe temporaire vous a été envoyé par SMS."
	byLetter = "Un mot de passe temporaire vous a été envoyé par lettre."
)

// isTold holds when the last screen says how the temporary password is sent, and shows the number of the request.
func (w world) isTold(how string) {
	w.t.Helper()
	w.Heading("Confirmation")
	w.At("/mot-de-passe-oublie/confirmation")
	w.Reads(how)
	w.Reads(afterSending...)
	w.Reads("Étape 4 sur 4")
	if !requestNumber.MatchString(w.Text()) {
		w.t.Errorf("no request number\n%s", w.describe())
	}
}

func (w world) typesCode(code string) {
	w.t.Helper()
	w.Fill("Saisir le code de confirmation", code)
	w.Press("Valider")
}

func TestOubliAlreadyConnected(t *testing.T) {
	goThrough(t, []journey{
		{"by e-mail: code, temporary password, personalisation without a second code", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			w.At("/mot-de-passe-oublie/code")
			w.Reads("Un code de confirmation vous a été envoyé par e-mail", "Étape 3 sur 4")
			w.ReadsNot(jeanne.email)
			code, mail := w.post.codeAndText(t, jeanne.email)
			request := requestNumber.FindString(w.Text())
			if request == "" || !strings.Contains(mail, request) {
				t.Errorf("the screen shows the request %q, the mail says\n%s", request, mail)
			}
			w.typesCode(code)
			w.isTold(byMail)
			temporary := w.post.temporary(t, jeanne.email)
			w.Press("Accéder à Mon espace privé")

			w.logsIn(jeanne.identifier, jeanne.password)
			w.At("/espace") // somebody else's request changes nothing
			w.Press("Se déconnecter")

			w.logsIn(jeanne.identifier, strings.ToUpper(temporary[:1])+temporary[1:]+" ") // as a phone writes it
			w.choosesPassword("Autre=Velours9Grange", "Autre=Velours9Grange")
			w.Heading("Confirmation de vos coordonnées")
			w.Press("Je confirme mes coordonnées")
			w.Heading("Confirmation") // this very address was verified before
			w.Press("Accéder à Mon espace privé")
			w.Press("Se déconnecter")
			w.logsIn(jeanne.identifier, jeanne.password)
			w.Reads("Identifiant ou mot de passe incorrect.")
			w.logsIn(jeanne.identifier, temporary)
			w.Reads("Ce mot de passe temporaire ne sert plus")
			w.post.tells(t, jeanne.email, "Le mot de passe de votre espace privé a été modifié.")
		}},
		{"by SMS", func(t *testing.T, w world) {
			w.forgets(jeanne, "par SMS")
			w.Reads("Un code de confirmation vous a été envoyé par SMS")
			w.typesCode(w.post.code(t, jeanne.phone))
			w.isTold(bySMS)
			w.logsIn(jeanne.identifier, w.post.temporary(t, jeanne.phone))
			w.Heading("Changement de votre mot de passe")
		}},
		{"a channel that the caisse does not know: the other one, and it says so there only", func(t *testing.T, w world) {
			w.forgets(paul, "par SMS")
			w.Reads("Un code de confirmation vous a été envoyé par SMS")
			code, mail := w.post.codeAndText(t, paul.email)
			if !strings.Contains(mail, "SMS") {
				t.Errorf("the mail does not say that no mobile is known:\n%s", mail)
			}
			w.typesCode(code)
			w.isTold(bySMS)
			w.post.temporary(t, paul.email)
		}},
		{"wrong codes are counted, and then a new one must be asked for", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			code := w.post.code(t, jeanne.email)
			w.typesCode("")
			w.Reads("Ce champ est exigé.")
			for range 3 {
				w.typesCode(otherCode(code))
				w.At("/mot-de-passe-oublie/code")
				if got := w.Status("/mot-de-passe-oublie/code"); got != http.StatusUnprocessableEntity {
					t.Errorf("answered %d", got)
				}
			}
			w.Reads("Demandez un nouveau code")
			w.Sees("Renvoyer un nouveau code")
			w.nothingLeft()
		}},
		{"a new code too soon: it says from when", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			code := w.post.code(t, jeanne.email)
			w.Press("Renvoyer un nouveau code")
			w.Reads("Vous pourrez en demander un nouveau à partir de")
			if got := w.Status("/mot-de-passe-oublie/code/renvoi"); got != http.StatusTooManyRequests {
				t.Errorf("answered %d", got)
			}
			w.Open("/mot-de-passe-oublie/code/renvoi") // an address that the address bar may show now, typed again
			w.At("/mot-de-passe-oublie/code")
			w.nothingLeft()
			w.typesCode(code)
			w.isTold(byMail)
		}},
		{"« Abandonner » ends it on the server too", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			w.post.code(t, jeanne.email)
			w.Press("Abandonner")
			w.Open("/mot-de-passe-oublie/code")
			w.At("/mot-de-passe-oublie")
		}},
		{"« Précédent » goes back to the identifier", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.At("/mot-de-passe-oublie")
			w.Fill("Identifiant", jeanne.identifier)
			w.Press("Suivant")
			w.At("/mot-de-passe-oublie/canal")
			w.Press("Précédent")
			w.At("/mot-de-passe-oublie")
			w.Press("Précédent")
			w.At("/connexion")
		}},
		{"an identifier must be given, and looks like one", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.Press("Suivant")
			w.Reads("Ce champ est exigé.")
			w.Fill("Identifiant", "2850578006048 78") // the right key is 77
			w.Press("Suivant")
			w.At("/mot-de-passe-oublie")
			if got := w.Value("Identifiant"); got != "2850578006048 78" {
				t.Errorf("what was typed became %q", got)
			}
			w.Press("Nous écrire")
			w.At("/contact")
		}},
		{"a channel must be chosen", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.Fill("Identifiant", jeanne.identifier)
			w.Press("Suivant")
			w.Press("Suivant")
			w.At("/mot-de-passe-oublie/canal")
			if got := w.Status("/mot-de-passe-oublie/canal"); got != http.StatusUnprocessableEntity {
				t.Errorf("answered %d", got)
			}
		}},
	})
}

// TestOubliResend uses the shortest waits that the configuration allows.
func TestOubliResend(t *testing.T) {
	goThrough(t, []journey{
		{"a new code replaces the former one; after three there is no more", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			first := w.post.code(t, jeanne.email)
			second := w.insistsOnNewCode(jeanne.email)
			if first != second { // they are the same once in 10,000 times
				w.typesCode(first)
				w.At("/mot-de-passe-oublie/code")
			}
			third := w.insistsOnNewCode(jeanne.email)
			w.SeesNo("Renvoyer un nouveau code")
			w.typesCode(third)
			w.isTold(byMail)
			w.post.temporary(t, jeanne.email)
			w.nothingLeft()
		}},
		{"a letter is offered beside the first code, and after the last one", func(t *testing.T, w world) {
			w.forgets(jeanne, "par SMS")
			w.post.code(t, jeanne.phone)
			w.Sees("Recevoir un mot de passe par lettre")
			w.insistsOnNewCode(jeanne.phone)
			w.insistsOnNewCode(jeanne.phone)
			w.Press("Recevoir un mot de passe par lettre")
			w.isTold(byLetter)
			w.logsIn(jeanne.identifier, w.opensLetter())
			w.Heading("Changement de votre mot de passe")
		}},
	}, "SESAME_CODE_RESEND=1s,1s,1s")
}

// insistsOnNewCode asks for a new code until the wait is over, and returns the code that comes.
func (w world) insistsOnNewCode(to string) (code string) {
	w.t.Helper()
	before := requestNumber.FindString(w.Text())
	for deadline := time.Now().Add(patience); requestNumber.FindString(w.Text()) == before; {
		if time.Now().After(deadline) {
			w.t.Fatalf("no new code can be had\n%s", w.describe())
		}
		w.Press("Renvoyer un nouveau code")
	}
	return w.post.code(w.t, to)
}

func TestOubliWithoutSMS(t *testing.T) {
	goThrough(t, []journey{
		{"where no gateway is configured, SMS is not offered", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.Fill("Identifiant", jeanne.identifier)
			w.Press("Suivant")
			w.Sees("par e-mail")
			w.SeesNo("par SMS")
		}},
	}, "SESAME_SMS_URL=off:")
}
