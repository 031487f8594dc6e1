package handlers_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// The figures of docs/limits.md, « What a stranger can write ».
const (
	rowsOfADay  = 1_000 // rows kept for a year, from one network address whose stranger comes every twenty minutes
	bytesOfADay = 250_000
)

// hog is a stranger at one network address who uses up the limits all day, for members and for unknown identifiers.
type hog struct {
	s           *servicetest.Service
	identifiers []string
	turn        int
}

func (h *hog) browser() *servicetest.Browser { return h.s.From("192.0.2.7") }

// tick makes every request that leaves a row, until it is refused. Journeys come first, because failed log-ins share a limit
// with them.
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

// newHog creates a service with fifteen members, and a stranger who knows their identifiers.
func newHog(t testing.TB) *hog {
	t.Helper()
	h := &hog{s: servicetest.NewService(t, proxied)}
	h.s.ImportMany(15, ownAddress)
	for i := range 15 {
		h.identifiers = append(h.identifiers, fmt.Sprintf("M%d", i+1), fmt.Sprintf("X%d", i))
	}
	return h
}

// purged deletes what is no longer kept, as the service and its courier do every hour.
func purged(t testing.TB, s *servicetest.Service) {
	t.Helper()
	_, err := s.DB.ExpireOutbox(t.Context(), s.Now())
	if err := errors.Join(err, s.DB.Purge(t.Context(), s.Now())); err != nil {
		t.Fatal(err)
	}
}

// rowsByTable counts the rows of each table, except figures, which gets some rows a day in any case.
func rowsByTable(t testing.TB, file *sql.DB) map[string]int {
	t.Helper()
	var tables string
	if err := file.QueryRowContext(t.Context(), `SELECT group_concat(name) FROM sqlite_schema
		WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'figures'`).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for table := range strings.SplitSeq(tables, ",") {
		rows[table] = servicetest.Number(t, file, `SELECT count(*) FROM `+table)
	}
	return rows
}

// bytesInUse returns the size of the used pages of the database, in bytes.
func bytesInUse(t testing.TB, file *sql.DB) int {
	t.Helper()
	return servicetest.Number(t, file, `SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`)
}

// TestAStrangersYearLeavesABoundedDatabase runs the hog for one day of each half of a year. The rows that such a day leaves for a
// year, after the purge of those that are kept for days, stay below the documented number; none is kept for longer. Two days
// are enough: the second one meets all that the first one left, and further days leave what the second one does.
func TestAStrangersYearLeavesABoundedDatabase(t *testing.T) {
	t.Parallel()
	h := newHog(t)
	s := h.s
	file := s.Raw()
	rows := func() (n int) {
		t.Helper()
		for _, of := range rowsByTable(t, file) {
			n += of
		}
		return n
	}
	const half, step = 182 * 24 * time.Hour, 20 * time.Minute
	began := rows()
	for range 2 {
		before, bytes := rows(), bytesInUse(t, file)
		for range int(24 * time.Hour / step) {
			h.tick()
			s.Wait(step)
		}
		s.Wait(3 * 24 * time.Hour)
		purged(t, s)
		kept, grown := rows()-before, bytesInUse(t, file)-bytes
		t.Logf("a day leaves %d rows and %d bytes", kept, grown)
		if kept > rowsOfADay || grown > bytesOfADay || kept < 400 {
			t.Errorf("a day of a stranger's worst leaves %d rows and %d bytes, not %d and %d at most", kept, grown, rowsOfADay, bytesOfADay)
		}
		s.Wait(half - 4*24*time.Hour)
	}
	s.Wait(400 * 24 * time.Hour)
	purged(t, s)
	if n := rows() - began; n > 50 {
		t.Errorf("%d rows stay for longer than a year", n)
	}
}
