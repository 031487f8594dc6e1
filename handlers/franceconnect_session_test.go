package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestFranceConnectLogout(t *testing.T) {
	fc := newProvider(t, people)
	const screen = "/espace/mon-compte/email-mot-de-passe"
	t.Run("a session that it opened ends there too, and comes back to « Vous êtes déconnecté »", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		p := b.franceConnect("marie").at("/espace", 200).press("Se déconnecter", nil).at("/deconnexion", 200)
		p.says("Vous êtes déconnecté de Mon espace privé", "FranceConnect").silent("Marie Dupont", "Se déconnecter")
		if !strings.Contains(p.header.Get("Clear-Site-Data"), "cookies") {
			t.Error("the browser keeps its cookies")
		}
		outside := leaving(t, p)
		if q := outside.Query(); len(q) != 3 || q.Get("id_token_hint") == "" || len(q.Get("state")) < 32 || q.Get("post_logout_redirect_uri") != s.url+"/connexion?etat=deconnecte" {
			t.Errorf("left for %s", outside)
		}
		b.get("/espace").at("/connexion", 200)
		// The button of FranceConnect's page, which presses itself.
		p = b.follow(outside.String())
		action, form := p.form("Se déconnecter", nil)
		p = b.send(action, form).says("Vous êtes déconnecté.")
		if got, _, _ := strings.Cut(p.path, "&state="); got != "/connexion?etat=deconnecte" {
			t.Errorf("came back to %s", p.path)
		}
		b.get("/connexion/franceconnect").says("Continuer") // and there one must identify again
	})
	t.Run("with JavaScript htmx is told to leave the page", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		p := b.franceConnect("marie")
		b.header.Set("HX-Request", "true")
		p = p.press("Se déconnecter", nil).at("/deconnexion", 200)
		if !strings.HasPrefix(p.header.Get("HX-Redirect"), fc.url+"/session/end?") || p.header.Get("Refresh") != "" {
			t.Errorf("headers %v", p.header)
		}
	})
	t.Run("closing this session in the list, or after it has idled, ends it there as well", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.franceConnect("marie")
		leaving(t, b.get(screen).press("Fermer", nil))
		b = s.browser()
		p := b.franceConnect("marie")
		s.wait(s.limits.SessionIdle)
		leaving(t, p.press("Se déconnecter", nil))
	})
	t.Run("a session opened by password has nothing to end there", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.establish(marie, first)
		b.get("/espace").press("Se déconnecter", nil).at("/connexion?etat=deconnecte", 200)
	})
	t.Run("the ID token that is kept for it cannot be read in the database", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		p := b.franceConnect("marie").press("Se déconnecter", nil)
		hint := leaving(t, p).Query().Get("id_token_hint")
		if hint == "" || s.holds(hint[:20]) || s.holds(strings.Split(hint, ".")[1][:20]) {
			t.Error("the database shows it")
		}
	})
}

// leaving is where the page goes by itself.
func leaving(t *testing.T, p *page) *url.URL {
	t.Helper()
	address, found := strings.CutPrefix(p.header.Get("Refresh"), "0; url=")
	outside, err := url.Parse(address)
	if !found || err != nil || outside.Path != "/session/end" {
		t.Fatalf("%s does not leave: %q, %v", p.path, p.header.Get("Refresh"), err)
	}
	return outside
}

