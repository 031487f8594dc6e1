package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// export runs « sesame export », which writes contacts and returned letters for the back office into a new file of mode
// 0600. An existing file is refused.
func (p *program) export(ctx context.Context, args []string) int {
	var all bool
	c, rest, err := p.configure(args, options{command: "export", args: "contacts FICHIER", count: 2, settings: only("SESAME_DB", "SESAME_KEY_FILE"),
		flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&all, "all", false, "Écrit tout ce qui est connu, et non seulement ce qui est nouveau depuis le dernier export.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	if rest[0] != "contacts" {
		return p.refuse(fmt.Errorf("« %s » n'est pas ce que l'on exporte : contacts", rest[0]))
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	var counts map[db.ContactNature]int
	written := false
	err = p.acts(database).ExportContacts(ctx, acts.Command, all, func(lines func(func(db.ContactLine) error) error) error {
		err := p.caller.WriteNew(rest[1], func(f *os.File) (err error) {
			counts, err = p.writeContacts(f, lines)
			return err
		})
		written = err == nil
		return err
	})
	if err != nil && written { // the next export contains all of it again
		_ = p.caller.Do(func() error { return os.Remove(rest[1]) })
	}
	if errors.Is(err, os.ErrExist) {
		return p.fail(taken(rest[1]))
	}
	if err != nil {
		return p.fail(fmt.Errorf("les contacts n'ont pas pu être exportés : %w", p.database(c).Told(err)))
	}
	fmt.Fprintf(p.stdout, "%s : %s, %s, %s. Le prochain export dira ce qui aura changé depuis.\n", rest[1],
		account.Counted(counts[db.ExportEmailVerified]+counts[db.ExportMobileVerified], "contact vérifié", "contacts vérifiés"),
		account.Counted(counts[db.ExportEmailRefused]+counts[db.ExportSMSRefused], "contact qui refuse nos messages", "contacts qui refusent nos messages"),
		account.Counted(counts[db.ExportLetterReturned], "courrier revenu", "courriers revenus"))
	return exitDone
}

// writeContacts writes the lines in the format of the back office's files (CSV with semicolons), and counts them by nature.
func (p *program) writeContacts(to io.Writer, lines func(func(db.ContactLine) error) error) (counts map[db.ContactNature]int, err error) {
	counts = map[db.ContactNature]int{}
	w := backoffice.NewWriter(to, ';')
	w.Write("identifiant", "nature", "valeur", "date", "motif")
	err = lines(func(l db.ContactLine) error {
		counts[l.Nature]++
		value, cause := l.Value, l.Cause
		switch l.Nature {
		case db.ExportMobileVerified, db.ExportSMSRefused:
			value = account.FormatPhone(value)
		case db.ExportLetterReturned:
			cause = events.Cause(cause).Words()
		}
		w.Write(l.Identifier, string(l.Nature), value, l.At.In(p.zone).Format("2006-01-02 15:04:05"), cause)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return counts, w.Flush()
}
