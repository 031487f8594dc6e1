package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/files"
	"sesame/terminal"
)

// importFile loads a file of the back office: all of it or nothing, unless told to keep going.
func (p *program) importFile(ctx context.Context, args []string) int {
	var dry, going, create bool
	c, rest, err := p.configure(args, options{command: "import", args: "adherents|paiements FICHIER", count: 2,
		settings: only("SESAME_DB", "SESAME_KEY_FILE"),
		flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&dry, "dry-run", false, "Vérifie le fichier et dit ce qui changerait, sans rien charger.")
			fs.BoolVar(&going, "keep-going", false, "Charge les lignes valables et écrit les autres dans FICHIER.rejets.csv.")
			fs.BoolVar(&create, "new-database", false, "Crée la base et sa clé si elles n'existent pas encore.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	columns, load := backoffice.MemberColumns, (*db.DB).ImportMembers
	switch rest[0] {
	case "adherents":
	case "paiements":
		columns, load = backoffice.PaymentColumns, (*db.DB).ImportPayments
	default:
		return p.refuse(fmt.Errorf("« %s » n'est pas un fichier que l'on importe : adherents ou paiements", rest[0]))
	}
	// An import keeps little in memory and makes much that is short-lived: collecting it less often saves a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))

	i := &importing{program: p, path: rest[1], columns: columns, load: load,
		create: create, options: db.ImportOptions{DryRun: dry, KeepGoing: going}}
	report, err := i.run(ctx, c)
	if err != nil {
		return p.fail(err)
	}
	if report.Refused > 0 && !going {
		return exitRefused
	}
	return exitDone
}

// importing is one import under way.
type importing struct {
	*program
	path    string
	columns backoffice.Columns
	load    func(*db.DB, context.Context, *backoffice.Table, db.ImportOptions) (db.ImportReport, error)
	create  bool // a database where there is none
	options db.ImportOptions
}

func (i *importing) run(ctx context.Context, c *config) (db.ImportReport, error) {
	var none db.ImportReport
	file, err := os.Open(i.path)
	if err != nil {
		return none, errors.New(files.Reason(err))
	}
	defer file.Close() //nolint:errcheck // it was only read
	before, err := file.Stat()
	if err != nil {
		return none, errors.New(files.Reason(err))
	}
	if !before.Mode().IsRegular() {
		return none, fmt.Errorf("%s n'est pas un fichier", i.path)
	}
	table, err := backoffice.OpenTable(file, i.columns)
	if err != nil {
		return none, fmt.Errorf("%s : %w", i.path, err)
	}
	database, err := i.database(c).Open(ctx, i.create)
	if err != nil {
		return none, err
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	rejects, err := newRejects(i.path, table, i.options.KeepGoing)
	if err != nil {
		return none, err
	}
	defer rejects.discard()
	bar := terminal.NewBar(i.stderr)
	i.options.Now = i.now().In(i.zone)
	i.options.Progress = bar.Show
	i.options.Refused = func(r db.Refusal) {
		bar.Clear()
		for _, f := range r.Faults {
			fmt.Fprintln(i.stderr, sentence(f))
		}
		rejects.add(r)
	}
	i.options.Warned = func(w backoffice.RowError) {
		bar.Clear()
		fmt.Fprintln(i.stderr, "Avertissement, "+w.Error())
	}
	report, err := i.load(database, ctx, table, i.options)
	bar.Clear()
	if err != nil {
		return none, fmt.Errorf("%s : rien n'a été chargé. %w", i.path, importReason(err))
	}
	if after, err := os.Stat(i.path); err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		fmt.Fprintln(i.stderr, "Avertissement : le fichier a changé pendant l'import. Importez-le de nouveau une fois complet.")
	}
	written, err := rejects.keep()
	if err != nil {
		return none, err
	}
	i.tell(report, written)
	return report, nil
}

// importReason puts what can happen to a whole file in words.
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

// sentence begins with a capital: « Ligne 12, colonne email… ».
func sentence(f backoffice.RowError) string { return "L" + f.Error()[1:] }

// tell sums the import up.
func (i *importing) tell(r db.ImportReport, rejects string) {
	added, changed := "ajoutée", "modifiée"
	addedMany, changedMany := "ajoutées", "modifiées"
	if i.options.DryRun {
		added, changed, addedMany, changedMany = "à ajouter", "à modifier", "à ajouter", "à modifier"
	}
	fmt.Fprintf(i.stdout, "%s : %s", i.path, count(r.Lines, "ligne lue", "lignes lues"))
	if r.Applied || i.options.DryRun {
		fmt.Fprintf(i.stdout, ", %s, %s, %s", count(r.Added, added, addedMany), count(r.Changed, changed, changedMany),
			count(r.Unchanged, "inchangée", "inchangées"))
	}
	fmt.Fprintf(i.stdout, ", %s.\n", count(r.Refused, "refusée", "refusées"))
	if r.Warnings > 0 {
		fmt.Fprintf(i.stdout, "%s.\n", count(r.Warnings, "avertissement", "avertissements"))
	}
	if r.Differences > 0 {
		fmt.Fprintf(i.stdout, "%s : le fichier dit autre chose que l'adhérent, dont la coordonnée est gardée.\n",
			count(r.Differences, "différence", "différences"))
	}
	switch {
	case i.options.DryRun:
		fmt.Fprintln(i.stdout, "Essai seulement : rien n'a été chargé.")
	case !r.Applied:
		fmt.Fprintln(i.stdout, "Rien n'a été chargé. Corrigez le fichier, ou ajoutez --keep-going pour charger les autres lignes.")
	}
	if rejects != "" {
		fmt.Fprintf(i.stdout, "Les lignes refusées sont dans %s : corrigez-les et importez ce fichier.\n", rejects)
	}
}

// count writes a number as French people do, by groups of three, with what it counts.
func count(n int, one, many string) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	if n > 1 {
		return digits + " " + many
	}
	return digits + " " + one
}
