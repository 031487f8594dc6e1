// Package demo is the demonstration of « sesame » without a command: invented members and agents with work before them,
// and what leaves the service kept in memory, for /demo to show. Nothing of it is in the service of a caisse.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/acts"
)

//go:embed adherents.csv
var adherents string

// Progress is told how far Fill is: at the beginning of each phase, with nothing done, and after each piece of it.
type Progress func(phase string, done, total int)

// Fill makes the demonstration's members by the acts of the real ones: their file is imported, their passwords are
// personalised, agents print and answer, each act at its instant of an invented past. A database that holds them already
// is left as it is; one that holds others is refused, for passwords that everybody knows do not go there. Dates are counted
// in the zone of now.
func Fill(ctx context.Context, d *db.DB, caisse account.Caisse, now time.Time, told Progress) error {
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
	if err := d.MarkDemonstration(ctx); err != nil { // before the first member, lest an interrupted filling be taken for a caisse's
		return err
	}
	if found != nil {
		return nil
	}
	hashes, err := hashPasswords(ctx, told)
	if err != nil {
		return err
	}
	p := &past{hashes: hashes, now: now, staff: map[string]acts.Actor{}}
	p.days(-40, importFile(acts.MembersFile, adherents), importFile(acts.MembersFile, correspondents), importFile(acts.MembersFile, callers))
	for _, a := range agents {
		p.days(-31, p.enrol(a))
	}
	for _, m := range people {
		p.bring(m)
	}
	p.fillLetters()
	p.fillMessages()
	p.fillDesk()
	p.fillCalls()
	p.days(0, importFile(acts.PaymentsFile, paymentsFile(now)))
	if err := p.live(ctx, told, &acts.Acts{DB: d, Hasher: keys.NewHasher(1, 1), Caisse: caisse, Limits: account.DefaultLimits(), SMS: true, Location: now.Location(), Log: slog.Default()}); err != nil {
		return err
	}
	told("statistiques d'une année", 0, 1)
	return d.InTx(ctx, func(t *db.Tx) error {
		if err := fillImport(ctx, t, now); err != nil {
			return err
		}
		return fillFigures(ctx, t, now)
	})
}

// hashPasswords hashes each password once, on all cores: the demonstration starts in less than a second.
func hashPasswords(ctx context.Context, told Progress) (map[string]string, error) {
	passwords := append(letterSecrets(), sharedPassword, replacing)
	for _, m := range people {
		if m.temporary != "" {
			passwords = append(passwords, m.temporary)
		}
	}
	var (
		salt   = make([]byte, 16)
		h      = keys.NewHasher(runtime.GOMAXPROCS(0), len(passwords))
		hashes = map[string]string{}
		errs   error
		mu     sync.Mutex
		wg     sync.WaitGroup
	)
	told("mots de passe", 0, len(passwords))
	for _, p := range passwords {
		wg.Go(func() {
			hash, err := h.HashSalted(ctx, p, salt) // the temporary passwords of a member have one salt
			mu.Lock()
			defer mu.Unlock()
			hashes[p], errs = hash, errors.Join(errs, err)
			told("mots de passe", len(hashes), len(passwords))
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

// importFile loads a file of the back office, all of it.
func importFile(kind acts.File, content string) act {
	return func(ctx context.Context, a *acts.Acts) error {
		table, err := backoffice.OpenTable(strings.NewReader(content), kind.Columns)
		if err != nil {
			return err
		}
		var refused error
		_, err = a.Import(ctx, acts.Command, kind, table, db.ImportOptions{Confirmed: true, Refused: func(r db.Refusal) {
			refused = errors.Join(refused, &r.Faults[0])
		}})
		return errors.Join(err, refused)
	}
}
