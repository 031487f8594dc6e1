// Package demo is the demonstration that « sesame » without a command starts: invented members and agents, with tasks
// for them. Messages and letters are kept in memory, for /demo to show. A caisse's service contains nothing of it.
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

// Progress reports how far Fill has come: at the beginning of each phase, with done 0, and after each step of it.
type Progress func(phase string, done, total int)

// Fill creates the demonstration's data with the same acts as a real service: a file is imported, passwords are
// personalised, agents print and answer, each act at its time in an invented past. A database that already contains these
// members is left as it is. One with other members is refused, because the published passwords must not get into it. Dates
// are counted in the time zone of now.
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
	if err := d.MarkDemonstration(ctx); err != nil { // before the first member, so that an interrupted Fill is not taken for a caisse's database
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

// hashPasswords hashes each password once, on all processors, so that the demonstration starts in less than a second.
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
			hash, err := h.HashSalted(ctx, p, salt) // the temporary passwords of one member share a salt
			mu.Lock()
			defer mu.Unlock()
			hashes[p], errs = hash, errors.Join(errs, err)
			told("mots de passe", len(hashes), len(passwords))
		})
	}
	wg.Wait()
	return hashes, errs
}

// paymentsFile returns a file « paiements » with dates relative to now.
func paymentsFile(now time.Time) string {
	var b strings.Builder
	b.WriteString("identifiant;nature;date;montant\n")
	for _, m := range people {
		for _, p := range m.payments {
			fmt.Fprintf(&b, "%s;%s;%s;%s\n", m.identifier, p.nature, now.AddDate(0, -p.months, 0).Format(account.DayLayout), p.amount)
		}
	}
	return b.String()
}

// importFile loads a file of the back office. It returns an error if a line is refused.
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
