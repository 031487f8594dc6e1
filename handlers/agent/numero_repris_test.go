package agent_test

import (
	"fmt"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// SQLite may reuse the ID of a deleted row. An outdated page acts on the row that it shows, or on nothing.
func TestAnOldPageActsOnNobodyElse(t *testing.T) {
	t.Run("a newcomer whose import was taken back", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.NewAgent(db.RoleSupervisor)
		_, agent := s.NewAgent(db.RoleAgent)
		const header = "identifiant;categorie;nom;prenom;adresse6\n"
		taken := supervisor.Checks("adherents", header+"2690586194061;particulier;Caillé;Jeanne;86000 POITIERS\n").Loads(nil)
		first := s.Sheet("2690586194061")
		stale := agent.Get(first + "/suspension")
		taken.Press("Remettre comme avant", nil)
		supervisor.Checks("adherents", header+"1650586194003;particulier;Lefèvre;Paul;86000 POITIERS\n").Loads(nil)
		if s.Sheet("1650586194003") != first {
			t.Fatal("the number was not given anew")
		}
		stale.Press("Suspendre l'accès", servicetest.Fields{"motif": servicetest.Motive}).At(first+"/suspension", 422).Says("Lefèvre")
		if s.Member("1650586194003").Status.State != "" {
			t.Error("somebody else was suspended")
		}
	})
	t.Run("a request about a member who is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.NewAgent(db.RoleSupervisor)
		_, colleague := s.NewAgent(db.RoleSupervisor)
		_, late := s.NewAgent(db.RoleSupervisor)
		asksErasure(s, supervisor, servicetest.Marie).At(s.Sheet(servicetest.Marie)+"?etat=effacement", 200)
		stale := late.Get("/agent/approbations/1")
		agrees(colleague).At("/agent/approbations?etat=efface", 200)
		asksErasure(s, supervisor, servicetest.Lucien).At(s.Sheet(servicetest.Lucien)+"?etat=effacement", 200)
		for _, button := range []string{"Approuver l'effacement", "Refuser"} {
			stale.Press(button, servicetest.Fields{"raison": string(events.MotiveRecognised)}).Says("La demande que vous avez vue n'attend plus", "Garnier")
		}
		if !s.HasMember(servicetest.Lucien) || s.AuditCount("ending-refused", events.OK) != 0 {
			t.Error("another request was decided")
		}
		agrees(late).At("/agent/approbations?etat=efface", 200)
	})
	t.Run("a service that is removed meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.NewAgent(db.RoleSupervisor)
		_, late := s.NewAgent(db.RoleSupervisor)
		adds := func(name string) {
			supervisor.Get("/agent/services/ajout").Press("Ajouter ce service", servicetest.Fields{"nom": name, "retour": "https://" + name + ".example/retour"})
		}
		adds("portail")
		stale := late.Get("/agent/services/1/retrait")
		supervisor.Get("/agent/services/1/retrait").Press("Retirer ce service", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/services?etat=retrait", 200)
		adds("cotisations")
		stale.Press("Retirer ce service", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/services/1/retrait", 422).Says("cotisations", "Rien n'a été fait")
		supervisor.Get("/agent/services/1").Says("cotisations")
	})
	t.Run("the login of a member who is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.NewAgent(db.RoleSupervisor)
		_, colleague := s.NewAgent(db.RoleSupervisor)
		s.SetPassword(servicetest.Marie, servicetest.First)
		s.SetPassword(servicetest.Lucien, servicetest.Second)
		erased := s.Browser()
		erased.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		asksErasure(s, supervisor, servicetest.Marie).At(s.Sheet(servicetest.Marie)+"?etat=effacement", 200)
		agrees(colleague).At("/agent/approbations?etat=efface", 200)
		other := s.Browser()
		other.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
		var logins, last int
		if err := s.Raw().QueryRow("SELECT count(*), max(id) FROM logins").Scan(&logins, &last); err != nil || logins != last {
			t.Fatalf("the number of the login was not given anew: %d logins, the last is %d (%v)", logins, last, err)
		}
		erased.Get("/espace").At("/connexion?etat=fin", 200)
		other.Get("/espace").At("/espace", 200)
	})
	t.Run("a letter whose member is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.QueueLetters(2)
		b := s.AgentBrowser(db.RoleMailroom)
		b.Prints()
		stale := b.Get(servicetest.Courriers + "/lettres/2/retour").Says("Aubert2")
		vanishes(t, s, servicetest.Tiers(2))
		s.QueueLetter(servicetest.Marie)
		b.Prints()
		stale.Press("Noter comme revenu", servicetest.Fields{"raison": "unknown"}).At(servicetest.Courriers+"/lettres/2/retour", 422).
			Says("Quelqu'un d'autre vient d'agir").SaysNot("Aubert2")
		if n := s.AuditCount("letter-returned", events.OK); n != 0 {
			t.Errorf("somebody else's letter was noted as returned: %d", n)
		}
	})
	t.Run("a letter that is ticked to be printed, and whose member is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.QueueLetters(2)
		b := s.AgentBrowser(db.RoleMailroom)
		stale := b.Get(servicetest.Courriers).Says("Aubert2")
		ticked := s.WaitingLetter(2).ID
		vanishes(t, s, servicetest.Tiers(2))
		s.Wait(time.Second)
		s.QueueLetter(servicetest.Marie)
		if n := len(s.Letters()); n != 2 || s.Letters()[1].ID != ticked {
			t.Fatalf("%d letters wait, and the number was not given anew", n)
		}
		stale.PressTicked("Imprimer les courriers cochés", "", ticked).At(servicetest.Courriers, 422).Says("Quelqu'un d'autre vient d'agir").SaysNot("Aubert2")
		if n := s.AuditCount("letters-printed", events.OK); n != 0 {
			t.Errorf("somebody else's letter was printed: %d", n)
		}
		b.Get(servicetest.Courriers).PressTicked("Imprimer les courriers cochés", "", ticked).Secrets()
	})
	t.Run("a letter to be made again whose member is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.QueueLetters(2)
		const late = 21 * 24 * time.Hour
		s.Wait(late)
		path, form := s.AgentBrowser(db.RoleMailroom).Get(servicetest.Courriers).Form("Refaire ce courrier ("+s.WaitingLetter(2).Request+")", nil)
		vanishes(t, s, servicetest.Tiers(2))
		s.QueueLetter(servicetest.Marie)
		s.Wait(late)
		form.Del("page") // which was another agent's
		s.AgentBrowser(db.RoleMailroom).Post(path, form).At(path, 422).Says("Quelqu'un d'autre vient d'agir")
	})
	t.Run("a request for a letter that a colleague decides on meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		late, colleague := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
		const list = "/agent/en-attente"
		why := servicetest.Fields{"raison": string(events.MotiveAttack)}
		asks := func(identifier, request string) {
			m := s.Member(identifier)
			if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
				return tx.AskLetter(t.Context(), db.LetterRequest{SubjectKey: m.IdentifierKey, MemberID: m.ID, Request: request, Channel: account.Email, Why: db.WaitsQuarter,
					AskedAt: s.Now(), ExpiresAt: s.Now().Add(time.Hour)})
			}); err != nil {
				t.Fatal(err)
			}
		}
		asks(servicetest.Marie, "KTR-482")
		stale := late.Get(list).Says("KTR-482")
		colleague.Get(list).Press("Tout refuser (1)", why).At(list+"?etat=refuse&nombre=1", 200)
		s.Wait(time.Second)
		asks(servicetest.Lucien, "BVX-357")
		key := stale.Doc.Find(`[name="envoi"]`).AttrOr("value", "")
		for _, press := range []func() *servicetest.Page{
			func() *servicetest.Page { return stale.Press("Tout faire partir (1)", why) },
			func() *servicetest.Page { return stale.Press("Tout refuser (1)", why) },
			func() *servicetest.Page {
				return stale.Press("Faire partir ce qui est coché", servicetest.Fields{"envoi": key, "raison": string(events.MotiveAttack)})
			},
		} {
			press().Says("Il n'y a plus rien à décider", "BVX-357")
		}
		path, form := late.Get(list).Form("Faire partir ce qui est coché", why)
		form["envoi"] = []string{"", "m", "c7", "x7-7"} // keys that no page holds
		late.Post(path, form).Says("Cochez ce que vous voulez décider, ou choisissez « tout »", "BVX-357")
		colleague.Get(list).Press("Tout refuser (1)", why).At(list+"?etat=refuse&nombre=1", 200)
	})
	t.Run("a ready answer that is removed meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.NewAgent(db.RoleSupervisor)
		_, late := s.NewAgent(db.RoleSupervisor)
		adds := func(title string) {
			supervisor.Get("/agent/reponses-types/ajout").Press("Enregistrer", servicetest.Fields{"titre": title, "texte": "Votre caisse vous rappelle."}).At("/agent/reponses-types?etat=enregistree", 200)
		}
		adds("Rappel")
		newest := fmt.Sprintf("/agent/reponses-types/%d", servicetest.Number(t, s.Raw(), `SELECT max(id) FROM ready_answers`))
		stale := late.Get(newest).Says("Rappel")
		supervisor.Get(newest).Press("Supprimer", nil).At("/agent/reponses-types?etat=supprimee", 200)
		s.Wait(time.Second)
		adds("Horaires de Noël")
		stale.Press("Enregistrer", servicetest.Fields{"texte": "Nous rappelons."}).At(newest, 422).Says("Horaires de Noël")
		stale.Press("Supprimer", nil).At(newest+"/suppression", 422).Says("Horaires de Noël")
		supervisor.Get(newest).Says("Horaires de Noël", "Votre caisse vous rappelle.")
	})
}

// vanishes deletes a member, as an approved erasure does.
func vanishes(t *testing.T, s *servicetest.Service, identifier string) {
	t.Helper()
	if _, err := s.Raw().ExecContext(t.Context(), `DELETE FROM members WHERE id = ?`, s.Member(identifier).ID); err != nil {
		t.Fatal(err)
	}
}
