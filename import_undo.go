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
		return p.fail(p.database(c).Told(err))
	}
	fmt.Fprintf(p.stdout, "Import %d. %s\n", number, undone.UndoneSaid())
	return exitDone
}
