package walks

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The notice that Jeanne received at the end of her first connection uses up the limit of one SMS in an hour: requests by SMS
// wait.
const oneSMSAnHour = "SESAME_BUDGET_SMS=1,10"

// waitsForSMS requests an SMS that is held, in a browser that is not known, and returns the number of the request.
func (w world) waitsForSMS(m member) (number string) {
	w.t.Helper()
	w.LosesCookies()
	w.forgets(m, "par SMS")
	w.At("/mot-de-passe-oublie/code")
	w.Reads("attend l'accord d'un agent de votre caisse")
	return requestNumber.FindString(w.Text())
}

func TestWhatWaitsForAnAgent(t *testing.T) {
	goThrough(t, []journey{
		{"an agent lets one SMS leave and refuses another, with the keyboard alone", func(t *testing.T, w world) {
			w.waitsForSMS(jeanne)
			number := w.waitsForSMS(jeanne)
			a := w.supervisor()
			a.Tab("2 envois attendent l'accord d'un agent")
			a.Enter()
			a.Heading("Envois en attente d'accord")
			a.Tab(number)
			a.Type(" ")
			a.Tab("Adhérent au téléphone, qui donne le numéro de sa demande")
			a.Type(" ")
			a.Tab("Faire partir ce qui est coché")
			a.Enter()
			a.Reads("Un envoi part.")
			w.typesCode(w.post.code(t, jeanne.phone))
			w.isTold(bySMS)
			a.Tab("Adhérent au téléphone, qui donne le numéro de sa demande")
			a.Type(kb.ArrowDown + kb.ArrowDown) // « Demandé plusieurs fois »
			a.Tab("Tout refuser (1)")
			a.Enter()
			a.Reads("Un envoi ne partira pas.", "Rien n'attend pour l'instant.")
		}},
		{"whoever knows the answer does not wait", func(t *testing.T, w world) {
			w.waitsForSMS(jeanne)
			w.Choose("Le numéro de série de ma carte Vitale")
			w.Fill("Numéro de série de la carte Vitale", jeanne.card)
			w.Press("Envoyer ma réponse")
			w.Reads("Votre réponse a été reçue.")
			w.typesCode(w.post.code(t, jeanne.phone))
			w.isTold(bySMS)
		}},
	}, oneSMSAnHour)
}
