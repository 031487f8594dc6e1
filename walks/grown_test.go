package walks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// grown is the whole service in this process, with a caisse of that many members.
type grown struct {
	*servicetest.Service
	tb      testing.TB
	members int
	turn    int // number from which the member of the next screen is computed
	agents  []*servicetest.Browser
}

// Kinds of members, by the last digit of their number.
const (
	settledKind  = 0 // particulier, who has connected
	cardKind     = 1 // particulier, who has not
	silentKind   = 6 // particulier without any contact or answer
	companyKind  = 8 // tiers
	grownKinds   = 10
	longName     = 9 // of the number modulo 100: the member's name is too long for an envelope
	grownHistory = 300 * 24 * time.Hour
	fullList     = 60 // letters, and hundreds of members with a message, that wait in the smallest caisse: more than a page lists
)

func grownID(n int) string {
	if n%grownKinds == companyKind {
		return fmt.Sprintf("G%d", n)
	}
	return fmt.Sprintf("%d%02d%02d%02d%03d%03d", 1+n%2, n%97, 1+n/97%12, []int{79, 86}[n/899_100%2], 1+n/999%900, 1+n%999)
}

func grownName(n int) string { return dbtest.Someone(n).LastName }

// grownRare returns the last name of the next member of the same kind, from n on, who has a rare name.
func grownRare(n int) string {
	for ; ; n += grownKinds {
		if p := dbtest.Someone(n); p.Rare() {
			return p.LastName
		}
	}
}

func grownMobile(n int) string { return fmt.Sprintf("06%08d", 10_000_000+n) }
func grownEmail(n int) string  { return fmt.Sprintf("g%d@poitou.example", n) }

// newGrown starts a service on a new database. Its members are dbtest.Someone. They have a year's history: one in ten has
// connected, and one in twenty of these lately; one in a hundred was written to, and has a value that was left out or another
// contact in the file. Even in the smallest caisse, more entries wait than a page lists: a page of few rows is no measure for a
// full one.
func newGrown(tb testing.TB, members int) *grown {
	tb.Helper()
	roomy := func(o *handlers.Options) {
		o.Limits.RecordsPerHour, o.Limits.CodesPerJourney, o.Limits.Resend = 1_000_000, 2, []time.Duration{0}
	}
	s := servicetest.ByName(tb, func(tb testing.TB, change ...func(*handlers.Options)) *servicetest.Service {
		return servicetest.NewService(tb, append(change, roomy)...)
	})
	g := &grown{Service: s, tb: tb, members: members}
	g.load(0, 1, func(n int) string { return grownEmail(n) })
	g.live()
	g.load(settledKind, 10*grownKinds, func(n int) string { return "autre" + grownEmail(n) })
	for range searchStands {
		g.agents = append(g.agents, g.AgentBrowser(db.RoleSupervisor))
	}
	return g
}

// load imports the members from first on, in steps of step.
func (g *grown) load(first, step int, email func(n int) string) {
	g.tb.Helper()
	var file strings.Builder
	file.WriteString("identifiant;categorie;nom;prenom;raison_sociale;date_naissance;adresse4;adresse6;email;portable;carte_vitale\n")
	for n := first; n < g.members; n += step {
		p := dbtest.Someone(n)
		category, name, company, card, mobile := "particulier", p.LastName+";"+p.FirstName, "", fmt.Sprintf("8000%011d", n), grownMobile(n)
		address := email(n)
		switch {
		case n%grownKinds == companyKind:
			category, name, company, card = "tiers", ";", "Étude "+p.LastName, ""
		case n%grownKinds == silentKind:
			address, mobile, card = "", "", ""
		case n%100 == longName:
			name = "Bertrand-Montmorency-Lafontaine-Beaumarchais;" + p.FirstName
		case n%100 == 1:
			mobile = "12" // invalid, hence left out
		}
		fmt.Fprintf(&file, "%s;%s;%s;%s;%s;%s;%s;%s;%s;%s\n", grownID(n), category, name, company, p.Born.Format("02/01/2006"), p.Street, p.Town, address, mobile, card)
	}
	g.ImportFiles(file.String(), "identifiant;nature;date;montant\n")
}

