package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sesame/db"
)

// OpenMigrated opens the database for the service: it creates a missing one, and upgrades an older one to the newest schema
// after a backup. say receives the progress, in French.
func (d Database) OpenMigrated(ctx context.Context, say io.Writer) (*db.DB, error) {
	database, err := d.Open(ctx, true)
	var other *db.SchemaError
	if !errors.As(err, &other) || !other.Older() {
		return database, err
	}
	if err := d.migrate(ctx, say, other.Found); err != nil {
		return nil, err
	}
	return d.Open(ctx, false)
}

// migrate upgrades the database. It reports its progress, because it may take minutes, and names the backup even when it
// fails.
func (d Database) migrate(ctx context.Context, say io.Writer, from int) error {
	keys, err := d.keys(true)
	if err != nil {
		return err
	}
	fmt.Fprintf(say, "La base %s est au schéma %d : elle est copiée, puis mise à jour au schéma %d.\n", d.Path, from, db.SchemaVersion())
	kept := ""
	_, err = db.Migrate(ctx, db.Migration{Path: d.Path, Keys: keys, Keep: func(from int, write func(string) error) (err error) {
		if kept, err = keepCopy(d.Path, from, write); err != nil {
			return fmt.Errorf("sa copie ne peut pas être faite : %w", err)
		}
		return nil
	}})
	if says := d.says(err); says != "" {
		err = &refusal{err, says}
	}
	if err != nil && ctx.Err() != nil { // database/sql may only say that its transaction is over
		err = &refusal{err, "la mise à jour a été interrompue"}
	}
	switch {
	case err == nil:
		fmt.Fprintf(say, "La base %s est maintenant au schéma %d. Celle d'avant est gardée : %s\n", d.Path, db.SchemaVersion(), kept)
		return nil
	case kept == "":
		return fmt.Errorf("la base %s n'a pas été mise à jour au schéma %d : %w. Rien n'a été changé", d.Path, db.SchemaVersion(), err)
	}
	return fmt.Errorf("la base %s n'a pas été mise à jour au schéma %d : %w. Elle est restée comme elle était, au schéma %d, et sa copie est %s",
		d.Path, db.SchemaVersion(), err, from, kept)
}
