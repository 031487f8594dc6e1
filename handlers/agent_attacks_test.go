package handlers_test

import (
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
	"sesame/handlers"
)

func TestAnAgentsSessionCannotBeFixedNorLeftBehind(t *testing.T) {
	t.Run("the session id changes with the password, and again with the second factor; log-out clears the browser", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		b := s.browser()
		p := b.deskPassword("pmercier", agentPassword).at("/agent/second-facteur", 200)
		half := b.deskCookie()
		p.press("Valider", fields{"code": s.agentCode()}).at("/agent", 200)
		if whole := b.deskCookie(); half == "" || whole == "" || half == whole {
			t.Errorf("the session id went from %q to %q", half, whole)
		}
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		out := b.post("/agent/deconnexion", nil)
		if got := out.header.Get("Clear-Site-Data"); !strings.Contains(got, "cookies") || !strings.Contains(got, "storage") || !strings.Contains(got, "cache") {
			t.Errorf("log-out clears %q", got)
		}
	})
	t.Run("another agent who comes in at the same browser reads nothing of the first one's, whose session is over", func(t *testing.T) {
		s := newService(t)
		for _, login := range []string{"pmercier", "pdurand"} {
			s.enrolAgent(login, db.RoleAgent)
		}
		b := s.browser()
		s.invite("nouvelle", db.RoleAgent, "champ3verger")
		p := b.enrols("nouvelle", "champ3verger").at("/agent/codes-de-secours", 200)
		code := p.doc.Find("code").First().Text()
		s.wait(31 * time.Second)
		b.post("/agent/connexion", url.Values{"agent": {"pdurand"}, "mot_de_passe": {agentPassword}}).
			press("Valider", fields{"code": s.agentCode()}).at("/agent", 200)
		if page := b.get("/agent/codes-de-secours"); code == "" || strings.Contains(page.raw, code) {
			t.Errorf("pdurand reads the recovery code %q of nouvelle", code)
		}
		if n := s.openAgentLogins("nouvelle"); n != 0 {
			t.Errorf("%d sessions of nouvelle are still open", n)
		}
	})
	t.Run("ten minutes without a sign of life, eight hours at most", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		s.wait(10*time.Minute - time.Second)
		b.get("/agent").at("/agent", 200)
		s.wait(10 * time.Minute)
		b.get("/agent").at("/agent/connexion?etat=fin", 200)

		b = s.agentBrowser(db.RoleAgent)
		for range 8*60/9 - 1 {
			s.wait(9 * time.Minute)
			b.get("/agent").at("/agent", 200)
		}
		s.wait(9*time.Minute + 30*time.Second)
		b.get("/agent").at("/agent", 200)
		s.wait(9 * time.Minute)
		b.get("/agent").at("/agent/connexion?etat=fin", 200)
	})
	t.Run("the program starts again under an earlier clock: no session goes on", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		s.wait(9 * time.Minute)
		b.get("/agent").at("/agent", 200)
		s.wait(-5 * time.Minute)
		s.restart()
		b.get("/agent").at("/agent/connexion?etat=fin", 200)
	})
}

// An agent who is kept out, or invited anew, between the proof and the session must not find a session afterwards.
func TestWhoIsKeptOutMeanwhileGetsNoSession(t *testing.T) {
	for name, act := range map[string]func(context.Context, *db.Tx, *db.Agent, time.Time) error{
		"disabled": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error { return tx.Disable(ctx, a, now) },
		"invited anew": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error {
			return tx.Invite(ctx, a, "champ3verger", now, now.Add(time.Hour))
		},
		"the password changed": func(ctx context.Context, tx *db.Tx, a *db.Agent, now time.Time) error {
			return tx.SetAgentPassword(ctx, a, "$argon2id$other", 0, now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			a := s.enrolAgent("pmercier", db.RoleAgent)
			err := s.db.InTx(t.Context(), func(tx *db.Tx) error {
				if err := act(t.Context(), tx, a, s.now()); err != nil {
					return err
				}
				if id, err := tx.OpenAgentLogin(t.Context(), a, "Firefox", s.now()); err == nil {
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
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		for range s.limits.LoginFree - 1 {
			known := s.browser().deskPassword("pmercier", "Faux-Sillon3Brume").at("/agent/connexion", 422)
			unknown := s.browser().deskPassword("jinconnu", "Faux-Sillon3Brume").at("/agent/connexion", 422)
			if strings.ReplaceAll(known.raw, "pmercier", "") != strings.ReplaceAll(unknown.raw, "jinconnu", "") {
				t.Error("a login that nobody has is answered otherwise")
			}
		}
		s.browser().deskPassword("pmercier", agentPassword).at("/agent/second-facteur", 200) // the right one ends the run
		for _, login := range []string{"pmercier", "jinconnu"} {
			for range s.limits.LoginFree {
				s.browser().deskPassword(login, "Faux-Sillon3Brume")
			}
		}
		s.restart()
		for _, login := range []string{"pmercier", "jinconnu"} {
			late := s.browser().deskPassword(login, agentPassword).at("/agent/connexion", 429)
			if late.header.Get("Retry-After") != "60" {
				t.Errorf("%s may come back after %q", login, late.header.Get("Retry-After"))
			}
		}
		s.wait(60 * time.Second)
		s.browser().deskPassword("pmercier", agentPassword).at("/agent/second-facteur", 200)
	})
	t.Run("the fifth wrong second factor costs a minute, across a restart and from another browser", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		b := s.browser()
		p := b.deskPassword("pmercier", agentPassword)
		for range s.limits.LoginFree {
			p = p.press("Valider", fields{"code": "zzzzz-zzzzz"}).at("/agent/second-facteur", 422)
		}
		s.restart()
		for _, at := range []*browser{b, s.browser()} {
			late := at.deskPassword("pmercier", agentPassword).press("Valider", fields{"code": s.agentCode()}).at("/agent/second-facteur", 429)
			if late.header.Get("Retry-After") != "60" {
				t.Errorf("one may come back after %q", late.header.Get("Retry-After"))
			}
		}
		s.wait(60 * time.Second)
		b.get("/agent/second-facteur").press("Valider", fields{"code": s.agentCode()}).at("/agent", 200)
	})
	t.Run("one password tried on many agents from one address is stopped", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) { o.ExemptSites = []netip.Prefix{} })
		s.enrolAgent("pmercier", db.RoleAgent)
		for i := range s.limits.IPIdentifiersShort {
			s.browser().deskPassword(fmt.Sprintf("agent%d", i), "Faux-Sillon3Brume").at("/agent/connexion", 422)
		}
		s.browser().deskPassword("pmercier", agentPassword).at("/agent/connexion", 429)
	})
	t.Run("who was invited anew is not kept waiting for what others tried", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		for range s.limits.LoginFree {
			s.browser().deskPassword("pmercier", "Faux-Sillon3Brume")
		}
		s.invite("pmercier", "", "champ3verger")
		s.browser().enrols("pmercier", "champ3verger").at("/agent/codes-de-secours", 200)
	})
}