// live writes the history of the year before now.
func (g *grown) live() {
	g.tb.Helper()
	ctx, hash := g.tb.Context(), servicetest.Hashed(servicetest.First)
	for from := 0; from < g.members; from += 5000 {
		at := g.Now().Add(-grownHistory / time.Duration(g.members) * time.Duration(g.members-from))
		err := g.DB.InTx(ctx, func(t *db.Tx) error {
			for n := from; n < min(from+5000, g.members); n += grownKinds {
				m, err := t.MemberByKey(ctx, g.key(n+settledKind))
				if err != nil {
					return err
				}
				_, err = t.ChangePassword(ctx, m.ID, "", hash, at)
				_, err2 := t.VerifyContact(ctx, m.ID, db.Email, at)
				err = errors.Join(err, err2, t.EndPersonalisation(ctx, m.ID, at), t.Audit(ctx, events.Login.OK(m.IdentifierKey, events.Details{Way: "password"}), at))
				if err == nil && n%100 == 0 {
					err = g.write(t, n, m, at)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			g.tb.Fatal(err)
		}
	}
	raw := g.Raw()
	for _, q := range []string{
		// Like the rows that the daily pass writes; the test does not run it, since it pauses for nineteen twentieths of its
		// time.
		`INSERT INTO likenesses SELECT 'email', CAST(printf('%016d', id / 200) AS BLOB), id FROM members WHERE id % 100 < 2`,
		`INSERT INTO likeness_groups (sort, mark_key) SELECT DISTINCT sort, mark_key FROM likenesses`,
		`UPDATE outbox SET state = 'sent', payload = NULL, done_at = created_at`,
		`UPDATE logins SET ended_at = last_seen_at, seal = NULL`,
		`UPDATE contact_messages SET state = 'closed', actor = 'agent:essai', reason = 'spoken', changed_at = created_at, waits_since = NULL
			WHERE id % 20 <> 0 AND id <= (SELECT max(id) FROM contact_messages) - ` + strconv.Itoa(fullList),
	} {
		if _, err := raw.ExecContext(ctx, q); err != nil {
			g.tb.Fatal(err)
		}
	}
	if err := errors.Join(g.DB.Purge(ctx, g.Now()), g.DB.LookThroughLists(ctx, g.Now())); err != nil { // as the service does every hour
		g.tb.Fatal(err)
	}
}

// batch prints the letters of twenty members, and returns the id of the batch.
func (g *grown) batch() (id int64) {
	g.tb.Helper()
	ctx := g.tb.Context()
	var only []db.ChosenLetter
	for range 20 {
		g.QueueLetter(grownID(g.next(companyKind)))
		var newest int64
		if err := g.Raw().QueryRowContext(ctx, `SELECT max(id) FROM letters`).Scan(&newest); err != nil {
			g.tb.Fatal(err)
		}
		l, err := g.DB.Letter(ctx, newest)
		if err != nil {
			g.tb.Fatal(err)
		}
		only = append(only, l.Chosen())
	}
	mailroom := &acts.Acts{DB: g.DB, Now: g.Now}
	drawn, err := mailroom.Print(ctx, acts.Command, db.Recto, only, func(io.Writer, db.BatchDraft) error { return nil }, new(bytes.Buffer))
	if err != nil {
		g.tb.Fatal(err)
	}
	return drawn.Number
}

// write writes the history of one member in a hundred: a login, a message that has left, a message that they wrote, and a
// letter to the company next to them, which has never connected.
func (g *grown) write(t *db.Tx, n int, m *db.Member, at time.Time) error {
	ctx := g.tb.Context()
	tiers, err := t.MemberByKey(ctx, g.key(n+companyKind))
	if err != nil {
		return err
	}
	until, request := at.Add(time.Hour), account.NewRequestNumber()
	if g.members-n < max(g.members/20, fullList*100) { // the newest wait; older ones have expired, or the head of the queue would be full of letters that are held for being late
		until = g.Now().Add(g.Limits.LetterTTL)
	}
	_, err = t.OpenLogin(ctx, m.ID, "password", "Firefox", at)
	return errors.Join(err,
		t.Post(ctx, m.ID, db.Message{Kind: db.KindEmailCode, Channel: account.Email, To: grownEmail(n), Secret: "4821", Request: request, At: at, Until: until}, at, until),
		t.AddContactMessage(ctx, db.ContactMessage{Number: fmt.Sprintf("N%07d", n), MemberID: m.ID, Subject: "Ma carte", Name: grownName(n), Email: grownEmail(n), Message: "Où est-elle ?"}, at),
		t.QueueLetter(ctx, tiers.ID, db.LetterPayload{Name: tiers.Profile.DisplayName(), Secret: "mqshwyez7zk4", Request: account.NewRequestNumber(), At: at, Until: until}),
		t.IssueTemporary(ctx, tiers.ID, db.Temporary{Hash: "a hash", Channel: "letter", IssuedAt: at, ExpiresAt: until}))
}

func (g *grown) key(n int) []byte {
	id, err := account.ParseIdentifier(grownID(n))
	if err != nil {
		g.tb.Fatal(err)
	}
	return g.DB.Keys().IdentifierKey(id)
}
