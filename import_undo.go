package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"sesame/db"
	"sesame/journey/acts"
)

// undoImport undoes an import.
func (p *program) undoImport(ctx context.Context, c *config, name string) int {
	number, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return p.refuse(fmt.Errorf("« %s » n'est pas le numéro d'un import", name))
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	undone, err := p.acts(database).UndoImport(ctx, acts.Command, number)
	if errors.Is(err, db.ErrNotFound) {
		err = fmt.Errorf("il n'y a pas d'import %d", number)
	}
	if err != nil {
		return p.fail(p.undoFailed(ctx, database, number, p.database(c).Told(err)))
	}
	fmt.Fprintf(p.stdout, "Import %d. %s\n", number, undone.UndoneSaid())
	return exitDone
}

// undoFailed adds to the error what state the import is in now, and what to do.
func (p *program) undoFailed(ctx context.Context, d *db.DB, number int64, err error) error {
	var refused *db.UndoRefusal
	if errors.As(err, &refused) {
		return err
	}
	i, unread := d.Import(context.WithoutCancel(ctx), number)
	switch {
	case unread != nil:
		return err
	case i.UndoneAt.IsZero():
		return fmt.Errorf("%w. L'import %d est resté chargé en entier : relancez ensuite « sesame import undo %d »", err, number, number)
	}
	return fmt.Errorf("%w. L'import %d est pourtant remis comme avant pour tout le monde. Il reste à retirer de la base ce qu'il avait écrit : le service s'en charge dès qu'il le peut, sinon le prochain import", err, number)
}
