package handlers_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// Members and strangers are in the middle of a journey when the key is rotated, and go on from there.
func TestNobodyNoticesARotation(t *testing.T) {
	s := servicetest.NewService(t)
	const screen = "/espace/mon-compte/historique"
	open := s.Browser()
	open.Establish(servicetest.Marie, servicetest.First)
	changing := open.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "neuve@poitou.example"}).
		At("/espace/mon-compte/adresse/code", 200)
	changeCode := s.LastOf(db.KindEmailCode).Secret
	for range 4 {
		s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
	}
	code := s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
	secret := s.LastOf(db.KindCode).Secret
	question := s.Browser().Forget(servicetest.Lucien, "email").At("/mot-de-passe-oublie/question", 200)
	card := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie}).At("/inscription/question", 200)
	letter := s.Temporary(servicetest.Notaire)
	for range 5 {
		s.Browser().LogIn(servicetest.Ferme, "Faux-Sillon3Brume").At("/connexion", 422)
	}
	s.Browser().Forget(servicetest.Silence, "email").At("/mot-de-passe-oublie/confirmation", 200)
	began := s.Letters()
	before := open.Get(screen).Says("demande d'un mot de passe temporaire").Text()
	s.Sent()

	s.Rotate()

	if after := open.Get(screen).At(screen, 200).Text(); after != before {
		t.Errorf("the history has changed:\n%s\n%s", before, after)
	}
	changing.Press("Valider", servicetest.Fields{"code": changeCode}).At("/espace/mon-compte/adresse/confirmation", 200)
	s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200).Says("8 chiffres") // after five codes in 24 hours
	code.Press("Valider", servicetest.Fields{"code": secret}).At("/mot-de-passe-oublie/confirmation", 200)
	temporary := s.LastOf(db.KindTemporary)
	if temporary.To != "marie@poitou.example" && temporary.To != "neuve@poitou.example" {
		t.Errorf("it left for %s", temporary.To)
	}
	s.Browser().LogIn(servicetest.Marie, temporary.Secret).At("/personnalisation/mot-de-passe", 200)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	question.Answer(servicetest.Fields{"montant": "1234,56"}).At("/mot-de-passe-oublie/confirmation", 200).Says("par e-mail")
	card.Answer(servicetest.Fields{"nature": "vitale", "carte": "800012345678901"}).At("/inscription/canal", 200)
	s.Browser().LogIn(servicetest.Notaire, letter).At("/personnalisation/mot-de-passe", 200)
	s.Browser().LogIn(servicetest.Ferme, servicetest.First).At("/connexion", 429) // the five failures count
	s.Browser().LogIn(servicetest.Nobody, servicetest.First).At("/connexion", 422)
	s.Browser().Forget(servicetest.Silence, "email").At("/mot-de-passe-oublie/confirmation", 200)
	if left := s.Letters(); len(began) != 1 || len(left) != 1 || left[0].Payload.Secret != began[0].Payload.Secret {
		t.Errorf("letters %+v, before %+v", left, began)
	}
	s.ImportFiles(servicetest.MembersFile, servicetest.PaymentsFile)
	if _, _, err := s.DB.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	open.Get(screen).Says("connexion par mot de passe", "vérification de l'adresse e-mail")
	s.Wait(25 * time.Hour)
	s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
}
