package member_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// A member whose letter was returned reads so once logged in, until the file has another address, or the mailroom uses this one
// again.
func TestAMemberReadsThatALetterCameBack(t *testing.T) {
	const told = "Une lettre de votre caisse lui est revenue le 23 novembre 2026."
	const noPayments = "identifiant;nature;date;montant\n"
	s := servicetest.NewService(t)
	b, agent, mailroom := s.Browser(), s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom)
	b.Establish(servicetest.Marie, servicetest.First)
	sends := func() { // the identifier alone: the password stays as it is
		t.Helper()
		agent.Get(s.Sheet(servicetest.Marie)+"/identifiant").Press("Envoyer son identifiant par lettre", servicetest.Fields{"motif": servicetest.Motive}).
			At(s.Sheet(servicetest.Marie)+"?etat=identifiant", 200)
	}
	comesBack := func(letter, reason string) {
		t.Helper()
		sends()
		mailroom.Prints()
		mailroom.Get(servicetest.Courriers+"/lots/"+letter).Press("Tout est posté", nil)
		path, form := mailroom.Get(servicetest.Courriers+"/lettres/"+letter+"/retour").Form("Noter comme revenu", nil)
		form.Set("raison", reason)
		mailroom.Post(path, form).Says("noté comme revenu")
	}
	reads := func(says bool) {
		t.Helper()
		for _, page := range []string{"/espace", "/espace/mon-compte"} {
			if p := b.Get(page).At(page, 200); says {
				p.Says(told, "Dites à votre caisse si elle est juste, au "+s.Caisse.Phone)
			} else {
				p.SaysNot("revenue")
			}
		}
	}
	comesBack("1", "unclaimed") // the address is right
	reads(false)
	comesBack("2", "unknown")
	reads(true)
	for _, page := range []string{"/", "/connexion", "/demande"} {
		s.Browser().Get(page).SaysNot("revenue")
	}
	sends()
	reads(true)
	waits, err := s.DB.LettersOfMember(t.Context(), s.Member(servicetest.Marie).ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	mailroom.Get(servicetest.Courriers).Press("Essayer encore cette adresse ("+waits[0].Request+")", nil).At(servicetest.Courriers+"?etat=accepte", 200)
	reads(false)
	mailroom.Prints()
	mailroom.Get(servicetest.Courriers+"/lots/3").Press("Tout est posté", nil)
	path, form := mailroom.Get(servicetest.Courriers+"/lettres/3/retour").Form("Noter comme revenu", nil)
	form.Set("raison", "access")
	mailroom.Post(path, form)
	reads(true)
	s.ImportFiles("identifiant;categorie;nom;prenom;adresse4;adresse6\n"+servicetest.Marie+";particulier;Dupont;Marie;3 rue Neuve;86000 POITIERS\n", noPayments)
	reads(false)
}
