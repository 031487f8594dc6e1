package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sesame/account"
	"sesame/db"
)

const keyBytes = 32

// keyPath is where the key is: where the configuration says, else beside the database: sesame.db → sesame.key.
func (c *config) keyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return strings.TrimSuffix(c.DB, filepath.Ext(c.DB)) + ".key"
}

// openDatabase opens the database under its key. At the first start, and where make allows it, both are made: the key
// with mode 0600 before the database, so that a database never stands without its key.
func openDatabase(ctx context.Context, c *config, make bool) (*db.DB, error) {
	exists := false
	if info, err := os.Stat(c.DB); err == nil {
		exists = info.Size() > 0
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("base : %s", osReason(err))
	}
	if !exists && !make {
		return nil, fmt.Errorf("la base %s n'existe pas ; SESAME_DB dit où elle est, et « sesame serve » ou « sesame import adherents » la crée", c.DB)
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
	d, err := db.Open(ctx, c.DB, schema, keys)
	switch {
	case errors.Is(err, db.ErrWrongKey):
		return nil, fmt.Errorf("la clé %s n'est pas celle de la base %s ; remettez le fichier de clé qui va avec cette base (SESAME_KEY_FILE)", c.keyPath(), c.DB)
	case errors.Is(err, db.ErrOtherFile):
		return nil, fmt.Errorf("la base %s a été faite par une autre version du programme (%w)", c.DB, err)
	case err != nil:
		return nil, fmt.Errorf("la base %s ne s'ouvre pas : %w", c.DB, err)
	}
	return d, nil
}

// createPrivate makes an empty file that this account alone may read; SQLite's other files take over its mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// openKey reads the key file, or makes it where there is no database yet.
func openKey(c *config, databaseExists bool) (*account.Keyring, error) {
	path := c.keyPath()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && !databaseExists:
		return makeKey(path)
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("la clé %s est introuvable alors que la base %s existe. Remettez en place la copie de la clé (SESAME_KEY_FILE). "+
			"Si elle est perdue, les données de cette base ne peuvent plus être lues : mettez la base de côté, redémarrez avec une base neuve, "+
			"importez de nouveau les fichiers ; les adhérents devront redemander un mot de passe", path, c.DB)
	case err != nil:
		return nil, fmt.Errorf("clé : %s", osReason(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("la clé %s n'est pas un fichier", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("d'autres comptes peuvent lire la clé %s : faites « chmod 600 %s »", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("clé : %s", osReason(err))
	}
	master, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(master) != keyBytes {
		return nil, fmt.Errorf("le fichier de clé %s est abîmé : il contient %d chiffres hexadécimaux. Remettez sa copie en place", path, 2*keyBytes)
	}
	return account.NewKeyring(master)
}

func makeKey(path string) (*account.Keyring, error) {
	master := make([]byte, keyBytes)
	rand.Read(master)
	err := writeNew(path, func(f *os.File) error {
		_, err := f.WriteString(hex.EncodeToString(master) + "\n")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("la clé ne peut pas être créée : %s", osReason(err))
	}
	return account.NewKeyring(master)
}

// writeNew writes a file of mode 0600 that must not exist yet, whole or not at all, and makes sure that it is on the
// disk before it has its name.
func writeNew(path string, write func(*os.File) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return &os.PathError{Op: "create", Path: path, Err: errors.Unwrap(err)}
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	// A link, unlike a rename, does not replace what has come to stand there meanwhile.
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return errors.Join(os.Remove(f.Name()), syncDir(filepath.Dir(path)))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