func TestASecondFactorCountsOnce(t *testing.T) {
	t.Run("a code of the authenticator", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		s.browser().enterDesk("pmercier").at("/agent", 200)
		s.browser().enterDesk("pmercier").at("/agent/second-facteur", 422)
		s.wait(30 * time.Second)
		s.browser().enterDesk("pmercier").at("/agent", 200)
	})
	t.Run("a recovery code", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		s.browser().deskPassword("pmercier", agentPassword).press("Valider", fields{"code": "ABCDE-FGHJK"}).at("/agent?etat=secours", 200)
		s.browser().deskPassword("pmercier", agentPassword).press("Valider", fields{"code": "abcde-fghjk"}).at("/agent/second-facteur", 422)
	})
	for name, code := range map[string]func(*service) string{
		"of ten browsers with one code of the authenticator one comes in": (*service).agentCode,
		"of ten browsers with one recovery code one comes in":             func(*service) string { return "abcde-fghjk" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, func(o *handlers.Options) { o.Limits.LoginFree, o.Limits.LoginPerDay = 50, 60 })
			s.enrolAgent("pmercier", db.RoleAgent)
			var pages []*page
			for range 10 {
				pages = append(pages, s.browser().deskPassword("pmercier", agentPassword).at("/agent/second-facteur", 200))
			}
			var all sync.WaitGroup
			barrier := make(chan struct{})
			for _, p := range pages {
				all.Go(func() {
					<-barrier
					p.press("Valider", fields{"code": code(s)})
				})
			}
			close(barrier)
			all.Wait()
			if n := s.openAgentLogins("pmercier"); n != 1 {
				t.Errorf("%d sessions were opened", n)
			}
		})
	}
	t.Run("the enrolment, by two browsers at once", func(t *testing.T) {
		s := newService(t)
		s.invite("pmercier", db.RoleAgent, "champ3verger")
		var pages []*page
		for range 4 {
			pages = append(pages, s.browser().enrolsUntilFactor("pmercier", "champ3verger"))
		}
		var all sync.WaitGroup
		barrier := make(chan struct{})
		for _, p := range pages {
			all.Go(func() {
				<-barrier
				p.press("Valider le code", fields{"code": p.shownCode()})
			})
		}
		close(barrier)
		all.Wait()
		if n := number(t, s.raw(), `SELECT count(*) FROM audit WHERE event = 'agent-enrolled'`); n != 1 || s.openAgentLogins("pmercier") != 1 {
			t.Errorf("%d enrolments, %d sessions", n, s.openAgentLogins("pmercier"))
		}
	})
	t.Run("the password's word lasts ten minutes", func(t *testing.T) {
		s := newService(t)
		s.enrolAgent("pmercier", db.RoleAgent)
		p := s.browser().deskPassword("pmercier", agentPassword)
		s.wait(10 * time.Minute)
		p.press("Valider", fields{"code": s.agentCode()}).at("/agent/connexion?etat=trop-tard", 200)
	})
}

func TestTheAgentsPagesRefuseOtherSites(t *testing.T) {
	s := newService(t)
	b := s.agentBrowser(db.RoleSupervisor)
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.post("/agent/deconnexion", nil).at("/agent/deconnexion", 403).silent("Votre rôle", "journal").says("autre site")
	b.header.Del("Sec-Fetch-Site")
	b.get("/agent").at("/agent", 200)
	big := b.post("/agent/connexion", url.Values{"agent": {strings.Repeat("a", 70_000)}}).at("/agent/connexion", 413)
	big.says("trop gros")
	for _, c := range b.get("/agent").header.Values("Set-Cookie") {
		if !strings.Contains(c, "SameSite=Strict") || !strings.Contains(c, "HttpOnly") {
			t.Errorf("a cookie is set as %q", c)
		}
	}
}