func TestFranceConnectProof(t *testing.T) {
	fc := newProvider(t, people)
	const start, proof = "/espace/mon-compte/mot-de-passe", "/espace/mon-compte/mot-de-passe/franceconnect"
	t.Run("a member without password proves it by a fresh login there, and chooses one", func(t *testing.T) {
		s := fc.service(t, nil)
		b, other := s.browser(), s.browser()
		b.franceConnect("marie")
		other.franceConnect("marie")
		link, _ := b.get(start).says("Vous n'avez pas encore de mot de passe").doc.Find(`.actions a`).First().Attr("href")
		p := b.get(link).choose("marie").at(start+"/nouveau-mot-de-passe", 200).silent("temporaire")
		if fc.lastAsked().Get("prompt") != "login" {
			t.Errorf("asked %v", fc.lastAsked())
		}
		p.press("Suivant", fields{"nouveau": first, "confirmation": first}).at(start+"/confirmation", 200).says("Votre mot de passe a bien été modifié.")
		b.get("/espace").at("/espace", 200)
		other.get("/espace").at("/connexion?etat=fin", 200)
		s.browser().logIn(marie, first).at("/espace", 200)
		told := s.sent()
		for _, m := range told {
			if m.Kind != db.KindPasswordChanged {
				t.Errorf("told %+v", m)
			}
		}
		if len(told) == 0 {
			t.Error("nobody was told")
		}
		leaving(t, b.get("/espace").press("Se déconnecter", nil)) // still a session of FranceConnect's
	})
	t.Run("the new password cannot be reached without the proof, nor proved by an empty current one", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.franceConnect("marie")
		b.get(start+"/nouveau-mot-de-passe").at(start, 200)
		b.post(start, url.Values{"actuel": {""}}).at(start, 422)
		b.post(start, url.Values{"actuel": {first}}).at(start, 422)
		b.get("/connexion/franceconnect").at("/espace", 200) // a login is no proof
		b.get(start+"/nouveau-mot-de-passe").at(start, 200)
	})
	t.Run("a login there that is older than the question proves nothing", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.franceConnect("marie")
		for name, when := range map[string]any{"a minute before": s.now().Add(-time.Minute).Unix(), "not told": nil} {
			fc.changing("/token", func(_ http.Header, body []byte) []byte {
				var answer map[string]any
				if err := json.Unmarshal(body, &answer); err != nil {
					t.Error(err)
				}
				answer["id_token"] = claims(fc.key, answer["id_token"].(string), func(c map[string]any) {
					if c["auth_time"] == nil {
						t.Error("the provider told no auth_time")
					}
					c["auth_time"] = when
				})
				body, _ = json.Marshal(answer)
				return body
			}, func() {
				p := b.get(proof).choose("marie").says("n'a pas abouti", "Vous n'avez pas encore de mot de passe")
				if !strings.HasPrefix(p.path, start+"?etat=franceconnect-erreur") {
					t.Errorf("%s: came to %s", name, p.path)
				}
			})
			b.get(start+"/nouveau-mot-de-passe").at(start, 200)
		}
	})
	t.Run("somebody else's identity proves nothing, whether the caisse knows them or not", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.franceConnect("marie")
		for _, name := range []string{"ahmed", "stranger"} {
			b.get(proof).choose(name).at(start+"?etat=franceconnect-autre", 200).says("n'est pas celle de cet espace")
		}
		b.get(start+"/nouveau-mot-de-passe").at(start, 200)
		b.get("/espace").says("Marie Dupont")
	})
	t.Run("who refuses there is back at the question", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.franceConnect("marie")
		b.get(proof).choose("").at(start+"?etat=franceconnect-abandon", 200).says("Vous avez quitté FranceConnect")
	})
	t.Run("who has a password gives it; who is nobody logs in", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.get(proof).at("/connexion", 200)
		b.establish(marie, first)
		b.get(proof).at(start, 200).says("le mot de passe que vous utilisez aujourd'hui")
		byFC := s.browser()
		byFC.franceConnect("marie").at("/espace", 200)
		byFC.get(proof).at(start, 200).says("le mot de passe que vous utilisez aujourd'hui")
	})
	t.Run("the proof belongs to the session that asked", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.franceConnect("marie")
		back := b.get(proof).catchReturn("marie")
		other := s.browser()
		other.franceConnect("marie")
		other.attempt(b.attempt(nil))
		other.get(back).at(start, 200)
		other.get(start+"/nouveau-mot-de-passe").at(start, 200)

		p := b.get(proof)
		b.get("/espace").press("Se déconnecter", nil)
		p.choose("marie").at("/connexion", 200)
		b.get("/espace").at("/connexion", 200)
	})
	t.Run("a password chosen meanwhile, in another tab or elsewhere, is what must be given from then on", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.franceConnect("marie")
		tab := b.get(proof)
		kept := b.attempt(nil)
		b.get(proof).choose("marie").press("Suivant", fields{"nouveau": first, "confirmation": first}).at(start+"/confirmation", 200)
		b.attempt(kept)
		tab.choose("marie").at(start, 200).says("le mot de passe que vous utilisez aujourd'hui")

		b = s.browser()
		b.franceConnect("ahmed")
		tab = b.get(proof)
		s.browser().establish(ahmed, first)
		tab.choose("ahmed").at("/connexion?etat=fin", 200)
	})
}
