package walks

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The data of the members in these tables. Each has a mailbox of their own, and a payment of entryAmount to answer with.
const (
	entryNIR      = "2850578006084"
	entrySerial   = "80250000100123456789"
	entryAmount   = "1234,56"
	entryPassword = "Vigne d'été_84?"
)

// entrySite starts a service with the members that the tables name. Its limits are so high that they stop no row.
func entrySite(t *testing.T) *site {
	t.Helper()
	s := newSite(t, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000", "SESAME_LOGIN_FREE=100", "SESAME_LOGIN_PER_DAY=100",
		"SESAME_IP_IDENTIFIERS_SHORT=1000", "SESAME_IP_IDENTIFIERS_DAY=1000", "SESAME_LETTERS_PER_WEEK=7")
	members := "identifiant;categorie;nom;prenom;raison_sociale;adresse1;adresse6;email;carte_vitale\n"
	payments := "identifiant;nature;date;montant\n"
	for _, m := range [][3]string{{entryNIR, "particulier", "prestation"}, {"185012A123456", "particulier", "prestation"}, {"73282932000074", "entreprise", "cotisations_salaires"}, {"TI0042B", "tiers", ""}} {
		members += fmt.Sprintf("%s;%s;Martin;Jeanne;Ferme Martin;3 rue du Puits;86000 POITIERS;%s;%s\n", m[0], m[1], entryMailbox(m[0]), map[bool]string{true: entrySerial}[m[0] == entryNIR])
		if m[2] != "" {
			payments += fmt.Sprintf("%s;%s;%s;%s\n", m[0], m[2], time.Now().AddDate(0, 0, -30).Format("02/01/2006"), entryAmount)
		}
	}
	s.imports("adherents", members)
	s.imports("paiements", payments)
	s.start()
	return s
}

func entryMailbox(identifier string) string { return strings.ToLower(identifier) + "@poitou.example" }

// personalised gives the first member a permanent password.
func (s *site) personalised(t *testing.T) {
	t.Helper()
	p := newTypist(t, s)
	p.answers(p.forgets(entryNIR), "vitale", entrySerial)
	secret := s.post.temporary(t, entryMailbox(entryNIR))
	page := p.fill(p.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {entryNIR}, "mot_de_passe": {secret}})
	page = p.fill(p.at(page, "/personnalisation/mot-de-passe", 200), url.Values{"nouveau": {entryPassword}, "confirmation": {entryPassword}})
	page = p.fill(p.at(page, "/personnalisation/coordonnees", 200), one("email", entryMailbox(entryNIR)))
	page = p.fill(p.at(page, "/personnalisation/adresse-email", 200), one("code", s.post.code(t, entryMailbox(entryNIR))))
	p.at(page, "/personnalisation/confirmation", 200)
}

// answers answers the identity question; nature chooses the kind of answer where two are offered.
func (p *typist) answers(s sheet, nature, answer string) sheet {
	p.t.Helper()
	p.at(s, "/mot-de-passe-oublie/question", 200)
	field := "montant"
	if nature == "vitale" && s.doc.Find(`[name="nature"]`).Length() > 0 {
		field = "carte"
	}
	typed := one(field, answer)
	if s.doc.Find(`[name="nature"]`).Length() > 0 {
		typed.Set("nature", nature)
	}
	if s = p.fill(s, typed); s.status != http.StatusOK {
		return s
	}
	return p.fill(s, nil)
}

