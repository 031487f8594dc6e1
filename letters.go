package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sesame/courier"
	"sesame/db"
)

// letters prints what waits into a PDF. The letters are marked printed, and their passwords wiped from the database,
// only once the PDF is on the disk: a crash between prints a letter twice rather than never.
func (p *program) letters(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "courriers", args: "FICHIER.pdf", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE",
		"SESAME_BASE_URL", "SESAME_CAISSE_NAME", "SESAME_CAISSE_PHONE", "SESAME_CAISSE_HOURS", "SESAME_CAISSE_ADDRESS")})
	if err != nil {
		return p.refuse(err)
	}
	database, err := openDatabase(ctx, c, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	now := p.now()
	waiting, err := database.WaitingLetters(ctx, now)
	if err != nil {
		return p.fail(fmt.Errorf("les courriers en attente ne se lisent pas : %w", err))
	}
	if len(waiting) == 0 {
		fmt.Fprintln(p.stdout, "Aucun courrier n'attend d'être imprimé.")
		return exitDone
	}
	err = writeNew(rest[0], func(f *os.File) error { return courier.Letter(f, c.Caisse, waiting, paris()) })
	if errors.Is(err, os.ErrExist) {
		return p.fail(fmt.Errorf("%s existe déjà : donnez un autre nom au fichier", rest[0]))
	}
	if err != nil {
		return p.fail(fmt.Errorf("les courriers n'ont pas pu être écrits : %w", err))
	}
	if err := database.Printed(ctx, ids(waiting), now); err != nil {
		return p.fail(fmt.Errorf("%s est écrit, mais ses courriers n'ont pas pu être marqués imprimés : ils le seront une seconde fois. %w", rest[0], err))
	}
	fmt.Fprintf(p.stdout, "%s : %s. Ce fichier contient des mots de passe : imprimez-le et supprimez-le.\n", rest[0], count(len(waiting), "courrier", "courriers"))
	return exitDone
}

func ids(letters []db.Letter) (all []int64) {
	for _, l := range letters {
		all = append(all, l.ID)
	}
	return all
}
