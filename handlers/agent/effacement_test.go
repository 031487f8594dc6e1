package agent_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// asksErasure has a supervisor request the erasure of a member.
func asksErasure(s *servicetest.Service, b *servicetest.Browser, typed string) *servicetest.Page {
	return b.ActsOn(typed, "/effacement", "Demander l'accord pour effacer", servicetest.Fields{"actuel": servicetest.AgentPassword})
}

// agrees has a colleague approve the request.
func agrees(b *servicetest.Browser) *servicetest.Page {
	return b.Get("/agent/approbations/1").Press("Approuver l'effacement", servicetest.Fields{"raison": "recognised"})
}

// Nothing is left of a member whom a supervisor and a colleague have erased by their pages: neither in the database nor in its
// WAL nor in a later backup. For strangers the identifier is unknown from then on.
func TestAMemberIsErasedByASupervisorAndAColleague(t *testing.T) {
	s := servicetest.NewService(t)
	member := s.Browser()
	member.Establish(servicetest.Marie, servicetest.First)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	_, colleague := s.NewAgent(db.RoleAgent)
	supervisor.Resets(servicetest.Lucien, "courrier")
	page := s.Sheet(servicetest.Marie)
	m := s.Member(servicetest.Marie)
	marks := [][]byte{m.IdentifierKey, s.DB.Keys().DestinationKey("marie@poitou.example"), []byte(m.PasswordHash), []byte(servicetest.Marie), []byte("marie@poitou.example")}
	for query, rows := range map[string]int{`SELECT count(*) FROM contacts WHERE member_id = ?`: 1, `SELECT count(*) FROM logins WHERE member_id = ?`: 1} {
		if n := servicetest.Number(t, s.Raw(), query, m.ID); n < rows {
			t.Fatalf("%s: %d", query, n)
		}
	}
	var sealed []byte
	if err := s.Raw().QueryRowContext(t.Context(), `SELECT profile FROM members WHERE id = ?`, m.ID).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	marks = append(marks, sealed)

	supervisor.Get(page).Says("Télécharger ses données", "Effacer l'adhérent")
	supervisor.Get(page+"/effacement").Press("Demander l'accord pour effacer", servicetest.Fields{"motif": servicetest.Motive, "actuel": "Pas-le-bon-7"}).At(page+"/effacement", 422)
	asksErasure(s, supervisor, servicetest.Marie).At(page+"?etat=effacement", 200).Says("Un second agent doit donner son accord")
	asksErasure(s, supervisor, servicetest.Marie).At(page+"/effacement", 422).Says("attend déjà l'accord")
	member.Get("/espace").At("/espace", 200)
	supervisor.Get("/agent/approbations/1").SaysNot("Approuver l'effacement")
	agrees(colleague).At("/agent/approbations?etat=efface", 200).Says("L'adhérent est effacé", "Le prochain fichier")

	if n := s.AuditCount("member-erased", events.OK); n != 1 || s.AuditCount("ending-granted", events.OK) != 1 {
		t.Errorf("erased %d times", n)
	}
	colleague.Get(page).At(page, 404)
	colleague.Get("/agent/approbations/1").At("/agent/approbations/1", 404)
	member.Get("/espace").At("/connexion?etat=fin", 200)
	backup := filepath.Join(t.TempDir(), "copy.db")
	if err := s.DB.Backup(t.Context(), backup, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	path := ""
	if err := s.Raw().QueryRowContext(t.Context(), `SELECT file FROM pragma_database_list`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal", backup} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range marks {
			if bytes.Contains(content, mark) {
				t.Errorf("%s holds %q", filepath.Base(file), mark)
			}
		}
	}
	if _, _, err := s.DB.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	if !s.HasMember(servicetest.Lucien) || len(s.Letters()) != 1 {
		t.Error("another member has lost something")
	}
	s.SilentLog(t, servicetest.Marie, "marie@poitou.example")
}

// A closed account can be erased. An import in progress delays the erasure, which then changes nothing.
func TestAClosedAccountIsErasedBetweenTwoFiles(t *testing.T) {
	s := servicetest.NewService(t)
	first, supervisor := s.NewAgent(db.RoleSupervisor)
	second, colleague := s.NewAgent(db.RoleSupervisor)
	page := s.Sheet(servicetest.Marie)
	supervisor.ActsOn(servicetest.Marie, "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "wish"}).At(page+"?etat=ferme", 200)
	s.Wait(31 * 24 * time.Hour)
	supervisor.EnterDesk(first).At("/agent", 200)
	colleague.EnterDesk(second).At("/agent", 200)
	asksErasure(s, supervisor, servicetest.Marie).At(page+"?etat=effacement", 200)
	err := s.DB.BetweenImports(t.Context(), s.Now(), func() error {
		agrees(colleague).At("/agent/approbations/1", 422).Says("un fichier du système de gestion est au travail")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !s.HasMember(servicetest.Marie) {
		t.Fatal("erased while a file was at work")
	}
	agrees(colleague).At("/agent/approbations?etat=efface", 200)
	supervisor.Get(page).At(page, 404)
}

// Only a supervisor can request an erasure or a copy; an unapproved request does nothing.
func TestAnErasureNeedsItsRightAndAnAgreement(t *testing.T) {
	s := servicetest.NewService(t)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	_, agent := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	agent.Get(page).SaysNot("Télécharger ses données", "Effacer l'adhérent")
	agent.Get(page+"/effacement").At(page+"/effacement", 403)
	agent.Get(page+"/donnees").At(page+"/donnees", 403)
	asksErasure(s, supervisor, servicetest.Marie).At(page+"?etat=effacement", 200)
	agent.Get("/agent/approbations/1").Says("L'effacement ne se défait pas").Press("Refuser", servicetest.Fields{"raison": "doubt"}).At("/agent/approbations?etat=refusee", 200)
	if s.AuditCount("ending-refused", events.OK) != 1 || s.AuditCount("member-erased", events.OK) != 0 {
		t.Error("the refusal is not what the log has")
	}
	supervisor.Get(page).At(page, 200).Says("fin du compte refusée")
}

// A supervisor downloads what is held about a member; the member sees this in their history.
func TestASupervisorTakesACopyForTheMember(t *testing.T) {
	s := servicetest.NewService(t)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	page := s.Sheet(servicetest.Marie) + "/donnees"
	take := func(password string) *servicetest.Page {
		return supervisor.Get(page).Press("Télécharger ses données", servicetest.Fields{"motif": servicetest.Motive, "actuel": password})
	}
	take("").At(page, 422).Says("Ce champ est exigé")
	take("Pas-le-bon-7").At(page, 422)
	if n := s.AuditCount("member-exported", events.OK); n != 0 {
		t.Fatalf("%d copies", n)
	}
	p := take(servicetest.AgentPassword)
	var copied struct {
		Identite struct{ Identifiant string }
	}
	if err := json.Unmarshal([]byte(p.Raw), &copied); err != nil || copied.Identite.Identifiant != servicetest.Marie {
		t.Errorf("%d, %v: %s", p.Status, err, p.Raw)
	}
	if p.Header.Get("Content-Disposition") != `attachment; filename="donnees-adherent.json"` || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", p.Header)
	}
	if n := s.AuditCount("member-exported", events.OK); n != 1 {
		t.Errorf("%d copies are in the audit log", n)
	}
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	b.Get("/espace/mon-compte/historique").Says("copie des données personnelles")
	s.SilentLog(t, servicetest.Marie)
}
