package views_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/views"
)

// demoCaisse is the caisse of the golden files.
var demoCaisse = account.Caisse{
	Name: "MSA des Terres d'exemple", Phone: "05 49 00 00 00", Hours: "du lundi au vendredi de 9 h à 17 h",
	Address: "1 place du Marché, 86000 Poitiers", Site: "https://caisse.example/", ContactEmail: "contact@caisse.example", Color: "#1b5e3a",
}

func newViews(t *testing.T, demo bool) *views.Views {
	t.Helper()
	v, err := views.New(views.Options{Caisse: demoCaisse, Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// draw renders a screen for a request with these headers: those of htmx, or none.
func draw(t *testing.T, v *views.Views, s views.Screen, headers map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/essai", nil)
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	if err := v.Render(w, r, http.StatusOK, s); err != nil {
		t.Fatalf("%s: %v", s.Template, err)
	}
	return w
}

var fragment = map[string]string{"HX-Request": "true", "HX-Target": "page"}

func TestAPageOrAFragmentIsDrawnAsAsked(t *testing.T) {
	v := newViews(t, false)
	screen := views.Screen{Template: "erreur", Data: views.ErrorData{Status: 404}}
	for _, c := range []struct {
		name    string
		method  string
		headers map[string]string
		want    string // page, fragment or nothing
		push    string
	}{
		{"a browser without JavaScript", http.MethodGet, nil, "page", ""},
		{"htmx, for the page", http.MethodGet, fragment, "fragment", ""},
		{"htmx that says no target", http.MethodGet, map[string]string{"HX-Request": "true"}, "fragment", ""},
		{"htmx goes back in history", http.MethodGet, map[string]string{"HX-Request": "true", "HX-History-Restore-Request": "true"}, "page", ""},
		{"htmx, for the gauge", http.MethodPost, map[string]string{"HX-Request": "true", "HX-Target": "jauge"}, "nothing", ""},
		{"htmx, a refused entry", http.MethodPost, fragment, "fragment", "false"},
		{"htmx, the same step again", http.MethodGet, map[string]string{"HX-Request": "true", "HX-Target": "page", "HX-Current-URL": "https://espace.example/essai?etat=fin"}, "fragment", "false"},
		{"htmx, other rows of a list", http.MethodGet, map[string]string{"HX-Request": "true", "HX-Target": "page", "HX-Current-URL": "https://espace.example/essai?colonne=portable&apres=7"}, "fragment", ""},
		{"htmx, another step", http.MethodGet, map[string]string{"HX-Request": "true", "HX-Target": "page", "HX-Current-URL": "https://espace.example/avant"}, "fragment", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/essai", nil)
			for name, value := range c.headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			if err := v.Render(w, r, http.StatusNotFound, screen); err != nil {
				t.Fatal(err)
			}
			body := w.Body.String()
			got := "nothing"
			switch {
			case strings.HasPrefix(body, "<!doctype html>") && strings.Contains(body, `<div id="page">`):
				got = "page"
			case strings.HasPrefix(body, "<title>") && !strings.Contains(body, `id="page"`):
				got = "fragment"
			}
			if got != c.want || w.Code != http.StatusNotFound || w.Header().Get("Vary") != "HX-Request" || w.Header().Get("HX-Push-Url") != c.push {
				t.Errorf("got %s, status %d, headers %v", got, w.Code, w.Header())
			}
			if c.want == "nothing" && w.Header().Get("HX-Reswap") != "none" {
				t.Error("the gauge would be emptied")
			}
		})
	}
}

func TestAnUnknownScreenWritesNothing(t *testing.T) {
	v := newViews(t, false)
	for _, s := range []views.Screen{{Template: "rien"}, {Template: "oubli/code"}} { // the second lacks its data
		w := httptest.NewRecorder()
		if err := v.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), http.StatusOK, s); err == nil || w.Body.Len() > 0 {
			t.Errorf("%s: error %v and %d bytes written", s.Template, err, w.Body.Len())
		}
	}
}

func TestRedirections(t *testing.T) {
	v := newViews(t, false)
	plain := httptest.NewRequest(http.MethodPost, "/", nil)
	htmx := httptest.NewRequest(http.MethodPost, "/", nil)
	htmx.Header.Set("HX-Request", "true")
	for _, c := range []struct {
		name             string
		r                *http.Request
		leave            func(http.ResponseWriter, *http.Request, string)
		status           int
		location, leaves string
	}{
		{"inside, plain", plain, v.Redirect, http.StatusSeeOther, "/espace", ""},
		{"inside, htmx follows by itself", htmx, v.Redirect, http.StatusSeeOther, "/espace", ""},
		{"outside, plain", plain, v.RedirectOutside, http.StatusSeeOther, "/espace", ""},
		{"outside, htmx is told to leave", htmx, v.RedirectOutside, http.StatusOK, "", "/espace"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			c.leave(w, c.r, "/espace")
			if w.Code != c.status || w.Header().Get("Location") != c.location || w.Header().Get("HX-Redirect") != c.leaves {
				t.Errorf("status %d, headers %v", w.Code, w.Header())
			}
		})
	}
}

func TestTheGaugeSpeaksInWords(t *testing.T) {
	v := newViews(t, false)
	rules := func(met ...bool) []gauge.Rule {
		list := []gauge.Rule{{ID: "length", Label: "De 8 à 128 caractères"}, {ID: "digit", Label: "Un chiffre"}}
		for i := range met {
			list[i].Met = met[i]
		}
		return list
	}
	for _, c := range []struct {
		name         string
		verdict      gauge.Verdict
		want, absent string
	}{
		{"nothing typed yet says no level", gauge.Verdict{Rules: rules(false, false)}, "Un chiffre", "Sécurité de votre mot de passe"},
		{"weak", gauge.Verdict{Rules: rules(true, false), Advice: "Ajoutez un chiffre."}, "<strong>faible</strong>", "niveau-fort"},
		{"the advice is said", gauge.Verdict{Rules: rules(true, false), Advice: "Ajoutez un chiffre."}, "Ajoutez un chiffre.", "niveau-fort"},
		{"a met rule is not told by colour alone", gauge.Verdict{Rules: rules(true, false)}, "(fait)", ""},
		{"nor is one to do", gauge.Verdict{Rules: rules(true, false)}, "(à faire)", ""},
		{"strong", gauge.Verdict{Level: gauge.Strong, Rules: rules(true, true), Accepted: true}, "<strong>fort</strong>", "(à faire)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if err := v.Gauge(w, httptest.NewRequest(http.MethodPost, "/jauge", nil), http.StatusOK, c.verdict); err != nil {
				t.Fatal(err)
			}
			body := w.Body.String()
			if !strings.Contains(body, c.want) || c.absent != "" && strings.Contains(body, c.absent) {
				t.Errorf("want %q and not %q in:\n%s", c.want, c.absent, body)
			}
		})
	}
}
