package acts_test

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// monday is when the clock of these tests begins.
var monday = time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)

// house is a caisse without HTTP: acts on a real database, with a clock of its own and a cheap hasher.
type house struct {
	*acts.Acts
	t     testing.TB
	clock time.Time
	raw   *sql.DB        // the same file, for the newest rows of the audit log alone
	seq   int64          // newest of them that was looked at
	times map[string]int // of the blocked events that are only counted, those that were looked at
}

const (
	marie  = "2850386123456" // reached by e-mail and SMS, and the caisse knows a payment and her carte Vitale
	sirius = "TIERS1"        // reached by e-mail, without a question
	paper  = "TIERS2"        // reached by nothing
	nobody = "TIERS9"

	membersFile = "identifiant;categorie;civilite;nom;prenom;adresse5;adresse6;email;portable;carte_vitale\n" +
		marie + ";particulier;Madame;DUPONT;Marie;4 rue Haute;86000 POITIERS;marie@poitou.example;06 39 98 10 01;80250000100123456789\n" +
		sirius + ";tiers;Maître;SIRIUS;Paul;5 rue Haute;86000 POITIERS;sirius@poitou.example;;\n" +
		paper + ";tiers;Madame;PAPIN;Anne;6 rue Haute;86000 POITIERS;;;\n"
	vitale = "80250000100123456789"
)

func newHouse(t testing.TB, members string) *house {
	t.Helper()
	ring, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	open := func(path string) *db.DB {
		d, err := db.Open(t.Context(), path, ring, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	path := dbtest.Copy(t, "empty", func() *db.DB { return open(filepath.Join(t.TempDir(), "sesame.db")) })
	d := open(path)
	t.Cleanup(func() { _ = d.Close() })
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	h := &house{t: t, clock: monday, raw: raw, times: map[string]int{}}
	h.Acts = &acts.Acts{DB: d, Hasher: keys.NewHasher(4, 100).WithCost(8, 1), Limits: account.DefaultLimits(), SMS: true, Location: time.UTC,
		Caisse: account.Caisse{Name: "MSA du Test", ContactEmail: "contact@msa.example"}, Now: func() time.Time { return h.clock },
		Log: slog.New(slog.DiscardHandler)}
	table, err := backoffice.OpenTable(strings.NewReader(members), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	report, err := h.Import(t.Context(), acts.Command, acts.MembersFile, table, db.ImportOptions{})
	if err != nil || !report.Applied {
		t.Fatalf("%+v, %v", report, err)
	}
	h.clock = monday.Add(72 * time.Hour) // what the file brought is no news any more
	h.noted()
	return h
}

// stranger acts from this network address.
func (h *house) stranger() acts.Actor {
	return acts.Actor{Kind: acts.Stranger, Origin: h.DB.Keys().Index("origin", []byte("192.0.2.7/32")), Device: "Firefox sur Linux"}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) tx(f func(ctx context.Context, t *db.Tx) error) error {
	return h.DB.InTx(h.t.Context(), func(t *db.Tx) error { return f(h.t.Context(), t) })
}

func (h *house) identifier(typed string) account.Identifier {
	h.t.Helper()
	id, err := account.ParseIdentifier(typed)
	if err != nil {
		h.t.Fatalf("%s: %v", typed, err)
	}
	return id
}

func (h *house) member(typed string) *db.Member {
	h.t.Helper()
	m, err := h.DB.MemberByKey(h.t.Context(), h.DB.Keys().IdentifierKey(h.identifier(typed)))
	h.must(err)
	return m
}

// sent removes the messages that wait in the outbox, and returns them, oldest first.
func (h *house) sent() (messages []db.Message) {
	h.t.Helper()
	due, err := h.DB.Due(h.t.Context(), h.clock, 1000)
	h.must(err)
	for _, w := range due {
		h.must(h.DB.Dropped(h.t.Context(), w.ID, h.clock))
		if !w.Decoy() {
			messages = append(messages, w.Message)
		}
	}
	return messages
}

// noted returns the events since the last call, as « name result »: those of the audit log, then those that it only counts.
func (h *house) noted() (noted []string) {
	h.t.Helper()
	rows, err := h.raw.QueryContext(h.t.Context(), `SELECT seq, event || ' ' || result, numbers LIKE '%"times"%' FROM audit WHERE seq > ? ORDER BY seq`, h.seq)
	h.must(err)
	defer rows.Close()
	for rows.Next() {
		var (
			event string
			times bool
		)
		h.must(rows.Scan(&h.seq, &event, &times))
		if !times {
			noted = append(noted, event)
		}
	}
	h.must(rows.Err())
	return append(noted, h.counted()...)
}

// counted returns the blocked events since the last call that the log holds, or will hold, as a number only.
func (h *house) counted() (counted []string) {
	h.t.Helper()
	rows, err := h.raw.QueryContext(h.t.Context(), `SELECT event, sum(times) FROM (SELECT event, times FROM audit_held
		UNION ALL SELECT event, json_extract(numbers, '$.times') FROM audit WHERE numbers LIKE '%"times"%') GROUP BY event`)
	h.must(err)
	defer rows.Close()
	for rows.Next() {
		var (
			event string
			times int
		)
		h.must(rows.Scan(&event, &times))
		counted = append(counted, slices.Repeat([]string{event + " blocked"}, times-h.times[event])...)
		h.times[event] = times
	}
	h.must(rows.Err())
	return counted
}

// agent creates an agent whose access is a week old, and logs them in.
func (h *house) agent(login string, role db.Role) acts.Actor {
	h.t.Helper()
	ctx, before, who := h.t.Context(), h.At(h.clock.AddDate(0, 0, -7)), acts.Actor{Kind: acts.Agent}
	h.must(h.DB.InTx(ctx, func(t *db.Tx) error {
		invitation, err := before.AddAgent(ctx, t, acts.Command, login, "", role)
		if err != nil {
			return err
		}
		invited, err := t.AgentByLogin(ctx, login)
		if err != nil {
			return err
		}
		f, err := before.BeginEnrolment(ctx, t, invited, t.InvitationKey(invited, invitation.Secret), nil)
		if err != nil {
			return err
		}
		if err := before.ChooseAgentPassword(ctx, t, f, "hash of "+login, "JBSWY3DPEHPK3PXP", nil); err != nil {
			return err
		}
		if who.Session, err = before.Enrol(ctx, t, acts.Actor{Kind: acts.Stranger}, f, invited, db.Enrolment{TOTPSecret: "JBSWY3DPEHPK3PXP"}, events.ByTOTP); err != nil {
			return err
		}
		who.Agent, err = t.Agent(ctx, invited.ID)
		return err
	}))
	return who
}

// deed is an agent's act on a member in their present state.
func (h *house) deed(typed string) acts.Deed {
	h.t.Helper()
	m := h.member(typed)
	version, err := h.MemberVersion(h.t.Context(), h.DB.Reader, m)
	h.must(err)
	return acts.Deed{Member: m.ID, Version: version, Grounds: events.Noted("appel de l'adhérent")}
}
