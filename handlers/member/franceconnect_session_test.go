package member_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestFranceConnectLogout(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	const screen = "/espace/mon-compte/appareils"
	t.Run("a session that it opened ends there too, and comes back to « Vous avez quitté Mon espace privé »", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		p := b.FranceConnect("marie").At("/espace", 200).Press("Se déconnecter", nil).At("/deconnexion", 200)
		p.Says("Vous avez quitté Mon espace privé", "FranceConnect").SaysNot("Marie Dupont", "Se déconnecter")
		if got := p.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
			t.Errorf("log-out clears %q", got)
		}
		outside := leaving(t, p)
		if q := outside.Query(); len(q) != 3 || q.Get("id_token_hint") == "" || len(q.Get("state")) < 32 || q.Get("post_logout_redirect_uri") != s.URL+"/connexion?etat=deconnecte" {
			t.Errorf("left for %s", outside)
		}
		b.Get("/espace").At("/connexion", 200)
		// The button of FranceConnect's page, which presses itself.
		p = b.Open(outside.String())
		action, form := p.Form("Se déconnecter", nil)
		p = b.Send(action, form).Says("Vous avez quitté Mon espace privé.")
		if got, _, _ := strings.Cut(p.Path, "&state="); got != "/connexion?etat=deconnecte" {
			t.Errorf("came back to %s", p.Path)
		}
		b.Get("/connexion/franceconnect").Says("Continuer") // and there one must identify again
	})
	t.Run("with JavaScript htmx is told to leave the page", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		p := b.FranceConnect("marie")
		b.Header.Set("HX-Request", "true")
		p = p.Press("Se déconnecter", nil).At("/deconnexion", 200)
		if !strings.HasPrefix(p.Header.Get("HX-Redirect"), fc.URL+"/session/end?") || p.Header.Get("Refresh") != "" {
			t.Errorf("headers %v", p.Header)
		}
	})
	t.Run("closing this session in the list, or after it has idled, ends it there as well", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.FranceConnect("marie")
		leaving(t, b.Get(screen).Press("Fermer", nil))
		b = s.Browser()
		p := b.FranceConnect("marie")
		s.Wait(s.Limits.SessionIdle)
		leaving(t, p.Press("Se déconnecter", nil))
	})
	t.Run("while it is down the member reads that its own session may live on", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.FranceConnect("marie").At("/espace", 200)
		page := b.Get("/espace").At("/espace", 200)
		fc.SetDown("/")
		defer fc.SetDown("")
		s.Wait(10 * time.Second)
		page.Press("Se déconnecter", nil).At("/connexion?etat=deconnecte-ici", 200).
			Says("Vous avez quitté Mon espace privé, mais peut-être pas FranceConnect, qui ne répond pas.", "fermez toutes les fenêtres du navigateur")
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("a session opened by password has nothing to end there", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		b.Get("/espace").Press("Se déconnecter", nil).At("/connexion?etat=deconnecte", 200)
	})
	t.Run("the ID token that is kept for it cannot be read in the database", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		p := b.FranceConnect("marie").Press("Se déconnecter", nil)
		hint := leaving(t, p).Query().Get("id_token_hint")
		if hint == "" || s.FileContains(hint[:20]) || s.FileContains(strings.Split(hint, ".")[1][:20]) {
			t.Error("the database shows it")
		}
	})
}

// leaving is where the page leads by itself.
func leaving(t *testing.T, p *servicetest.Page) *url.URL {
	t.Helper()
	address, found := strings.CutPrefix(p.Header.Get("Refresh"), "0; url=")
	outside, err := url.Parse(address)
	if !found || err != nil || outside.Path != "/session/end" {
		t.Fatalf("%s does not leave: %q, %v", p.Path, p.Header.Get("Refresh"), err)
	}
	return outside
}

