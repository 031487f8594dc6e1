package agent_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
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
				login, agent := s.NewAgent(db.RoleAgent)
				path, form := agent.Get(s.Sheet(servicetest.Marie)+act.path).Form(act.button, act.typed)
				s.Sent()
				before := s.Member(servicetest.Marie)
				answer := agent.PostsDuring(func() { loss.lose(s, login) }, path, form)
				if to := answer.Header.Get("Location"); answer.StatusCode != loss.status || to != "" && to != "/agent/connexion?etat=saisie" {
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
			login, two := s.NewAgent(db.RoleAgent)
			s.Wait(time.Second)
			_, asker := s.NewAgent(db.RoleAgent)
			asker.Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"})
			asker.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			path, form := two.Get("/agent/approbations/1").Form("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
			answer := two.PostsDuring(func() { loss.lose(s, login) }, path, form)
			if answer.StatusCode != loss.status || s.Member(servicetest.Marie).Temporary != nil || s.AuditCount("approval-granted", events.OK) != 0 {
				t.Errorf("answered %d, %d approvals", answer.StatusCode, s.AuditCount("approval-granted", events.OK))
			}
		})
	}
}

// closesSessions ends an agent's sessions, as « Fermer mes autres sessions » does from another computer.
func closesSessions(s *servicetest.Service, login string) {
	id := s.Agent(login).ID
	if err := s.DB.InTx(context.Background(), func(t *db.Tx) error { return t.CloseAgentLogins(context.Background(), id, 0, s.Now()) }); err != nil {
		panic(err)
	}
}

// When a session ends during an act, nothing that was written is lost: it is there after the agent's next login, as if the form
// had arrived after the end of the session.
func TestWhatAnAgentWroteIsKeptWhenTheSessionEndsDuringTheAct(t *testing.T) {
	for name, x := range map[string]struct {
		role         db.Role
		page, button string
		typed        servicetest.Fields
		secret       string // which is in no page
	}{
		"a reset":   {db.RoleAgent, "-/reinitialisation", "Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "raison": "counter", "motif": "deuxième appel"}, ""},
		"a slip":    {db.RoleAgent, "-/guichet", "Réinitialiser et obtenir la feuille", servicetest.Fields{"piece": "oui", "motif": "au guichet de Niort"}, ""},
		"an export": {db.RoleSupervisor, "-/donnees", "Télécharger ses données", servicetest.Fields{"actuel": servicetest.AgentPassword, "motif": "demande écrite"}, servicetest.AgentPassword},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			login, b := s.NewAgent(x.role)
			page := s.Sheet(servicetest.Marie) + strings.TrimPrefix(x.page, "-")
			path, form := b.Get(page).Form(x.button, x.typed)
			answer := b.PostsDuring(func() { closesSessions(s, login) }, path, form)
			if to := answer.Header.Get("Location"); to != "/agent/connexion?etat=saisie" {
				t.Errorf("answered %d, to %q", answer.StatusCode, to)
			}
			s.Wait(time.Minute)
			back := b.EnterDesk(login).At(page, 200).Says(texts.EntryBack)
			if got := back.Doc.Find(`main [name="motif"]`).AttrOr("value", ""); got != x.typed["motif"] {
				t.Errorf("the page holds %q", got)
			}
			if x.secret != "" && strings.Contains(back.Raw, x.secret) {
				t.Error("the page holds the password")
			}
			b.Get(page).SaysNot(texts.EntryBack)
		})
	}
}

// An agent who has lost a right while writing reads their text again, and nobody else does: only the answer to the form
// contains it. What a member has said, codes and passwords are not shown.
func TestWhatWasWrittenIsGivenBackByAnErrorPage(t *testing.T) {
	const note = "Rappelée <deux> fois."
	written := func(p *servicetest.Page) string { return p.Doc.Find("textarea[readonly]").Text() }
	t.Run("without the right", func(t *testing.T) {
		s := servicetest.NewService(t)
		login, b := s.NewAgent(db.RoleAgent)
		message := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
		form, question := b.Get(message), b.Get(s.Sheet(servicetest.Marie)+"/guichet")
		correction := b.Get(s.Sheet(servicetest.Marie) + "/coordonnees")
		s.MakeMailroom(login)
		if got := written(form.Press("Garder la note", servicetest.Fields{"note": note}).At(message+"/note", http.StatusForbidden)); got != note {
			t.Errorf("the page gives back %q", got)
		}
		path, typed := question.Form("Vérifier la réponse", servicetest.Fields{"reponse": "412,50"})
		if p := b.Post(path, typed).At(path, http.StatusForbidden); written(p) != "" || strings.Contains(p.Raw, "412,50") {
			t.Errorf("the page gives back what a member has said: %q", written(p))
		}
		if got := written(correction.Press("Enregistrer les coordonnées", servicetest.Fields{"fixe": "05 49 11 22 33"}).At(correction.Path, http.StatusForbidden)); got != "05 49 11 22 33" {
			t.Errorf("the page gives back %q", got)
		}
		if got := written(b.Get(message).At(message, http.StatusForbidden)); got != "" {
			t.Errorf("a page that was only asked for holds %q", got)
		}
		other := s.Browser()
		path, typed = form.Form("Garder la note", servicetest.Fields{"note": note})
		if p := other.Post(path, typed); strings.Contains(p.Raw, "Rappelée") {
			t.Error("somebody without a login reads it")
		}
	})
	t.Run("within the act", func(t *testing.T) {
		s := servicetest.NewService(t)
		login, b := s.NewAgent(db.RoleAgent)
		path, form := b.Get(s.Sheet(servicetest.Marie)+"/reinitialisation").Form("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": "deuxième appel"})
		answer := b.PostsDuring(func() { s.MakeMailroom(login) }, path, form)
		page, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusForbidden || !strings.Contains(string(page), "deuxième appel</textarea>") {
			t.Errorf("answered %d, %v: %s", answer.StatusCode, err, page)
		}
		if n := s.AuditCount("agent-denied", events.Refused); n != 1 {
			t.Errorf("noted %d times", n)
		}
	})
	t.Run("when the member is gone", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, b := s.NewAgent(db.RoleAgent)
		form := b.Get(s.Sheet(servicetest.Marie) + "/suspension")
		path, typed := form.Form("Suspendre l'accès", servicetest.Fields{"motif": "lettre volée"})
		path = strings.Replace(path, s.Sheet(servicetest.Marie), s.Sheet(servicetest.Marie)+"999", 1)
		if got := written(b.Post(path, typed).At(path, http.StatusNotFound)); got != "lettre volée" {
			t.Errorf("the page gives back %q", got)
		}
	})
}
