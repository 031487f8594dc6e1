package walks

import (
	"regexp"
	"strings"
	"testing"
)

// ownOfADemand matches what differs between two requests for the same identifier: their number, and the times that they name.
var ownOfADemand = regexp.MustCompile(requestNumber.String() + `|\d+ h( \d\d)?`)

// answersAmount answers the one question that members other than particuliers get.
func (w world) answersAmount(label, amount string) {
	w.t.Helper()
	w.Heading("Question de sécurité")
	w.givesAnswer(label, amount)
}

func TestOubliNeverConnected(t *testing.T) {
	const (
		invoice = "Montant de la facture de cotisations"
		payroll = "Montant des cotisations sur salaires"
	)
	goThrough(t, []journey{
		{"particulier, by the card's number", func(t *testing.T, w world) {
			w.forgets(marie, "par e-mail")
			w.At("/mot-de-passe-oublie/question")
			w.answersWithCard("8012 3456 7890 1234 5679 1")
			w.isTold(byMail)
			w.post.temporary(t, marie.email)
		}},
		{"particulier, by the amount of a benefit, by SMS", func(t *testing.T, w world) {
			w.forgets(marie, "par SMS")
			w.Choose("Le montant d'une prestation reçue ces 6 derniers mois")
			w.givesAnswer("Montant de la prestation", "1245.60 €")
			w.isTold(bySMS)
			w.post.temporary(t, marie.phone)
		}},
		{"particulier, wrong: a letter, and a notice of it", func(t *testing.T, w world) {
			w.forgets(marie, "par e-mail")
			w.answersWithCard("111222333444555666777")
			w.isTold(byLetter)
			w.post.tells(t, marie.email, "lettre")
			w.nothingLeft()
		}},
		{"exploitant, right", func(t *testing.T, w world) {
			w.forgets(ferme, "par e-mail")
			w.answersAmount(invoice, "2 310,05")
			w.isTold(byMail)
			w.post.temporary(t, ferme.email)
		}},
		{"exploitant, wrong", func(t *testing.T, w world) {
			w.forgets(ferme, "par SMS")
			w.answersAmount(invoice, "2 310,06")
			w.isTold(byLetter)
			w.post.tells(t, ferme.phone, "lettre")
		}},
		{"entreprise, right", func(t *testing.T, w world) {
			w.forgets(usine, "par SMS")
			w.answersAmount(payroll, "15870,00")
			w.isTold(bySMS)
			w.post.temporary(t, usine.phone)
		}},
		{"entreprise, wrong", func(t *testing.T, w world) {
			w.forgets(usine, "par e-mail")
			w.answersAmount(payroll, "15 870,10")
			w.isTold(byLetter)
			w.post.tells(t, usine.email, "lettre")
		}},
		{"employeur de jardinier, right", func(t *testing.T, w world) {
			w.forgets(jardin, "par e-mail")
			w.answersAmount(payroll, "312,40€")
			w.isTold(byMail)
			w.post.temporary(t, jardin.email)
		}},
		{"employeur de jardinier, wrong", func(t *testing.T, w world) {
			w.forgets(jardin, "par e-mail")
			w.answersAmount(payroll, "1,00")
			w.isTold(byLetter)
			w.post.tells(t, jardin.email, "lettre")
		}},
		{"tiers: no question, a letter and a notice", func(t *testing.T, w world) {
			w.forgets(notaire, "par SMS")
			w.isTold(byLetter)
			w.post.tells(t, notaire.phone, "lettre")
			w.nothingLeft()
		}},
		{"neither e-mail nor mobile known: a letter, and no question", func(t *testing.T, w world) {
			w.forgets(rose, "par e-mail")
			w.isTold(byLetter)
			w.nothingLeft()
		}},
		{"an amount that is none is asked for again, and costs no answer", func(t *testing.T, w world) {
			w.forgets(ferme, "par e-mail")
			w.Fill(invoice, "beaucoup")
			w.Press("Suivant")
			w.Reads("Ce n'est pas un montant.")
			w.At("/mot-de-passe-oublie/question")
			w.answersAmount(invoice, "2310,05")
			w.isTold(byMail)
		}},
		{"an unknown identifier meets a screen like everybody, and nothing leaves", func(t *testing.T, w world) {
			// The path that it borrows depends on the key file, which is new at each start: a code, a question or a letter.
			walk := func() string {
				w.forgets(member{identifier: unknownIdentifier}, "par e-mail")
				w.ReadsNoLonger("Comment désirez-vous recevoir votre mot de passe temporaire ?")
				return w.Text()
			}
			first := walk()
			w.nothingLeft()
			w.LosesCookies()
			again := walk()
			if strings.Contains(first, "vous a été envoyé par lettre") { // only one letter leaves in a week
				w.Reads("Un mot de passe temporaire vous a déjà été envoyé par lettre")
			} else if ownOfADemand.ReplaceAllString(first, "") != ownOfADemand.ReplaceAllString(again, "") {
				t.Errorf("another path the second time:\n%s\n%s", first, again)
			}
		}},
	})
}
