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

// restore puts a copy in place of the database, once it was read through and brought to the newest schema. The service
// must be stopped. The database that stood there is kept beside.
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
	found, err := verifyCopy(ctx, rest[0], c, keys)
	if err != nil {
		return p.fail(fmt.Errorf("%w. Rien n'a été changé", err))
	}
	aside, err := p.putInPlace(ctx, rest[0], c, keys)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "%s : copie vérifiée et remise en place, %s.\n", c.DB, count(found.Members, "adhérent", "adhérents"))
	if found.Schema != db.SchemaVersion() {
		fmt.Fprintf(p.stdout, "Elle était au schéma %d ; elle a été mise à jour au schéma %d. %s est resté comme il était.\n", found.Schema, db.SchemaVersion(), rest[0])
	}
	if aside != "" {
		fmt.Fprintf(p.stdout, "L'ancienne base est gardée : %s\n", aside)
	}
	return exitDone
}

// putInPlace makes the new database beside the old one, which is put aside when all is ready. It returns the name under
// which that one is kept, empty where there was none.
func (p *program) putInPlace(ctx context.Context, from string, c *config, keys *keys.Keyring) (aside string, err error) {
	inUse := fmt.Errorf("la base %s est ouverte par un autre programme : arrêtez d'abord le service. Rien n'a été changé", c.DB)
	if errors.Is(db.Retire(ctx, c.DB), db.ErrInUse) { // before the copying, which may take a minute
		return "", inUse
	}
	err = writeWhole(c.DB, func(f *os.File) error {
		copied, err := os.Open(from)
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // it was only read
		if _, err := io.Copy(f, copied); err != nil {
			return err
		}
		_, err = db.Migrate(ctx, db.Migration{Path: f.Name(), Keys: keys})
		return err
	}, func(ready string) error {
		if errors.Is(db.Retire(ctx, c.DB), db.ErrInUse) {
			return db.ErrInUse
		}
		if aside, err = p.putAside(c.DB); err != nil {
			return err
		}
		return os.Rename(ready, c.DB)
	})
	switch {
	case errors.Is(err, db.ErrInUse):
		return "", inUse
	case err != nil && aside != "":
		return "", fmt.Errorf("la copie n'a pas pu être remise en place : %w. L'ancienne base est %s", err, aside)
	case err != nil:
		return "", fmt.Errorf("la copie n'a pas pu être remise en place : %w. Rien n'a été changé", openReason(c, err))
	}
	return aside, nil
}

// putAside gives the database another name. One that is too damaged to be retired goes as it is, with its log.
func (p *program) putAside(path string) (aside string, err error) {
	name := path + ".avant-restauration-" + p.now().UTC().Format("20060102T150405Z")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		switch err := os.Rename(path+suffix, name+suffix); {
		case err == nil:
			aside = name
		case !errors.Is(err, os.ErrNotExist):
			return aside, fmt.Errorf("la base %s ne peut pas être mise de côté : %w", path, err)
		}
	}
	return aside, nil
}

// verifyCopy reads a copy through, and says in words what is wrong with it.
func verifyCopy(ctx context.Context, path string, c *config, keys *keys.Keyring) (db.Verified, error) {
	var none db.Verified
	if info, err := os.Stat(path); err != nil {
		return none, errors.New(osReason(err))
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return none, fmt.Errorf("%s n'est pas une copie de la base", path)
	}
	found, err := db.Verify(ctx, path, keys)
	var other *db.SchemaError
	switch {
	case errors.Is(err, db.ErrDamaged):
		return none, fmt.Errorf("la copie %s est abîmée ou n'est pas une base", path)
	case errors.As(err, &other) && other.Newer():
		return none, fmt.Errorf("la copie %s est au schéma %d, celui d'une version plus récente que ce programme, qui s'arrête au schéma %d. Installez la version plus récente",
			path, other.Found, db.SchemaVersion())
	case errors.As(err, &other):
		return none, fmt.Errorf("la copie %s est au schéma %d, d'avant la première version publiée : aucune mise à jour n'en part", path, other.Found)
	case errors.Is(err, db.ErrForeign):
		return none, fmt.Errorf("les tables de la copie %s ne sont pas celles d'une version publiée de Sésame", path)
	case errors.Is(err, db.ErrWrongKey):
		return none, fmt.Errorf("la clé %s n'est pas celle de la copie %s", c.keyPath(), path)
	}
	return found, err
}
