package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sesame/account"
	"sesame/db"
	"sesame/files"
)

// backup copies the database while the service runs, and reads the copy through before it gets its name.
func (p *program) backup(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "backup", args: "FICHIER", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // nothing was written
	var copied db.Verified
	err = files.WriteNew(rest[0], func(f *os.File) error {
		if err := database.Backup(ctx, f.Name()); err != nil {
			return err
		}
		copied, err = db.Verify(ctx, f.Name(), database.Keys())
		return err
	})
	if errors.Is(err, os.ErrExist) {
		return p.fail(fmt.Errorf("%s existe déjà : donnez un autre nom à la copie", rest[0]))
	}
	if err != nil {
		return p.fail(fmt.Errorf("la copie n'a pas pu être faite : %w", err))
	}
	fmt.Fprintf(p.stdout, "%s : copie faite et relue, %s. Elle ne s'ouvre qu'avec la clé %s, qui n'y est pas : gardez-en une copie ailleurs.\n",
		rest[0], account.Counted(copied.Members, "adhérent", "adhérents"), c.keyPath())
	return exitDone
}
