package handlers_test

import (
	"net/http"
	"testing"
	"time"

	"sesame/db"
)

func TestRightsLostWhileAnActRunsChangeNothing(t *testing.T) {
	losses := []struct {
		name   string
		lose   func(s *service, login string)
		status int
	}{
		{"access", (*service).disable, http.StatusSeeOther},
		{"the right", (*service).makeMailroom, http.StatusForbidden},
	}
	acts := []struct {
		name, path, button string
		typed              fields
	}{
		{"a reset", "/reinitialisation", "Réinitialiser le mot de passe", fields{"voie": "email", "motif": motive}},
		{"a slip at the counter", "/guichet", "Réinitialiser et obtenir la feuille", fields{"piece": "oui", "motif": motive}},
	}
	for _, loss := range losses {
		for _, act := range acts {
			t.Run(act.name+", without "+loss.name, func(t *testing.T) {
				s := newService(t)
				s.browser().establish(marie, first)
				login, agent := s.helper(db.RoleAgent)
				path, form := agent.get(s.sheet(marie)+act.path).form(act.button, act.typed)
				s.sent()
				before := s.member(marie)
				answer := agent.postsDuring(func() { loss.lose(s, login) }, path, form)
				if to := answer.Header.Get("Location"); answer.StatusCode != loss.status || to != "" && to != "/agent/connexion?etat=fin" {
					t.Errorf("answered %d, to %s", answer.StatusCode, to)
				}
				after := s.member(marie)
				if after.PasswordHash != before.PasswordHash || after.Temporary != nil || len(s.sent()) != 0 ||
					number(t, s.raw(), `SELECT count(*) FROM logins WHERE ended_at IS NULL`) != 1 {
					t.Error("something was done")
				}
			})
		}
		t.Run("an approval, without "+loss.name, func(t *testing.T) {
			s := newService(t)
			s.browser().establish(marie, first)
			login, two := s.helper(db.RoleAgent)
			s.wait(time.Second)
			_, asker := s.helper(db.RoleAgent)
			asker.corrects(marie, fields{"email": "neuve@poitou.example"})
			asker.resets(marie, "email").at(s.sheet(marie)+"?etat=approbation", 200)
			path, form := two.get("/agent/approbations/1").form("Approuver la réinitialisation", fields{"motif": motive})
			answer := two.postsDuring(func() { loss.lose(s, login) }, path, form)
			if answer.StatusCode != loss.status || s.member(marie).Temporary != nil || s.noted("approval-granted", db.ResultOK) != 0 {
				t.Errorf("answered %d, %d approvals", answer.StatusCode, s.noted("approval-granted", db.ResultOK))
			}
		})
	}
}
