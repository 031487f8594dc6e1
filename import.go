package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/files"
	"sesame/journey/acts"
	"sesame/terminal"
)

// importFile runs « sesame import », which loads a file of the back office: all of it or nothing, unless --keep-going is
// given.
func (p *program) importFile(ctx context.Context, args []string) int {
	var create bool
	var o db.ImportOptions
	c, rest, err := p.configure(args, options{command: "import", args: "adherents|paiements FICHIER, undo NUMÉRO", count: 2,
		settings: only("SESAME_DB", "SESAME_KEY_FILE"),
		flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&o.DryRun, "dry-run", false, "Vérifie le fichier et dit ce qui changerait, sans rien charger ; finit comme l'import finirait.")
			fs.BoolVar(&o.KeepGoing, "keep-going", false, "Charge les lignes valables et écrit les autres dans FICHIER.rejets.csv ; finit alors avec 3.")
			fs.BoolVar(&o.Confirmed, "yes", false, "Charge le fichier bien qu'il efface beaucoup de valeurs, change beaucoup de personnes ou ferme beaucoup d'espaces privés.")
			fs.BoolVar(&create, "new-database", false, "Crée la base et sa clé si elles n'existent pas encore.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	if rest[0] == "undo" {
		return p.undoImport(ctx, c, rest[1])
	}
	kind, known := acts.FileNamed(rest[0])
	if !known {
		return p.refuse(fmt.Errorf("« %s » n'est pas un fichier que l'on importe : adherents ou paiements", rest[0]))
	}
	// An import keeps little in memory but allocates many short-lived objects: collecting garbage less often saves a tenth
	// of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(160 << 20)) // twice the maximum in use

	i := &importing{program: p, path: rest[1], kind: kind, create: create, options: o}
	report, err := i.run(ctx, c)
	switch {
	case err != nil:
		return p.fail(err)
	case i.options.Holds(report):
		return exitRefused
	case report.Refused > 0:
		return exitPartial
	}
	return exitDone
}

// importing is a running import.
type importing struct {
	*program
	path    string
	kind    acts.File
	number  int64 // of the import, once it is loaded
	create  bool  // whether to create a missing database
	options db.ImportOptions
	preview backoffice.Preview
}

func (i *importing) run(ctx context.Context, c *config) (db.ImportReport, error) {
	var none db.ImportReport
	file, before, err := i.open()
	if err != nil {
		return none, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	table, err := backoffice.OpenTable(file, i.kind.Columns)
	if err != nil {
		return none, fmt.Errorf("%s : %w", i.path, err)
	}
	at := i.database(c)
	database, err := i.opened(ctx, at)
	if err != nil {
		return none, err
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	rejects, err := newRejects(i.caller, i.path, table, i.options.KeepGoing)
	if err != nil {
		return none, err
	}
	defer rejects.discard()
	bar := terminal.NewBar(i.stderr)
	i.follow(bar, rejects)
	i.note(before.Size())
	report, err := i.acts(database).Import(ctx, acts.Command, i.kind, table, i.options)
	bar.Clear()
	if err = i.loaded(report, at.Told(err)); err != nil {
		return none, err
	}
	var after os.FileInfo
	err = i.caller.Do(func() (err error) { after, err = os.Stat(i.path); return err })
	if err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		fmt.Fprintln(i.stderr, "Avertissement : le fichier a changé pendant l'import. Importez-le de nouveau une fois complet.")
	}
	written, earlier, err := rejects.keep()
	i.tell(report, written, earlier)
	if err != nil { // reported last: the refused lines are printed above, each with its number
		fmt.Fprintf(i.stderr, "Avertissement : %s. Corrigez dans %s les lignes nommées ci-dessus, puis importez-le de nouveau.\n", err, i.path)
	}
	return report, nil
}

// open opens the file to import. An import reads it several times, so it must be a regular file.
func (i *importing) open() (file *os.File, info os.FileInfo, err error) {
	if i.path == "-" { // elsewhere « - » means the standard input
		return nil, nil, errors.New("l'entrée standard n'est pas un fichier du disque, et un import le lit plusieurs fois : enregistrez d'abord ce qui en vient")
	}
	file, err = i.caller.OpenRegular(i.path)
	if err == nil {
		info, err = file.Stat()
	}
	switch {
	case err != nil:
		return nil, nil, errors.New(files.Reason(err))
	case info.IsDir():
		return nil, nil, errors.Join(fmt.Errorf("%s est un dossier : nommez le fichier à charger", i.path), file.Close())
	}
	return file, info, nil
}

// opened opens the database. With --new-database it creates a missing one, but not while a service holds its lock: its
// file may have been moved, and the service still writes to it.
func (i *importing) opened(ctx context.Context, at files.Database) (*db.DB, error) {
	if exists, err := at.Exists(); i.create && err == nil && !exists {
		release, err := at.Hold(i.now())
		if err != nil {
			return nil, err
		}
		defer release()
	}
	return at.Open(ctx, i.create)
}

// loaded returns the error if nothing was loaded. If the file was loaded and a later step failed, it only prints a warning:
// the service or the next import repeats that step.
func (i *importing) loaded(report db.ImportReport, err error) error {
	switch {
	case err == nil:
		return nil
	case !report.Applied:
		return fmt.Errorf("%s : rien n'a été chargé. %s", i.path, capital(importReason(err).Error()))
	}
	fmt.Fprintf(i.stderr, "Avertissement : le fichier est chargé, mais la base n'a pas pu être mise en ordre derrière lui. Le service s'en charge ; sinon le prochain import. %s\n",
		ended(capital(importReason(err).Error())))
	return nil
}

// note has the import recorded in the list at /agent/imports.
func (i *importing) note(size int64) {
	i.options.Import = &db.FileImport{Actor: acts.Command.String(), Kind: i.kind.Kind, KeepGoing: i.options.KeepGoing, Confirmed: i.options.Confirmed,
		Bytes: size, Name: filepath.Base(i.path), StartedAt: i.now()}
	i.options.Loaded = func(row *db.FileImport) {
		row.EndedAt, row.Changes, i.number = i.now(), i.preview.Changes(), row.ID
	}
}

// importReason puts an error that concerns the whole file into words.
func importReason(err error) error {
	var told *backoffice.FileError
	switch {
	case errors.As(err, &told):
		return told
	case errors.Is(err, context.Canceled):
		return errors.New("l'import a été interrompu")
	}
	return err
}
