package handlers_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"sesame/db/dbtest"
	"sesame/handlers/servicetest"
)

// While the disk is almost full, strangers cannot begin anything, and members can go on.
func TestAnAlmostFullDiskRefusesStrangersFirst(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "128m")
	if dir == "" {
		return
	}
	t.Setenv("TMPDIR", dir)
	s := servicetest.NewService(t, proxied)
	s.SetPassword(servicetest.Marie, servicetest.First)
	begin := func(b *servicetest.Browser, path, identifier string) *servicetest.Page {
		return b.Post(path, url.Values{"identifiant": {identifier}})
	}
	write := func(b *servicetest.Browser) *servicetest.Page {
		return b.Post("/contact", url.Values{"sujet": {"a"}, "nom": {"b"}, "email": {"c@exemple.example"}, "message": {"Un long message"}})
	}
	known := s.Browser()
	known.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	known.LogOut()
	under := begin(s.Browser(), servicetest.Oubli, servicetest.Marie).At(servicetest.Oubli+"/canal", 200)

	filled := filepath.Join(dir, "filled")
	if err := dbtest.FillUpTo(filled, 10<<20); err != nil { // between 5 and 10 % of the disk
		t.Fatal(err)
	}
	rows := func() int {
		return servicetest.Number(t, s.Raw(), `SELECT (SELECT count(*) FROM flows) + (SELECT count(*) FROM contact_messages) + (SELECT count(*) FROM audit)`)
	}
	before := rows()
	for _, id := range []string{servicetest.Marie, servicetest.Nobody} {
		for _, path := range []string{servicetest.Oubli, "/inscription"} {
			p := begin(s.Browser(), path, id).At(path, 503).Says("Le service manque de place", "Vous pouvez vous connecter", s.Caisse.Phone)
			if p.Header.Get("Retry-After") != "3600" {
				t.Errorf("Retry-After %q", p.Header.Get("Retry-After"))
			}
		}
	}
	if p := write(s.Browser()).At("/contact", 503).Says("Le service manque de place"); p.Header.Get("Retry-After") != "3600" || p.Doc.Find("textarea").Text() != "Un long message" {
		t.Errorf("Retry-After %q, and the form keeps %q", p.Header.Get("Retry-After"), p.Doc.Find("textarea").Text())
	}
	if n := rows(); n != before {
		t.Errorf("what was refused has left %d rows", n-before)
	}

	under.Press("Suivant", servicetest.Fields{"canal": "email"}).At(servicetest.Code, 200)
	begin(known, servicetest.Oubli, servicetest.Marie).At(servicetest.Oubli+"/canal", 200)
	own := s.Browser()
	own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	write(own).At("/contact/confirmation", 200)

	if err := os.Remove(filled); err != nil {
		t.Fatal(err)
	}
	begin(s.Browser(), servicetest.Oubli, servicetest.Marie).At(servicetest.Oubli+"/canal", 200)
}