func TestFranceConnectProof(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	const start, proof = "/espace/mon-compte/mot-de-passe", "/espace/mon-compte/mot-de-passe/franceconnect"
	t.Run("a member without password proves it by a fresh login there, and chooses one", func(t *testing.T) {
		s := fc.Service(t, nil)
		b, other := s.Browser(), s.Browser()
		b.FranceConnect("marie")
		other.FranceConnect("marie")
		link, _ := b.Get(start).Says("Vous n'avez pas encore de mot de passe").Doc.Find(`.actions a`).First().Attr("href")
		p := b.Get(link).Choose("marie").At(start+"/nouveau-mot-de-passe", 200).SaysNot("temporaire")
		if fc.LastAsked().Get("prompt") != "login" {
			t.Errorf("asked %v", fc.LastAsked())
		}
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At(start+"/confirmation", 200).Says("Votre mot de passe a bien été modifié.")
		b.Get("/espace").At("/espace", 200)
		other.Get("/espace").At("/connexion?etat=fin", 200)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		told := s.Sent()
		for _, m := range told {
			if m.Kind != db.KindPasswordChanged {
				t.Errorf("told %+v", m)
			}
		}
		if len(told) == 0 {
			t.Error("nobody was told")
		}
		leaving(t, b.Get("/espace").Press("Se déconnecter", nil)) // still a session of FranceConnect's
	})
	t.Run("the new password cannot be reached without the proof, nor proved by an empty current one", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.FranceConnect("marie")
		b.Get(start+"/nouveau-mot-de-passe").At(start+"?etat=perdu", 200)
		b.Post(start, url.Values{"actuel": {""}}).At(start, 422)
		b.Post(start, url.Values{"actuel": {servicetest.First}}).At(start, 422)
		b.Get("/connexion/franceconnect").At("/espace", 200) // a login is no proof
		b.Get(start+"/nouveau-mot-de-passe").At(start+"?etat=perdu", 200)
	})
	t.Run("a login there that is older than the question proves nothing", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.FranceConnect("marie")
		for name, when := range map[string]any{"a minute before": s.Now().Add(-time.Minute).Unix(), "not told": nil} {
			fc.Changing("/token", servicetest.IDToken(func(token string) string {
				return servicetest.Claims(fc.Key, token, func(c map[string]any) {
					if c["auth_time"] == nil {
						t.Error("the provider told no auth_time")
					}
					c["auth_time"] = when
				})
			}), func() {
				p := b.Get(proof).Choose("marie").Says("n'a pas abouti", "Vous n'avez pas encore de mot de passe")
				if !strings.HasPrefix(p.Path, start+"?etat=franceconnect-erreur") {
					t.Errorf("%s: came to %s", name, p.Path)
				}
			})
			b.Get(start+"/nouveau-mot-de-passe").At(start+"?etat=perdu", 200)
		}
	})
	t.Run("somebody else's identity proves nothing, whether the caisse knows them or not", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.FranceConnect("marie")
		for _, name := range []string{"ahmed", "stranger"} {
			b.Get(proof).Choose(name).At(start+"?etat=franceconnect-autre", 200).Says("n'est pas celle de cet espace")
		}
		b.Get(start+"/nouveau-mot-de-passe").At(start+"?etat=perdu", 200)
		b.Get("/espace").Says("Marie Dupont")
	})
	t.Run("who refuses there is back at the question", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.FranceConnect("marie")
		b.Get(proof).Choose("").At(start+"?etat=franceconnect-abandon", 200).Says("Vous avez quitté FranceConnect")
	})
	t.Run("who has a password gives it; who is nobody logs in", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.Get(proof).At("/connexion", 200)
		b.Establish(servicetest.Marie, servicetest.First)
		b.Get(proof).At(start, 200).Says("le mot de passe que vous utilisez aujourd'hui")
		byFC := s.Browser()
		byFC.FranceConnect("marie").At("/espace", 200)
		byFC.Get(proof).At(start, 200).Says("le mot de passe que vous utilisez aujourd'hui")
	})
	t.Run("the proof belongs to the session that asked", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.FranceConnect("marie")
		back := b.Get(proof).CatchReturn("marie")
		other := s.Browser()
		other.FranceConnect("marie")
		other.Attempt(b.Attempt(nil))
		other.Get(back).At(start, 200)
		other.Get(start+"/nouveau-mot-de-passe").At(start+"?etat=perdu", 200)

		p := b.Get(proof)
		b.Get("/espace").Press("Se déconnecter", nil)
		p.Choose("marie").At("/connexion", 200)
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("a password chosen meanwhile, in another tab or elsewhere, is what must be given from then on", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.FranceConnect("marie")
		tab := b.Get(proof)
		kept := b.Attempt(nil)
		b.Get(proof).Choose("marie").Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At(start+"/confirmation", 200)
		b.Attempt(kept)
		tab.Choose("marie").At(start, 200).Says("le mot de passe que vous utilisez aujourd'hui")

		b = s.Browser()
		b.FranceConnect("ahmed")
		tab = b.Get(proof)
		s.Browser().Establish(servicetest.Ahmed, servicetest.First)
		tab.Choose("ahmed").At("/connexion?etat=fin", 200)
	})
}
