package agent_test

import (
	"sesame/handlers"

	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestAnAgentsSessionCannotBeFixedNorLeftBehind(t *testing.T) {
	t.Run("the session id changes with the password, and again with the second factor; log-out clears the browser", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		b := s.Browser()
		p := b.DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/second-facteur", 200)
		half := b.DeskCookie()
		p.Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent", 200)
		if whole := b.DeskCookie(); half == "" || whole == "" || half == whole {
			t.Errorf("the session id went from %q to %q", half, whole)
		}
		b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		out := b.Post("/agent/deconnexion", nil)
		if got := out.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
			t.Errorf("log-out clears %q", got)
		}
		if left := b.DeskCookie(); left != "" {
			t.Errorf("the browser keeps its session's cookie %q", left)
		}
	})
	t.Run("another agent who comes in at the same browser reads nothing of the first one's, whose session is over", func(t *testing.T) {
		s := servicetest.NewService(t)
		for _, login := range []string{"pmercier", "pdurand"} {
			s.EnrolAgent(login, db.RoleAgent)
		}
		b := s.Browser()
		s.Invite("nouvelle", db.RoleAgent, "champ3verger")
		p := b.Enrols("nouvelle", "champ3verger").At("/agent/codes-de-secours", 200)
		code := p.Doc.Find("code").First().Text()
		s.Wait(31 * time.Second)
		b.Post("/agent/connexion", url.Values{"agent": {"pdurand"}, "mot_de_passe": {servicetest.AgentPassword}}).
			Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent", 200)
		if page := b.Get("/agent/codes-de-secours"); code == "" || strings.Contains(page.Raw, code) {
			t.Errorf("pdurand reads the recovery code %q of nouvelle", code)
		}
		if n := s.OpenAgentLogins("nouvelle"); n != 0 {
			t.Errorf("%d sessions of nouvelle are still open", n)
		}
	})
	t.Run("ten minutes without a sign of life, eight hours at most", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.Wait(10*time.Minute - time.Second)
		b.Get("/agent").At("/agent", 200)
		s.Wait(10 * time.Minute)
		b.Get("/agent").At("/agent/connexion?etat=fin", 200)

		b = s.AgentBrowser(db.RoleAgent)
		for range 8*60/9 - 1 {
			s.Wait(9 * time.Minute)
			b.Get("/agent").At("/agent", 200)
		}
		s.Wait(9*time.Minute + 30*time.Second)
		b.Get("/agent").At("/agent", 200)
		s.Wait(9 * time.Minute)
		b.Get("/agent").At("/agent/connexion?etat=fin", 200)
	})
	t.Run("the program starts again under an earlier clock: no session goes on", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.Wait(9 * time.Minute)
		b.Get("/agent").At("/agent", 200)
		s.Wait(-5 * time.Minute)
		s.Restart()
		b.Get("/agent").At("/agent/connexion?etat=fin", 200)
	})
}

// An agent who was disabled or invited again between the second factor and the session gets no session.
func TestWhoIsKeptOutMeanwhileGetsNoSession(t *testing.T) {
	for name, act := range map[string]func(context.Context, *db.Tx, *db.Agent, time.Time) error{
		"disabled": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error { return tx.Disable(ctx, a, now) },
		"invited anew": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error {
			return tx.Invite(ctx, a, "champ3verger", now, now.Add(time.Hour), time.Time{})
		},
		"the password changed": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error {
			return tx.SetAgentPassword(ctx, a, "$argon2id$other", 0, now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			a := s.EnrolAgent("pmercier", db.RoleAgent)
			err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
				if err := act(t.Context(), tx, a, s.Now()); err != nil {
					return err
				}
				if id, err := tx.OpenAgentLogin(t.Context(), a, "Firefox", nil, s.Now()); err == nil {
					t.Errorf("session %d was opened", id)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestTheAgentsDoorIsSlow(t *testing.T) {
	t.Run("the fifth wrong password costs a minute, known or not, by the same words, across a restart", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		for range s.Limits.LoginFree - 1 {
			known := s.Browser().DeskPassword("pmercier", "Faux-Sillon3Brume").At("/agent/connexion", 422)
			unknown := s.Browser().DeskPassword("jinconnu", "Faux-Sillon3Brume").At("/agent/connexion", 422)
			if known.Trace("pmercier") != unknown.Trace("jinconnu") {
				t.Error("a login that nobody has is answered otherwise")
			}
		}
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/second-facteur", 200) // the right one ends the run
		for _, login := range []string{"pmercier", "jinconnu"} {
			for range s.Limits.LoginFree {
				s.Browser().DeskPassword(login, "Faux-Sillon3Brume")
			}
		}
		s.Restart()
		for _, login := range []string{"pmercier", "jinconnu"} {
			late := s.Browser().DeskPassword(login, servicetest.AgentPassword).At("/agent/connexion", 429)
			if late.Header.Get("Retry-After") != "60" {
				t.Errorf("%s may come back after %q", login, late.Header.Get("Retry-After"))
			}
		}
		s.Wait(60 * time.Second)
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/second-facteur", 200)
	})
	t.Run("the fifth wrong second factor costs a minute, across a restart and from another browser", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		b := s.Browser()
		p := b.DeskPassword("pmercier", servicetest.AgentPassword)
		for range s.Limits.LoginFree {
			p = p.Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
		}
		s.Restart()
		for _, at := range []*servicetest.Browser{b, s.Browser()} {
			late := at.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent/second-facteur", 429)
			if late.Header.Get("Retry-After") != "60" {
				t.Errorf("one may come back after %q", late.Header.Get("Retry-After"))
			}
		}
		s.Wait(60 * time.Second)
		b.Get("/agent/second-facteur").Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent", 200)
	})
	t.Run("one password tried on many agents from one address is stopped", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = []netip.Prefix{} })
		s.EnrolAgent("pmercier", db.RoleAgent)
		for i := range s.Limits.IPIdentifiersShort {
			s.Browser().DeskPassword(fmt.Sprintf("agent%d", i), "Faux-Sillon3Brume").At("/agent/connexion", 422)
		}
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/connexion", 429)
	})
	t.Run("who was invited anew is not kept waiting for what others tried", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		for range s.Limits.LoginFree {
			s.Browser().DeskPassword("pmercier", "Faux-Sillon3Brume")
		}
		s.Invite("pmercier", "", "champ3verger")
		s.Browser().Enrols("pmercier", "champ3verger").At("/agent/codes-de-secours", 200)
	})
}

