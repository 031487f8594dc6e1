package handlers_test

import (
	"testing"
	"time"

	"sesame/db"
)

// Everybody is somewhere when the key is rotated, and goes on from there.
func TestNobodyNoticesARotation(t *testing.T) {
	s := newService(t)
	const screen = "/espace/mon-compte/email-mot-de-passe"
	open := s.browser()
	open.establish(marie, first)
	changing := open.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": first, "email": "neuve@poitou.example"}).
		at("/espace/mon-compte/adresse/code", 200)
	changeCode := s.lastOf(db.KindEmailCode).Secret
	for range 4 {
		s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
	}
	code := s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
	secret := s.lastOf(db.KindCode).Secret
	question := s.browser().forget(lucien, "email").at("/mot-de-passe-oublie/question", 200)
	card := s.browser().get("/inscription").press("Suivant", fields{"identifiant": marie}).at("/inscription/question", 200)
	letter := s.temporary(notaire)
	for range 5 {
		s.browser().logIn(ferme, "Faux-Sillon3Brume").at("/connexion", 422)
	}
	s.browser().forget(silence, "email").at("/mot-de-passe-oublie/confirmation", 200)
	began := s.letters()
	before := open.get(screen).says("choix d'un nouveau mot de passe").text()
	s.sent()

	s.rotate()

	if after := open.get(screen).at(screen, 200).text(); after != before {
		t.Errorf("the history and the open sessions have changed:\n%s\n%s", before, after)
	}
	changing.press("Valider", fields{"code": changeCode}).at("/espace/mon-compte/adresse/confirmation", 200)
	s.browser().forget(marie, "email").at("/mot-de-passe-oublie/impasse", 200) // five codes in 24 hours
	code.press("Valider", fields{"code": secret}).at("/mot-de-passe-oublie/confirmation", 200)
	temporary := s.lastOf(db.KindTemporary)
	if temporary.To != "marie@poitou.example" && temporary.To != "neuve@poitou.example" {
		t.Errorf("it left for %s", temporary.To)
	}
	s.browser().logIn(marie, temporary.Secret).at("/personnalisation/mot-de-passe", 200)
	s.browser().logIn(marie, first).at("/espace", 200)
	question.press("Suivant", fields{"reponse": "1234,56"}).at("/mot-de-passe-oublie/confirmation", 200).says("par e-mail")
	card.press("Suivant", fields{"nature": "vitale", "reponse": "800012345678901"}).at("/inscription/canal", 200)
	s.browser().logIn(notaire, letter).at("/personnalisation/mot-de-passe", 200)
	s.browser().logIn(ferme, first).at("/connexion", 429) // the five failures count
	s.browser().logIn(nobody, first).at("/connexion", 422)
	s.browser().forget(silence, "email").at("/mot-de-passe-oublie/confirmation", 200)
	if left := s.letters(); len(began) != 1 || len(left) != 1 || left[0].Payload.Secret != began[0].Payload.Secret {
		t.Errorf("letters %+v, before %+v", left, began)
	}
	s.importFiles(membersFile, paymentsFile)
	if _, _, err := s.db.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	open.get(screen).says("connexion réussie", "vérification de l'adresse email")
	s.wait(25 * time.Hour)
	s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
}
