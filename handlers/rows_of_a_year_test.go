package handlers_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// docs/limits.md, « What a stranger can write », says these.
const (
	rowsOfADay  = 1_000 // kept for a year, of one network address whose stranger comes every twenty minutes
	bytesOfADay = 250_000
)

// hog is a stranger at one network address who does all day what the limits let them do, for members and for nobody.
type hog struct {
	s           *servicetest.Service
	identifiers []string
	turn        int
}

func (h *hog) browser() *servicetest.Browser { return h.s.From("192.0.2.7") }

// tick is what the hog does at a moment: everything that leaves a row, until it is refused. Journeys come first, because failed
// log-ins count together with them.
func (h *hog) tick() {
	for range 8 {
		h.turn++
		p := h.browser().Post(servicetest.Oubli, url.Values{"identifiant": {h.identifiers[h.turn%len(h.identifiers)]}})
		if p.Status != 200 {
			break
		}
		p = p.Press("Suivant", servicetest.Fields{"canal": []string{"email", "sms"}[h.turn%2]})
		for range 5 {
			if p.Path == servicetest.Code {
				p = p.Press("Valider", servicetest.Fields{"code": "0000"})
			}
		}
		if p.Path == servicetest.Code && p.Status != 429 {
			p.Press("Renvoyer un nouveau code", nil)
		}
	}
	for i, id := range h.identifiers {
		secret := "faux"
		if i%5 == h.turn%5 {
			secret = account.NewTemporaryPassword()
		}
		h.browser().Post("/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {secret}})
	}
	h.browser().Post("/contact", url.Values{"sujet": {"a"}, "nom": {"b"}, "email": {"c@exemple.example"}, "message": {"d"}})
	h.browser().Post("/agent/connexion", url.Values{"agent": {fmt.Sprintf("agent%d", h.turn)}, "mot_de_passe": {"faux"}})
	h.browser().Get("/oidc/authorize?client_id=inconnu&response_type=code&scope=openid&redirect_uri=https://ailleurs.example/")
}

// TestAStrangersYearLeavesABoundedDatabase lets the hog work on a day of each quarter. What a day leaves for a year, after the
// purge has taken what is kept for days, is under the number that the documentation says; and nothing of it stays for longer.
func TestAStrangersYearLeavesABoundedDatabase(t *testing.T) {
	t.Parallel()
	s := servicetest.NewService(t, proxied)
	s.Many(15, ownAddress)
	h := &hog{s: s}
	for i := range 15 {
		h.identifiers = append(h.identifiers, fmt.Sprintf("M%d", i+1), fmt.Sprintf("X%d", i))
	}
	file := s.Raw()
	purge := func() {
		t.Helper()
		if _, err := s.DB.ExpireOutbox(t.Context(), s.Now()); err != nil { // as the courier does, which is not at work here
			t.Fatal(err)
		}
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
	}
	rows := func() (n int) {
		t.Helper()
		names, err := file.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'figures'`)
		if err != nil {
			t.Fatal(err)
		}
		defer names.Close()
		var tables []string
		for names.Next() {
			var name string
			if err := names.Scan(&name); err != nil {
				t.Fatal(err)
			}
			tables = append(tables, name)
		}
		if err := names.Err(); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			n += servicetest.Number(t, file, `SELECT count(*) FROM `+table)
		}
		return n
	}
	size := func() int {
		t.Helper()
		return servicetest.Number(t, file, `SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`)
	}
	const quarter, step = 91 * 24 * time.Hour, 20 * time.Minute
	began := rows()
	for range 4 {
		before, bytes := rows(), size()
		for range int(24 * time.Hour / step) {
			h.tick()
			s.Wait(step)
		}
		s.Wait(3 * 24 * time.Hour)
		purge()
		kept, grown := rows()-before, size()-bytes
		t.Logf("a day leaves %d rows and %d bytes", kept, grown)
		if kept > rowsOfADay || grown > bytesOfADay || kept < 400 {
			t.Errorf("a day of a stranger's worst leaves %d rows and %d bytes, not %d and %d at most", kept, grown, rowsOfADay, bytesOfADay)
		}
		s.Wait(quarter - 4*24*time.Hour)
	}
	s.Wait(400 * 24 * time.Hour)
	purge()
	if n := rows() - began; n > 50 {
		t.Errorf("%d rows stay for longer than a year", n)
	}
}
