package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sesame/db"
)

// openDatabase opens the database under its key. At the first start, and where make allows it, both are made: the key
// with mode 0600 before the database, so that a database never stands without its key.
func openDatabase(ctx context.Context, c *config, make bool) (*db.DB, error) {
	exists, err := databaseExists(c, make)
	if err != nil {
		return nil, err
	}
	keys, err := openKey(c, exists)
	if err != nil {
		return nil, err
	}
	if !exists {
		if err := createPrivate(c.DB); err != nil {
			return nil, fmt.Errorf("base : %s", osReason(err))
		}
	}
	d, err := db.Open(ctx, c.DB, keys, paris())
	if err != nil {
		return nil, openReason(c, err)
	}
	return d, nil
}

// databaseExists says whether there is one; where make does not allow it, there must be.
func databaseExists(c *config, make bool) (bool, error) {
	exists := false
	if info, err := os.Stat(c.DB); err == nil {
		exists = info.Size() > 0
	} else if !errors.Is(err, os.ErrNotExist) {
		return false, fmt.Errorf("base : %s", osReason(err))
	}
	if !exists && !make {
		return false, fmt.Errorf("la base %s n'existe pas ; SESAME_DB dit où elle est, et « sesame serve » ou « sesame import adherents » la crée", c.DB)
	}
	return exists, nil
}

// createPrivate makes an empty file that this account alone may read; SQLite's other files take over its mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// refusal is why a database is not opened, in words, with what to do.
type refusal struct {
	error // the cause
	says  string
}

func (r *refusal) Error() string { return r.says }

func (r *refusal) Unwrap() error { return r.error }

// openReason puts in words why a database does not open.
func openReason(c *config, err error) error {
	if says := refusedFor(c, err); says != "" {
		return &refusal{err, says}
	}
	return fmt.Errorf("la base %s ne s'ouvre pas : %w", c.DB, err)
}

func refusedFor(c *config, err error) string {
	var other *db.SchemaError
	switch {
	case errors.As(err, &other):
		return otherSchema(c, other)
	case errors.Is(err, db.ErrForeign):
		return fmt.Sprintf("les tables de la base %s ne sont pas celles d'une version publiée de Sésame. Rien n'y a été écrit. Vérifiez SESAME_DB ; "+
			"sinon remettez une copie en place (« sesame restore »), ou mettez ce fichier de côté et commencez une base neuve", c.DB)
	case errors.Is(err, db.ErrWrongKey):
		return fmt.Sprintf("la clé %s n'est pas celle de la base %s ; remettez le fichier de clé qui va avec cette base (SESAME_KEY_FILE)", c.keyPath(), c.DB)
	case errors.Is(err, db.ErrDamaged):
		return fmt.Sprintf("le fichier %s est abîmé ou n'est pas une base ; remettez une copie en place : « sesame restore FICHIER », qui garde l'ancien fichier", c.DB)
	case errors.Is(err, db.ErrInUse):
		return fmt.Sprintf("la base %s est ouverte par un autre programme : arrêtez d'abord le service, ou attendez la fin de la commande qui s'en sert", c.DB)
	case errors.Is(err, db.ErrFull):
		return fmt.Sprintf("il n'y a plus de place sur le disque de la base %s ; faites-en, puis recommencez", c.DB)
	case errors.Is(err, db.ErrReadOnly):
		return fmt.Sprintf("ce compte ne peut pas écrire dans la base %s ; vérifiez le propriétaire et les droits du fichier et de son dossier, et que le disque n'est pas en lecture seule", c.DB)
	}
	return ""
}

// otherSchema says what to do with a database of another version of the program.
func otherSchema(c *config, e *db.SchemaError) string {
	switch {
	case e.Older():
		return fmt.Sprintf("la base %s est au schéma %d et ce programme travaille avec le schéma %d. Démarrez le service (« sesame serve ») : il en garde une copie et la met à jour",
			c.DB, e.Found, db.SchemaVersion())
	case e.Newer():
		says := fmt.Sprintf("la base %s est au schéma %d, celui d'une version plus récente que ce programme, qui s'arrête au schéma %d. Installez la version plus récente",
			c.DB, e.Found, db.SchemaVersion())
		if kept := keptBefore(c.DB, db.SchemaVersion()); kept != "" {
			says += fmt.Sprintf(". Pour revenir en arrière, et perdre ce qui s'est fait depuis la mise à jour : « sesame restore %s », faite avant elle", kept)
		}
		return says
	}
	return fmt.Sprintf("la base %s est au schéma %d, d'avant la première version publiée : aucune mise à jour n'en part. Mettez ce fichier de côté et commencez une base neuve",
		c.DB, e.Found)
}

// keptBefore is the newest copy of the database that was made before it left a schema; empty where there is none.
func keptBefore(path string, number int) string {
	var newest string
	var at os.FileInfo
	for name := range copyNames(path, number) {
		info, err := os.Stat(name)
		if err != nil {
			return newest
		}
		if at == nil || info.ModTime().After(at.ModTime()) {
			newest, at = name, info
		}
	}
	return newest
}
