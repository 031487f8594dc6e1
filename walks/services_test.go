package walks

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestALoginOpensAProgramElsewhere opens a program at another address and comes back to it, within what the content security
// policy and htmx allow.
func TestALoginOpensAProgramElsewhere(t *testing.T) {
	opened := func(t *testing.T, w world) (begins string, back chan url.Values) {
		back = make(chan url.Values, 10)
		portal := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/retour" {
				back <- r.URL.Query()
			}
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = rw.Write([]byte(`<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Portail – ` + caisseName + `</title><main><h1>Portail</h1></main>`))
		}))
		t.Cleanup(portal.Close)
		given := w.site.run("client", "add", "Portail", "--redirect", portal.URL+"/retour")
		_, id, _ := strings.Cut(given, "client_id: ")
		id, _, _ = strings.Cut(id, "\n")
		return "/connexion/service?" + url.Values{"client_id": {id}, "redirect_uri": {portal.URL + "/retour"}, "response_type": {"code"}, "scope": {"openid"},
			"state": {"abc"}, "nonce": {"def"}}.Encode(), back
	}
	came := func(t *testing.T, w world, back chan url.Values) {
		t.Helper()
		w.Heading("Portail")
		if v := <-back; v.Get("code") == "" || v.Get("state") != "abc" {
			t.Errorf("came back with %v", v)
		}
	}
	goThrough(t, []journey{
		{"by password", func(t *testing.T, w world) {
			begins, back := opened(t, w)
			w.Open(begins)
			w.At("/connexion")
			w.Reads("Vous allez ouvrir : Portail.")
			w.Fill("Identifiant", jeanne.identifier)
			w.Fill("Mot de passe", jeanne.password)
			w.Press("Se connecter")
			came(t, w, back)
			w.Open(begins) // logged in: no questions
			came(t, w, back)
		}},
		{"by a forgotten password", func(t *testing.T, w world) {
			begins, back := opened(t, w)
			w.Open(begins)
			w.forgets(jeanne, "par e-mail")
			w.typesCode(w.post.code(t, jeanne.email))
			w.Heading("Confirmation")
			w.logsIn(jeanne.identifier, w.post.temporary(t, jeanne.email))
			w.At("/personnalisation/mot-de-passe")
			w.choosesPassword("Nouveau_Portail8Ardoise", "Nouveau_Portail8Ardoise")
			w.Press("Je confirme mes coordonnées")
			w.Heading("Confirmation")
			w.Reads("Vous allez ouvrir : Portail.")
			w.Press("Accéder à Mon espace privé")
			came(t, w, back)
		}},
	})
}

// TestThePortalOfTheDemonstration shows the demonstration to a newcomer: a login opens the portal, and a changed password
// closes it.
func TestThePortalOfTheDemonstration(t *testing.T) {
	const (
		madeleine, password = "2580386999012", "Tabouret-Orage-27"
		next                = "Nouveau_Portail8Ardoise"
	)
	for name, js := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			s.env = []string{"HOME=" + s.dir}
			s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1))
			w := world{newPerson(t, s.url, js), s, s.post}
			w.caisse = "MSA de démonstration"
			w.Open("/demo")
			w.Press("Aller au portail de démonstration")
			w.Heading("Portail de démonstration")
			w.Press("Entrer dans le portail")
			w.At("/connexion")
			w.Fill("Identifiant", madeleine)
			w.Fill("Mot de passe", password)
			w.Press("Se connecter")
			w.At("/demo/portail")
			w.Reads("Bonjour Madeleine TEXIER.")
			w.Press("Email & Mot de passe")
			w.Press("Voir mes appareils")
			w.Reads("Portail de démonstration")
			w.Open("/espace/mon-compte/email-mot-de-passe")
			w.Press("Modifier mon mot de passe")
			w.Fill("Votre mot de passe actuel", password)
			w.Press("Suivant")
			w.choosesPassword(next, next)
			w.Heading("Confirmation")
			w.opensUntil("/demo/portail", "Le portail s'est fermé")
			w.Press("Entrer dans le portail")
			w.At("/demo/portail")
			w.Press("Quitter le portail")
			w.At("/demo/portail")
			w.opensUntil("/demo/portail", "Le portail s'est fermé") // the notice to the portal may come after the browser
			w.Open("/espace")
			w.At("/connexion")
		})
	}
}
