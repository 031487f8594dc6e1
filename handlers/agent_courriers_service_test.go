package handlers_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
)

const courriers = "/agent/courriers"

// tiers is the nth member to whom these tests write.
func tiers(n int) string { return fmt.Sprintf("TST%04d", n) }

// correspondents imports members 1 to n, in a street that has room on an envelope, and queues a letter for each. It
// returns their passwords by member.
func (s *service) correspondents(n int) []string {
	s.t.Helper()
	for i := 1; i <= n; i++ {
		s.lives(i, fmt.Sprintf("%d rue Haute", i))
	}
	secrets := make([]string, n+1)
	for i := 1; i <= n; i++ {
		secrets[i] = s.queueLetter(tiers(i))
	}
	return secrets
}

// lives is what the file says of the nth member.
func (s *service) lives(n int, street string) {
	s.t.Helper()
	s.importFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+tiers(n)+";tiers;Mme;Aubert"+fmt.Sprint(n)+";Jeanne;"+street+";86000 Poitiers\n",
		"identifiant;nature;date;montant\n")
}

// queueLetter issues a temporary password by letter, as « oubli » does.
func (s *service) queueLetter(identifier string) string {
	s.t.Helper()
	ctx, m, secret := context.Background(), s.member(identifier), account.NewTemporaryPassword()
	hash, err := keys.NewHasher(1, 1).Hash(ctx, secret)
	if err != nil {
		s.t.Fatal(err)
	}
	until := s.now().Add(s.limits.LetterTTL)
	err = s.db.InTx(ctx, func(t *db.Tx) error {
		p := db.LetterPayload{Name: m.Profile.DisplayName(), Secret: secret, Request: account.NewRequestNumber(), At: s.now(), Until: until}
		if err := t.QueueLetter(ctx, m.ID, p); err != nil {
			return err
		}
		return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: s.now(), ExpiresAt: until})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// letterFates is every letter of the database with all that an act may change: what is refused leaves it as it was.
func (s *service) letterFates() string {
	s.t.Helper()
	rows, err := s.raw().QueryContext(context.Background(), `SELECT letters.id || ' ' || state || ' ' || COALESCE(reason, '') || ' ' || COALESCE(hex(accepted_key), '')
		|| ' ' || COALESCE(temporary_hash, '') FROM letters JOIN members ON members.id = member_id ORDER BY letters.id`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// waits is the nth member's letter in the queue.
func (s *service) waits(n int) db.LetterRow {
	s.t.Helper()
	queue, err := s.db.LetterQueue(context.Background(), s.now())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range queue {
		if l.MemberID == s.member(tiers(n)).ID {
			return l
		}
	}
	s.t.Fatalf("no letter waits for member %d", n)
	return db.LetterRow{}
}

// tick adds letters to what a button sends.
func tick(form url.Values, ids ...int64) url.Values {
	for _, id := range ids {
		form.Add("lettre", fmt.Sprint(id))
	}
	return form
}

// pressTicked ticks letters and presses a button, whose name and value go with it.
func (p *page) pressTicked(button, choice string, ids ...int64) *page {
	p.b.s.t.Helper()
	path, form := p.form(button, nil)
	if choice != "" {
		form.Set("choix", choice)
	}
	return p.b.post(path, tick(form, ids...))
}

// prints presses « Imprimer » for all letters, or for those that are ticked.
func (b *browser) prints(ids ...int64) *page {
	b.s.t.Helper()
	form := url.Values{"presentation": {"recto"}}
	if len(ids) == 0 {
		form.Set("choix", "tous")
	}
	return b.post(courriers, tick(form, ids...))
}

// sheetWord is a word of a PDF; its place is in points, from the top left corner.
type sheetWord struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	Text string  `xml:",chardata"`
}

const millimetre = 72 / 25.4

// sheets reads the pages of a PDF that came as an answer.
func (p *page) sheets() [][]sheetWord {
	t := p.b.s.t
	t.Helper()
	if p.status != 200 || p.header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("%s answered %d, %s:\n%s", p.path, p.status, p.header.Get("Content-Type"), p.brief())
	}
	file := filepath.Join(t.(*testing.T).TempDir(), "lot.pdf")
	if err := os.WriteFile(file, []byte(p.raw), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Pages []struct {
			Words []sheetWord `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var pages [][]sheetWord
	for _, page := range read.Pages {
		pages = append(pages, page.Words)
	}
	return pages
}

func words(page []sheetWord) string {
	var all []string
	for _, w := range page {
		all = append(all, w.Text)
	}
	return strings.Join(all, " ")
}

var secretOnPaper = regexp.MustCompile(`([a-z0-9]{4}) ([a-z0-9]{4}) ([a-z0-9]{4}) Il s'écrit`)

// secrets are the passwords of a PDF, in its order.
func (p *page) secrets() (found []string) {
	p.b.s.t.Helper()
	for _, sheet := range p.sheets() {
		if m := secretOnPaper.FindStringSubmatch(strings.ReplaceAll(words(sheet), "\u00a0", " ")); m != nil {
			found = append(found, m[1]+m[2]+m[3])
		}
	}
	return found
}
