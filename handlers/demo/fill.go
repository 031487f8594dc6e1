// Package demo is the demonstration of « sesame » without a command: invented members and agents with work before them,
// and what leaves the service kept in memory, for /demo to show. Nothing of it is in the service of a caisse.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
)

//go:embed adherents.csv
var adherents string

// Fill makes the demonstration's members by the ways of the real ones: their file is imported, their passwords are
// personalised. A database that holds them already is left as it is; one that holds others is refused, for passwords
// that everybody knows do not go there. Dates are counted in the zone of now.
func Fill(ctx context.Context, d *db.DB, now time.Time) error {
	found, err := d.MemberByKey(ctx, d.Keys().IdentifierKey(people[0].id()))
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
	hashes, err := hashPasswords(ctx)
	if err != nil {
		return err
	}
	if err := importFile(ctx, d, backoffice.MemberColumns, adherents, d.ImportMembers, now.AddDate(0, 0, -40)); err != nil { // before all that has happened to them
		return err
	}
	if err := importFile(ctx, d, backoffice.MemberColumns, correspondents, d.ImportMembers, now); err != nil {
		return err
	}
	err = d.InTx(ctx, func(t *db.Tx) error {
		for _, m := range people {
			if err := m.bring(ctx, t, hashes, now); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
		for _, a := range agents {
			if err := a.enrol(ctx, t, hashes[sharedPassword], now); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
		}
		return errors.Join(fillLetters(ctx, t, hashes, now), fillMessages(ctx, t, now), fillImport(ctx, t, now), fillFigures(ctx, t, now))
	})
	if err != nil {
		return err
	}
	if err := importFile(ctx, d, backoffice.PaymentColumns, paymentsFile(now), d.ImportPayments, now); err != nil {
		return err
	}
	return fillDesk(ctx, d, now)
}

// hashPasswords hashes each password once, on all cores: the demonstration starts in less than a second.
func hashPasswords(ctx context.Context) (map[string]string, error) {
	passwords := append(letterSecrets(), sharedPassword)
	for _, m := range people {
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

// paymentsFile is a file « paiements » whose dates are always recent.
func paymentsFile(now time.Time) string {
	var b strings.Builder
	b.WriteString("identifiant;nature;date;montant\n")
	for _, m := range people {
		for _, p := range m.payments {
			fmt.Fprintf(&b, "%s;%s;%s;%s\n", m.identifier, p.nature, now.AddDate(0, -p.months, 0).Format("02/01/2006"), p.amount)
		}
	}
	return b.String()
}

func importFile(ctx context.Context, d *db.DB, columns backoffice.Columns, file string,
	load func(context.Context, *backoffice.Table, db.ImportOptions) (db.ImportReport, error), now time.Time) error {
	table, err := backoffice.OpenTable(strings.NewReader(file), columns)
	if err != nil {
		return err
	}
	var refused error
	_, err = load(ctx, table, db.ImportOptions{Now: now, Confirmed: true, Refused: func(r db.Refusal) {
		refused = errors.Join(refused, &r.Faults[0])
	}})
	return errors.Join(err, refused)
}
