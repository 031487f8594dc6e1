package agent_test

import (
	"net/http"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

func TestRightsLostWhileAnActRunsChangeNothing(t *testing.T) {
	losses := []struct {
		name   string
		lose   func(s *servicetest.Service, login string)
		status int
	}{
		{"access", (*servicetest.Service).Disable, http.StatusSeeOther},
		{"the right", (*servicetest.Service).MakeMailroom, http.StatusForbidden},
	}
	acts := []struct {
		name, path, button string
		typed              servicetest.Fields
	}{
		{"a reset", "/reinitialisation", "Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive}},
		{"a slip at the counter", "/guichet", "Réinitialiser et obtenir la feuille", servicetest.Fields{"piece": "oui", "motif": servicetest.Motive}},
	}
	for _, loss := range losses {
		for _, act := range acts {
			t.Run(act.name+", without "+loss.name, func(t *testing.T) {
				s := servicetest.NewService(t)
				s.Browser().Establish(servicetest.Marie, servicetest.First)
				login, agent := s.Helper(db.RoleAgent)
				path, form := agent.Get(s.Sheet(servicetest.Marie)+act.path).Form(act.button, act.typed)
				s.Sent()
				before := s.Member(servicetest.Marie)
				answer := agent.PostsDuring(func() { loss.lose(s, login) }, path, form)
				if to := answer.Header.Get("Location"); answer.StatusCode != loss.status || to != "" && to != "/agent/connexion?etat=fin" {
					t.Errorf("answered %d, to %s", answer.StatusCode, to)
				}
				after := s.Member(servicetest.Marie)
				if after.PasswordHash != before.PasswordHash || after.Temporary != nil || len(s.Sent()) != 0 ||
					servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins WHERE ended_at IS NULL`) != 1 {
					t.Error("something was done")
				}
			})
		}
		t.Run("an approval, without "+loss.name, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			login, two := s.Helper(db.RoleAgent)
			s.Wait(time.Second)
			_, asker := s.Helper(db.RoleAgent)
			asker.Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"})
			asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			path, form := two.Get("/agent/approbations/1").Form("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
			answer := two.PostsDuring(func() { loss.lose(s, login) }, path, form)
			if answer.StatusCode != loss.status || s.Member(servicetest.Marie).Temporary != nil || s.Noted("approval-granted", events.OK) != 0 {
				t.Errorf("answered %d, %d approvals", answer.StatusCode, s.Noted("approval-granted", events.OK))
			}
		})
	}
}