// TestEntry types each row of docs/entry.md.
func TestEntry(t *testing.T) {
	tables := entryTables(t)
	s := entrySite(t)
	const oubli = "/mot-de-passe-oublie"
	// refused reports whether the row expects a refusal, and checks the sentence of that.
	refused := func(t *testing.T, row entryRow, page sheet, path string) bool {
		t.Helper()
		if row.said == "" {
			return false
		}
		if page.path != path || page.status != http.StatusUnprocessableEntity || !page.says(row.said) {
			t.Errorf("came to %s (%d), which does not say « %s »: %s", page.path, page.status, row.said, plain(page.doc.Find("main").Text()))
		}
		return true
	}
	type check func(t *testing.T, row entryRow)
	// The question is asked only until a member has a permanent password, hence the order.
	for _, section := range []struct {
		heading string
		check   check
	}{
		{"Identifier", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			page := p.forgets(row.typed)
			if refused(t, row, page, oubli) {
				log := newTypist(t, s)
				refused(t, row, log.fill(log.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {row.typed}, "mot_de_passe": {"x"}}), "/connexion")
				return
			}
			if row.taken == "TI0042B" {
				s.post.tells(t, entryMailbox(row.taken), "lettre")
				return
			}
			p.at(p.answers(page, "prestation", entryAmount), oubli+"/confirmation", 200)
			s.post.temporary(t, entryMailbox(row.taken))
		}},
		{"Answer: serial number of the carte Vitale", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			if page := p.answers(p.forgets(entryNIR), "vitale", row.typed); !refused(t, row, page, oubli+"/question") {
				s.post.temporary(t, entryMailbox(entryNIR))
			}
		}},
		{"Answer: amount", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			if page := p.answers(p.forgets("185012A123456"), "prestation", row.typed); !refused(t, row, page, oubli+"/question") {
				s.post.temporary(t, entryMailbox("185012A123456"))
			}
		}},
		{"Temporary password", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			p.answers(p.forgets("185012A123456"), "prestation", entryAmount)
			typed := asTyped(t, row.typed, row.taken, s.post.temporary(t, entryMailbox("185012A123456")))
			page := p.fill(p.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {"185012A123456"}, "mot_de_passe": {typed}})
			if !refused(t, row, page, "/connexion") {
				p.at(page, "/personnalisation/mot-de-passe", 200)
			}
		}},
		{"Confirmation code", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			page := p.at(p.forgets(entryNIR), oubli+"/code", 200)
			code := s.post.code(t, entryMailbox(entryNIR))
			for letters := strings.ContainsAny(row.typed, "lO") && row.taken != ""; letters && !strings.ContainsAny(code, "01"); {
				page = p.at(p.forgets(entryNIR), oubli+"/code", 200)
				code = s.post.code(t, entryMailbox(entryNIR))
			}
			page = p.fill(page, one("code", asTyped(t, row.typed, row.taken, code)))
			if !refused(t, row, page, oubli+"/code") {
				p.at(page, oubli+"/confirmation", 200)
			}
		}},
		{"Permanent password", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			page := p.fill(p.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {entryNIR}, "mot_de_passe": {row.typed}})
			if !refused(t, row, page, "/connexion") {
				p.at(page, "/espace", 200)
			}
		}},
		{"E-mail address", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			p.fill(p.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {entryNIR}, "mot_de_passe": {entryPassword}})
			const change = "/espace/mon-compte/adresse"
			page := p.fill(p.ask(http.MethodGet, change, nil), url.Values{"actuel": {entryPassword}, "email": {row.typed}})
			if !refused(t, row, page, change) {
				if p.at(page, change+"/code", 200); !page.says(row.taken) {
					t.Errorf("taken otherwise: %s", plain(page.doc.Find("main").Text()))
				}
			}
		}},
		{"Mobile number", func(t *testing.T, row entryRow) {
			p := newTypist(t, s)
			p.fill(p.ask(http.MethodGet, "/connexion", nil), url.Values{"identifiant": {entryNIR}, "mot_de_passe": {entryPassword}})
			const numbers = "/espace/mon-compte/telephones"
			page := p.fill(p.ask(http.MethodGet, numbers, nil), url.Values{"portable": {row.typed}, "mot_de_passe_actuel": {entryPassword}})
			if refused(t, row, page, numbers) {
				return
			}
			if p.at(page, numbers+"/code", 200); !page.says(row.taken) {
				t.Errorf("taken otherwise: %s", plain(page.doc.Find("main").Text()))
			}
		}},
	} {
		rows := tables[section.heading]
		delete(tables, section.heading)
		if len(rows) == 0 {
			t.Errorf("no row in « %s »", section.heading)
		}
		if section.heading == "Confirmation code" {
			s.personalised(t)
		}
		for _, row := range rows {
			t.Run(section.heading+": "+strconv.Quote(row.typed), func(t *testing.T) { section.check(t, row) })
		}
	}
	for heading := range tables {
		t.Errorf("no test types the rows of « %s »", heading)
	}
}
