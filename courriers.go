package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/journey/acts"
)

// letters runs « sesame courriers », which prints the waiting letters into a PDF: a batch like those of the agents. The file is
// completely written under its name before the letters count as printed; after any earlier failure they still wait. If the
// command is killed in between, the file exists and its letters still wait: the next run prints them again under the same batch
// number. The reverse order would lose them.
func (p *program) letters(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "courriers", args: "FICHIER.pdf", count: 1, complete: true, settings: only("SESAME_DB", "SESAME_KEY_FILE", "SESAME_BASE_URL",
		"SESAME_CAISSE_NAME", "SESAME_CAISSE_PHONE", "SESAME_CAISSE_HOURS", "SESAME_CAISSE_ADDRESS", "SESAME_CAISSE_SITE", "SESAME_CAISSE_CONTACT_EMAIL")})
	if err != nil {
		return p.refuse(err)
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	draw := func(w io.Writer, draft db.BatchDraft) error { return courier.Batch(w, c.Caisse, draft, p.zone) }
	named := false
	var unwritten error
	printed, err := p.acts(database).Print(ctx, acts.Command, db.Recto, nil, draw, writerFunc(func(pdf []byte) (int, error) {
		unwritten = p.caller.WriteNew(rest[0], func(f *os.File) error {
			_, err := f.Write(pdf)
			return err
		})
		named = unwritten == nil
		return len(pdf), unwritten
	}))
	if err != nil && named {
		err = errors.Join(err, p.caller.Do(func() error { return os.Remove(rest[0]) })) // its letters still wait
	}
	switch {
	case errors.Is(err, db.ErrNoLetters):
		fmt.Fprintln(p.stdout, "Aucun courrier à imprimer.")
		return p.held(ctx, database)
	case errors.Is(err, os.ErrExist):
		return p.fail(fmt.Errorf("%w. Si une impression y a été interrompue, comparez les deux : le nouveau remplace l'ancien s'il porte le même numéro de lot", taken(rest[0])))
	case unwritten != nil:
		return p.fail(fmt.Errorf("les courriers n'ont pas pu être écrits : %w", unwritten))
	case errors.Is(err, db.ErrMoved):
		return p.fail(errors.New("quelqu'un d'autre imprime les courriers en ce moment : recommencez"))
	case err != nil:
		return p.fail(fmt.Errorf("les courriers n'ont pas pu être écrits : %w", p.database(c).Told(err)))
	}
	fmt.Fprintf(p.stdout, "%s : lot %d, %s. Ce fichier contient des mots de passe : imprimez-le et supprimez-le.\n",
		rest[0], printed.Number, account.Counted(printed.Count, "courrier", "courriers"))
	if printed.Left > 0 {
		fmt.Fprintf(p.stdout, "%s encore : recommencez avec un autre fichier.\n", account.Counted(printed.Left, "courrier attend", "courriers attendent"))
	}
	return p.held(ctx, database)
}

// writerFunc makes a function an io.Writer.
type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// held prints which letters are held back in the queue, and why.
func (p *program) held(ctx context.Context, d *db.DB) int {
	queue, err := d.LetterQueue(ctx, p.now())
	if err != nil {
		return p.fail(fmt.Errorf("les courriers en attente ne se lisent pas : %w", err))
	}
	for _, l := range queue {
		for _, reason := range courier.HoldReasons(l.Hold, p.zone) {
			fmt.Fprintf(p.stdout, "Courrier retenu, demande %s : %s\n", l.Request, reason)
		}
	}
	return exitDone
}