func TestASecondFactorCountsOnce(t *testing.T) {
	t.Run("a code of the authenticator", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		s.Browser().EnterDesk("pmercier").At("/agent", 200)
		s.Browser().EnterDesk("pmercier").At("/agent/second-facteur", 422)
		s.Wait(30 * time.Second)
		s.Browser().EnterDesk("pmercier").At("/agent", 200)
	})
	t.Run("a recovery code", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "ABCDE-FGHJK"}).At("/agent?etat=secours", 200)
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "abcde-fghjk"}).At("/agent/second-facteur", 422)
	})
	for name, code := range map[string]func(*servicetest.Service) string{
		"of ten browsers with one code of the authenticator one comes in": (*servicetest.Service).AgentCode,
		"of ten browsers with one recovery code one comes in":             func(*servicetest.Service) string { return "abcde-fghjk" },
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t, func(o *handlers.Options) { o.Limits.LoginFree, o.Limits.LoginPerDay = 50, 60 })
			s.EnrolAgent("pmercier", db.RoleAgent)
			var pages []*servicetest.Page
			for range 10 {
				pages = append(pages, s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/second-facteur", 200))
			}
			var all sync.WaitGroup
			barrier := make(chan struct{})
			for _, p := range pages {
				all.Go(func() {
					<-barrier
					p.Press("Valider", servicetest.Fields{"code": code(s)})
				})
			}
			close(barrier)
			all.Wait()
			if n := s.OpenAgentLogins("pmercier"); n != 1 {
				t.Errorf("%d sessions were opened", n)
			}
		})
	}
	t.Run("the enrolment, by two browsers at once", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Invite("pmercier", db.RoleAgent, "champ3verger")
		var pages []*servicetest.Page
		for range 4 {
			pages = append(pages, s.Browser().EnrolsUntilFactor("pmercier", "champ3verger"))
		}
		var all sync.WaitGroup
		barrier := make(chan struct{})
		for _, p := range pages {
			all.Go(func() {
				<-barrier
				p.Press("Valider le code", servicetest.Fields{"code": p.ShownCode()})
			})
		}
		close(barrier)
		all.Wait()
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'agent-enrolled'`); n != 1 || s.OpenAgentLogins("pmercier") != 1 {
			t.Errorf("%d enrolments, %d sessions", n, s.OpenAgentLogins("pmercier"))
		}
	})
	t.Run("the password's word lasts ten minutes", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		p := s.Browser().DeskPassword("pmercier", servicetest.AgentPassword)
		s.Wait(10 * time.Minute)
		p.Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent/connexion?etat=trop-tard", 200)
	})
}

func TestTheAgentsPagesRefuseOtherSites(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	b.Post("/agent/deconnexion", nil).At("/agent/deconnexion", 403).SaysNot("Votre rôle", "journal").Says("autre site")
	b.Header.Del("Sec-Fetch-Site")
	b.Get("/agent").At("/agent", 200)
	big := b.Post("/agent/connexion", url.Values{"agent": {strings.Repeat("a", 70_000)}}).At("/agent/connexion", 413)
	big.Says("trop gros")
	for _, c := range b.Get("/agent").Header.Values("Set-Cookie") {
		if !strings.Contains(c, "SameSite=Strict") || !strings.Contains(c, "HttpOnly") {
			t.Errorf("a cookie is set as %q", c)
		}
	}
}
