package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
)

//go:embed demo_adherents.csv
var demoFile string

// fillDemo makes the demonstration's members by the ways of the real ones: their file is imported, their passwords are
// personalised. A database that holds them already is left as it is; one that holds others is refused, for passwords
// that everybody knows do not go there.
func fillDemo(ctx context.Context, d *db.DB, now time.Time) error {
	found, err := d.MemberByKey(ctx, d.Keys().IdentifierKey(demoPeople[0].id()))
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	others, err := d.MemberCount(ctx)
	if err != nil {
		return err
	}
	if found == nil && others > 0 {
		return errors.New("cette base contient de vrais adhérents ; donnez un autre fichier à --db")
	}
	if found != nil {
		return nil
	}
	hashes, err := demoHashes(ctx)
	if err != nil {
		return err
	}
	if err := importDemo(ctx, d, backoffice.MemberColumns, demoFile, d.ImportMembers, now.AddDate(0, 0, -40)); err != nil { // before all that has happened to them
		return err
	}
	if err := importDemo(ctx, d, backoffice.MemberColumns, demoCorrespondents, d.ImportMembers, now); err != nil {
		return err
	}
	err = d.InTx(ctx, func(t *db.Tx) error {
		for _, m := range demoPeople {
			if err := m.bring(ctx, t, hashes, now); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
		for _, a := range demoAgents {
			if err := a.enrol(ctx, t, hashes[demoPassword], now); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
		}
		return errors.Join(writeDemoLetters(ctx, t, hashes, now), fillDemoMessages(ctx, t, now), fillFigures(ctx, t, now))
	})
	if err != nil {
		return err
	}
	if err := importDemo(ctx, d, backoffice.PaymentColumns, demoPayments(now), d.ImportPayments, now); err != nil {
		return err
	}
	return helpWork(ctx, d, now)
}

func (m demoMember) id() account.Identifier {
	id, err := account.ParseIdentifier(m.identifier)
	if err != nil {
		panic("demonstration: " + err.Error())
	}
	return id
}

// demoHashes hashes each password once, on all cores: the demonstration starts in less than a second.
func demoHashes(ctx context.Context) (map[string]string, error) {
	passwords := append(demoSecrets(), demoPassword)
	for _, m := range demoPeople {
		if m.temporary != "" {
			passwords = append(passwords, m.temporary)
		}
	}
	var (
		h      = keys.NewHasher(runtime.GOMAXPROCS(0), len(passwords))
		hashes = map[string]string{}
		errs   error
		mu     sync.Mutex
		wg     sync.WaitGroup
	)
	for _, p := range passwords {
		wg.Go(func() {
			hash, err := h.Hash(ctx, p)
			mu.Lock()
			defer mu.Unlock()
			hashes[p], errs = hash, errors.Join(errs, err)
		})
	}
	wg.Wait()
	return hashes, errs
}

// demoPayments is a file « paiements » whose dates are always recent.
func demoPayments(now time.Time) string {
	var b strings.Builder
	b.WriteString("identifiant;nature;date;montant\n")
	for _, m := range demoPeople {
		for _, p := range m.payments {
			fmt.Fprintf(&b, "%s;%s;%s;%s\n", m.identifier, p.nature, now.In(paris()).AddDate(0, -p.months, 0).Format("02/01/2006"), p.amount)
		}
	}
	return b.String()
}

func importDemo(ctx context.Context, d *db.DB, columns backoffice.Columns, file string,
	load func(context.Context, *backoffice.Table, db.ImportOptions) (db.ImportReport, error), now time.Time) error {
	table, err := backoffice.OpenTable(strings.NewReader(file), columns)
	if err != nil {
		return err
	}
	var refused error
	_, err = load(ctx, table, db.ImportOptions{Now: now.In(paris()), Refused: func(r db.Refusal) {
		refused = errors.Join(refused, &r.Faults[0])
	}})
	return errors.Join(err, refused)
}

// bring takes a member who was just imported to where the demonstration wants them.
func (m demoMember) bring(ctx context.Context, t *db.Tx, hashes map[string]string, now time.Time) error {
	if m.state == neverConnected {
		return nil
	}
	found, err := t.MemberByKey(ctx, t.Keys().IdentifierKey(m.id()))
	if err != nil {
		return err
	}
	const day = 24 * time.Hour
	limits := account.DefaultLimits()
	issue := func(password, channel string, at time.Time, life time.Duration) error {
		return t.IssueTemporary(ctx, found.ID, db.Temporary{Hash: hashes[password], Channel: channel, IssuedAt: at, ExpiresAt: at.Add(life)})
	}
	switch m.state {
	case provisional:
		at := now.Add(-3 * day)
		err := t.QueueLetter(ctx, found.ID, db.LetterPayload{Name: found.Profile.DisplayName(), Secret: m.temporary,
			Request: account.NewRequestNumber(), At: at, Until: at.Add(limits.LetterTTL)})
		if err != nil {
			return err
		}
		return issue(m.temporary, "letter", at, limits.LetterTTL)
	case expired:
		return issue(m.temporary, "email", now.Add(-2*day), limits.TemporaryTTL)
	}
	if err := m.personalise(ctx, t, found, hashes[demoPassword], now.Add(-30*day)); err != nil || m.state != forgotten {
		return err
	}
	return issue(m.temporary, "email", now.Add(-time.Hour), limits.TemporaryTTL)
}

// personalise is journey B at some instant, to its end unless the member stops halfway. The first temporary password is
// never to be typed: its place is taken by the hash of the member's own.
func (m demoMember) personalise(ctx context.Context, t *db.Tx, found *db.Member, hash string, at time.Time) error {
	if err := t.IssueTemporary(ctx, found.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: at, ExpiresAt: at.Add(time.Hour)}); err != nil {
		return err
	}
	if _, err := t.Personalise(ctx, found.ID, hash, hash, at); err != nil || m.state == halfway {
		return err
	}
	if err := t.StateContacts(ctx, found, "", at); err != nil {
		return err
	}
	if err := t.VerifyContact(ctx, found.ID, db.Email, at); err != nil {
		return err
	}
	login, err := t.OpenLogin(ctx, found.ID, "password", "Firefox sur Windows", at.Add(24*time.Hour))
	if err != nil {
		return err
	}
	if err := t.CloseLogin(ctx, found.ID, login, at.Add(25*time.Hour)); err != nil {
		return err
	}
	return t.EndPersonalisation(ctx, found.ID, at)
}
