package inbox_test

import (
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestAMessageIsAnsweredByLetter(t *testing.T) {
	s := servicetest.NewService(t)
	number := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Où ?")
	stranger := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
	s.Sent()
	b, mailroom := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom)
	page := "/agent/messages/" + number
	b.Get("/agent/messages/" + stranger).SaysNot("Par lettre")
	p := b.Get(page).Says("Par lettre, à l'adresse du fichier", "qui n'a peut-être pas écrit")
	byLetter := servicetest.Fields{"texte": "Votre carte part demain.", "voie": "lettre"}
	p.Press("Envoyer la réponse", servicetest.Fields{"texte": strings.Repeat("Une ligne.\n", 20), "voie": "lettre"}).At(page+"/reponse", 422).Says("tient sur une page")
	p.Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre numéro est 2 85 07 86 123 456", "voie": "lettre"}).At(page+"/reponse", 422).Says("identifiant")
	p.Press("Envoyer la réponse", byLetter).At(page+"?etat=reponse", 200).Says("par lettre, à imprimer", "répondu par vous")
	p.Press("Envoyer la réponse", byLetter) // a double click sends one
	if left := s.Sent(); len(left) != 0 {
		t.Errorf("left by mail: %+v", left)
	}
	mailroom.Get(servicetest.Courriers).Says("À imprimer : 1", "réponse à un message")
	words := servicetest.Words(mailroom.Prints().Sheets()[1])
	if !strings.Contains(words, "Votre carte part demain.") || !strings.Contains(words, number) || strings.Contains(words, "Où ?") || strings.Contains(strings.ReplaceAll(words, " ", ""), servicetest.Marie) {
		t.Errorf("printed %s", words)
	}
	mailroom.Get(servicetest.Courriers+"/lots/1").Press("Tout est posté", nil)
	b.Get(page).Says("par lettre, posté le 23 novembre 2026")

	returned := mailroom.Get(servicetest.Courriers + "/lettres/1/retour")
	path, form := returned.Form("Noter comme revenu", nil)
	form.Set("raison", "refused")
	mailroom.Post(path, form).Says("noté comme revenu. Détruisez la lettre.")
	b.Get(page).Says("par lettre, revenu le 23 novembre 2026")
}

// Going back from an answer by e-mail and choosing the letter is not a double click: otherwise the agent would believe that a
// letter is sent.
func TestTheSameAnswerByLetterIsNoDoubleClick(t *testing.T) {
	s := servicetest.NewService(t)
	number := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Où ?")
	b := s.AgentBrowser(db.RoleAgent)
	page := "/agent/messages/" + number
	before := b.Get(page)
	before.Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre carte part demain."}).At(page+"?etat=reponse", 200)
	before.Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre carte part demain.", "voie": "lettre"}).At(page+"/reponse", 422).Says("a changé depuis")
	b.Get(page).SaysNot("par lettre, à imprimer")
}

// A lost letter is queued again with the same words, and without a password.
func TestALostAnswerIsMadeAgain(t *testing.T) {
	s := servicetest.NewService(t)
	number := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Où ?")
	b, mailroom := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom)
	b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre carte part demain.", "voie": "lettre"})
	mailroom.Prints()
	path, form := mailroom.Get(servicetest.Courriers+"/lots/1/refaire").Form("Refaire le courrier qui n'est pas posté", nil)
	form.Set("raison", "lost")
	form.Set("choix", "tous")
	mailroom.Post(path, form).Says("1 refait")
	b.Get("/agent/messages/" + number).Says("par lettre, à imprimer")
	if words := servicetest.Words(mailroom.Prints().Sheets()[1]); !strings.Contains(words, "Votre carte part demain.") {
		t.Errorf("printed %s", words)
	}
	if s.Member(servicetest.Marie).Temporary != nil {
		t.Error("a password was issued")
	}
}
