package letters_test

import (
	"net/url"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

const pile = servicetest.Courriers + "/retours"

// TestAPileOfEnvelopesIsScannedUnopened scans five lines: two letters, one of them twice, a misread number and one that was
// never printed.
func TestAPileOfEnvelopesIsScannedUnopened(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(3)
	b := s.AgentBrowser(db.RoleMailroom)
	first, third := s.WaitingLetter(1), s.WaitingLetter(3)
	b.Prints()
	b.Get(servicetest.Courriers+"/lots/1").PressTicked("Tout est posté (3 courriers)", "tous")
	scan := func(reason, lines string) *servicetest.Page {
		return b.Get(pile).Press("Noter ces retours", servicetest.Fields{"raison": reason, "enveloppes": lines})
	}
	scan("", "").At(pile, 422).Says("Dites ce que la poste a coché.", "Scannez au moins une enveloppe.")
	lines := account.EnvelopeNumber(1, 3) + "\r\nKTR482\r\n" + account.EnvelopeNumber(9, 1) + "\r\n" + account.EnvelopeNumber(1, 1) + "\r\n" + account.EnvelopeNumber(1, 3) + "\r\n"
	p := scan("unknown", lines).At(pile, 200).Says("Notés : 2 ; pas notés : 2", first.Request+", Mme Jeanne Aubert1", third.Request+", Mme Jeanne Aubert3",
		"KTR482. Ce n'est pas le numéro d'une enveloppe", "Aucun courrier de l'année n'est la lettre 1 du lot 9.").SaysNot("Aubert2")
	if got := p.Doc.Find(`input[name="raison"][checked]`).AttrOr("value", ""); got != "unknown" {
		t.Errorf("the reason for the next pile: %q", got)
	}
	scan("refused", lines).Says("Notés : 0 ; pas notés : 4", "Rien n'est à noter")
	b.Get(servicetest.Courriers+"/lots/1").Says("1 posté, 2 revenus", "inconnu à l'adresse")
	s.Browser().LogIn(servicetest.Tiers(1), secrets[1]).Says("Identifiant ou mot de passe incorrect.")
	s.Browser().LogIn(servicetest.Tiers(2), secrets[2]).At("/personnalisation/mot-de-passe", 200)
	if n := s.AuditCount("letter-returned", "ok"); n != 2 {
		t.Errorf("%d returns noted", n)
	}
	b.Post(servicetest.Courriers+"/retour", url.Values{"recherche": {account.EnvelopeNumber(1, 2)}}).Says("Mme Jeanne Aubert2", "Noter son retour annule son mot de passe")
}

// An agent who sends the same pile again from its page, as by a double click without JavaScript, reads the same results again.
func TestAPileThatIsSentTwiceIsToldAsNoted(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(2)
	b := s.AgentBrowser(db.RoleMailroom)
	b.Prints()
	b.Get(servicetest.Courriers+"/lots/1").PressTicked("Tout est posté (2 courriers)", "tous")
	form := b.Get(pile)
	for range 2 {
		form.Press("Noter ces retours", servicetest.Fields{"raison": "unknown", "enveloppes": account.EnvelopeNumber(1, 1)}).At(pile, 200).Says("Notés : 1").SaysNot("pas notés")
	}
	if n := s.AuditCount("letter-returned", "ok"); n != 1 {
		t.Errorf("%d returns noted", n)
	}
}

func TestALetterComesBackOnlyOnceItIsPosted(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(2)
	b := s.AgentBrowser(db.RoleMailroom)
	b.Prints()
	lot := b.Get(servicetest.Courriers + "/lots/1").SaysNot("est revenue")
	lot.PressTicked("Tout est posté (2 courriers)", "tous").Says("La lettre 1 est revenue", "La lettre 2 est revenue")
}
