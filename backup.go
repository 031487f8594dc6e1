package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sesame/account/keys"
	"sesame/db"
)

// backup copies the database while the service runs, and reads the copy through before it gets its name.
func (p *program) backup(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "backup", args: "FICHIER", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	database, err := openDatabase(ctx, c, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // nothing was written
	var members int
	err = writeNew(rest[0], func(f *os.File) error {
		if err := database.Backup(ctx, f.Name()); err != nil {
			return err
		}
		members, err = db.Verify(ctx, f.Name(), database.Keys())
		return err
	})
	if errors.Is(err, os.ErrExist) {
		return p.fail(fmt.Errorf("%s existe déjà : donnez un autre nom à la copie", rest[0]))
	}
	if err != nil {
		return p.fail(fmt.Errorf("la copie n'a pas pu être faite : %w", err))
	}
	fmt.Fprintf(p.stdout, "%s : copie faite et relue, %s. Elle ne s'ouvre qu'avec la clé %s, qui n'y est pas : gardez-en une copie ailleurs.\n",
		rest[0], count(members, "adhérent", "adhérents"), c.keyPath())
	return exitDone
}

// restore puts a copy in place of the database, once it was read through. The service must be stopped. The database
// that stood there is kept beside.
func (p *program) restore(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "restore", args: "FICHIER", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	// The key must be there already: a new one would open nothing.
	keys, err := openKey(&config{DB: rest[0], KeyFile: c.keyPath()}, true)
	if err != nil {
		return p.fail(err)
	}
	members, err := verifyCopy(ctx, rest[0], c, keys)
	if err != nil {
		return p.fail(fmt.Errorf("%w. Rien n'a été changé", err))
	}
	if err := db.Retire(ctx, c.DB); errors.Is(err, db.ErrInUse) {
		return p.fail(fmt.Errorf("la base %s est ouverte par un autre programme : arrêtez d'abord le service. Rien n'a été changé", c.DB))
	}
	// A database that is too damaged to be retired is put aside as it is, with its log.
	aside := c.DB + ".avant-restauration-" + p.now().UTC().Format("20060102T150405Z")
	kept := false
	for _, suffix := range []string{"", "-wal", "-shm"} {
		err := os.Rename(c.DB+suffix, aside+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return p.fail(fmt.Errorf("la base %s ne peut pas être mise de côté : %w", c.DB, err))
		}
		kept = kept || err == nil
	}
	err = writeNew(c.DB, func(f *os.File) error {
		copied, err := os.Open(rest[0])
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // it was only read
		_, err = io.Copy(f, copied)
		return err
	})
	if err != nil {
		return p.fail(fmt.Errorf("la copie n'a pas pu être remise en place : %w. L'ancienne base est %s", err, aside))
	}
	fmt.Fprintf(p.stdout, "%s : copie vérifiée et remise en place, %s.\n", c.DB, count(members, "adhérent", "adhérents"))
	if kept {
		fmt.Fprintf(p.stdout, "L'ancienne base est gardée : %s\n", aside)
	}
	return exitDone
}

// verifyCopy reads a copy through, and says in words what is wrong with it.
func verifyCopy(ctx context.Context, path string, c *config, keys *keys.Keyring) (int, error) {
	if info, err := os.Stat(path); err != nil {
		return 0, errors.New(osReason(err))
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return 0, fmt.Errorf("%s n'est pas une copie de la base", path)
	}
	members, err := db.Verify(ctx, path, keys)
	switch {
	case errors.Is(err, db.ErrDamaged):
		return 0, fmt.Errorf("la copie %s est abîmée ou n'est pas une base", path)
	case errors.Is(err, db.ErrOtherFile):
		return 0, fmt.Errorf("la copie %s a été faite par une autre version du programme", path)
	case errors.Is(err, db.ErrWrongKey):
		return 0, fmt.Errorf("la clé %s n'est pas celle de la copie %s", c.keyPath(), path)
	}
	return members, err
}
