package memberacts_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestAnIdentifierIsSentAloneByLetter(t *testing.T) {
	s := servicetest.NewService(t)
	agent, mailroom := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom)
	sheet := s.Sheet(servicetest.Marie)
	before := s.Member(servicetest.Marie)
	form := agent.Get(sheet).Says("Envoyer son identifiant").B.Get(sheet+"/identifiant").At(sheet+"/identifiant", 200).Says("jamais envoyé par e-mail ni par SMS", "Aucune preuve")
	const button = "Envoyer son identifiant par lettre"
	form.Press(button, servicetest.Fields{"motif": "client " + servicetest.Marie}).At(sheet+"/identifiant", 422)
	form.Press(button, nil).At(sheet+"?etat=identifiant", 200).Says("attend d'être imprimée", "identifiant seul, demande")
	form.Press(button, nil).At(sheet+"?etat=identifiant", 200) // a double click sends one
	form.Press(button, servicetest.Fields{"page": "another tab"}).At(sheet+"/identifiant", 422).Says("déjà en route")
	agent.Get(sheet + "/identifiant").Says("déjà en route").SaysNot(button)
	if after := s.Member(servicetest.Marie); after.PasswordHash != before.PasswordHash || after.Temporary != nil && before.Temporary == nil {
		t.Error("the password was touched")
	}
	if left := s.Sent(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	if n := s.AuditCount("identifier-sent", "ok"); n != 1 {
		t.Errorf("noted %d times", n)
	}

	mailroom.Get(servicetest.Courriers).Says("À imprimer : 1", "identifiant seul").SaysNot(servicetest.Marie)
	sheets := mailroom.Prints().Sheets()
	words := servicetest.Words(sheets[1])
	if !strings.Contains(words, "Votre identifiant") || !strings.Contains(strings.ReplaceAll(words, " ", ""), servicetest.Marie) || strings.Contains(words, "temporaire") {
		t.Errorf("printed %s", words)
	}
	if cover := servicetest.Words(sheets[0]); strings.Contains(strings.ReplaceAll(cover, " ", ""), servicetest.Marie) {
		t.Error("the cover sheet tells the identifier")
	}
	mailroom.Get(servicetest.Courriers+"/lots/1").Press("Tout est posté", nil).SaysNot("ne marche plus")

	t.Run("one that came back says nothing of a password, and another may leave", func(t *testing.T) {
		p := mailroom.Get(servicetest.Courriers + "/lettres/1/retour")
		path, values := p.Form("Noter comme revenu", nil)
		values.Set("raison", "refused")
		mailroom.Post(path, values).Says("noté comme revenu. Détruisez la lettre.").SaysNot("mot de passe ne marche")
		agent.Get(sheet+"/identifiant").Press(button, nil).At(sheet+"?etat=identifiant", 200)
	})
	t.Run("one that is lost is made again without a password", func(t *testing.T) {
		mailroom.Prints()
		before := s.LetterFates()
		p := mailroom.Get(servicetest.Courriers + "/lots/2/refaire")
		path, values := p.Form("Refaire le courrier qui n'est pas posté", nil)
		values.Set("raison", "lost")
		values.Set("choix", "tous")
		mailroom.Post(path, values).Says("1 refait")
		if s.LetterFates() == before || s.Member(servicetest.Marie).Temporary != nil && s.Member(servicetest.Marie).Temporary.Channel == "letter" {
			t.Error("a password was issued")
		}
		if got := servicetest.Words(mailroom.Prints().Sheets()[1]); !strings.Contains(got, "Votre identifiant") {
			t.Errorf("printed %s", got)
		}
	})
	t.Run("it is on its way as long as the post may take", func(t *testing.T) {
		mailroom.Get(servicetest.Courriers+"/lots/3").Press("Tout est posté", nil)
		s.Wait(8 * 24 * time.Hour)
		s.AgentBrowser(db.RoleAgent).Get(sheet + "/identifiant").Says(button)
	})
}
