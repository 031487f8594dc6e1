package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"sesame/handlers/servicetest"
)

func TestAnAddressAsPeopleTypeItLeadsToItsPage(t *testing.T) {
	s := servicetest.NewService(t)
	answer := func(method, target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		(*s.Pages.Load()).ServeHTTP(w, httptest.NewRequest(method, target, nil))
		return w
	}
	for typed, meant := range map[string]string{
		"/connexion/":                               "/connexion",
		"/Connexion":                                "/connexion",
		"/CONNEXION///":                             "/connexion",
		"//connexion":                               "/connexion",
		"/connexion%20":                             "/connexion",
		"/connexion%C2%A0":                          "/connexion",
		"/connexion%2F":                             "/connexion",
		"/Connexion/?etat=fin":                      "/connexion?etat=fin",
		"/mot-de-passe-oublie/":                     "/mot-de-passe-oublie",
		"/Mot-De-Passe-Oublie//Canal/":              "/mot-de-passe-oublie/Canal", // the journey redirects from there
		"/Espace/Mon-Compte/Email-Mot-de-passe/":    "/espace/mon-compte/email-mot-de-passe",
		"/Contact/Confirmation":                     "/contact/confirmation",
		"/AGENT/":                                   "/agent",
		"/agent/Adherents/12/Reinitialisation/?x=1": "/agent/adherents/12/reinitialisation?x=1",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			w := answer(method, "http://"+s.Options.BaseURL.Host+typed)
			if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != meant {
				t.Errorf("%s %s: %d to %q, want %q", method, typed, w.Code, got, meant)
			}
		}
	}
	for _, typed := range []string{"/rien/", "/Rien", "//mal.example", "///mal.example/connexion", "/mal.example//", "/connexion/rien/", "/static//", "/Static/app.css", "/connexio%6E%5C"} {
		if w := answer(http.MethodGet, "http://"+s.Options.BaseURL.Host+typed); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d to %q", typed, w.Code, w.Header().Get("Location"))
		}
	}
	for _, typed := range []string{"/Connexion", "/connexion/", "//connexion"} {
		if w := answer(http.MethodPost, "http://"+s.Options.BaseURL.Host+typed); w.Code != http.StatusNotFound {
			t.Errorf("a post to %s: %d", typed, w.Code)
		}
	}
	for _, typed := range []string{"/connexion", "/mot-de-passe-oublie", "/aide"} {
		if w := answer(http.MethodGet, "http://"+s.Options.BaseURL.Host+typed); w.Code != http.StatusOK {
			t.Errorf("%s: %d", typed, w.Code)
		}
	}
}
