package handlers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

// hashing is the context of a request that does something while its password is hashed: the route has let it in by then.
type hashing struct {
	context.Context
	once *sync.Once
	do   func()
}

// Done is what a hash asks its context for while it waits for its turn.
func (h hashing) Done() <-chan struct{} {
	callers := make([]uintptr, 8) // contexts that wrap this one stand between
	runtime.Callers(2, callers)
	frames := runtime.CallersFrames(callers)
	for f, more := frames.Next(); ; f, more = frames.Next() {
		if strings.HasSuffix(f.Function, "account.(*Hasher).derive") {
			h.once.Do(h.do)
		}
		if !more {
			return h.Context.Done()
		}
	}
}

// postsDuring posts a form, and does something while the password of its act is hashed.
func (b *browser) postsDuring(do func(), path string, form url.Values) *http.Response {
	b.s.t.Helper()
	during := hashing{b.s.t.Context(), &sync.Once{}, do}
	r := httptest.NewRequestWithContext(during, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = strings.TrimPrefix(b.s.url, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "sesame-agent", Value: b.deskCookie()})
	w := httptest.NewRecorder()
	(*b.s.pages.Load()).ServeHTTP(w, r)
	during.once.Do(func() { b.s.t.Error("no password was hashed") })
	return w.Result()
}

func (s *service) changeAgent(login string, change func(ctx context.Context, t *db.Tx, a *db.Agent) error) {
	s.t.Helper()
	agent := s.agent(login)
	if err := s.db.InTx(s.t.Context(), func(t *db.Tx) error { return change(s.t.Context(), t, agent) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) disable(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error { return t.Disable(ctx, a, s.now()) })
}

func (s *service) makeMailroom(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error { return t.SetRole(ctx, a, db.RoleMailroom) })
}

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
