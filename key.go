package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sesame/account/keys"
)

const keyBytes = 32

// keyPath is where the key is: where the configuration says, else beside the database: sesame.db → sesame.key.
func (c *config) keyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return strings.TrimSuffix(c.DB, filepath.Ext(c.DB)) + ".key"
}

// openKey reads the key file, or makes it where there is no database yet.
func openKey(c *config, databaseExists bool) (*keys.Keyring, error) {
	masters, err := readKey(c, databaseExists)
	if err != nil {
		return nil, err
	}
	return keys.NewKeyring(masters...)
}

// readKey is openKey before the keys are put to use: one a line, the newest last.
func readKey(c *config, databaseExists bool) ([][]byte, error) {
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
	var masters [][]byte
	for line := range strings.Lines(strings.TrimSpace(string(text)) + "\n") {
		master, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil || len(master) != keyBytes {
			return nil, fmt.Errorf("le fichier de clé %s est abîmé : chacune de ses lignes a %d chiffres hexadécimaux. Remettez sa copie en place", path, 2*keyBytes)
		}
		masters = append(masters, master)
	}
	return masters, nil
}

func makeKey(path string) ([][]byte, error) {
	masters := [][]byte{newMaster()}
	err := writeNew(path, func(f *os.File) error { return writeKey(f, masters) })
	if err != nil {
		return nil, fmt.Errorf("la clé ne peut pas être créée : %s", osReason(err))
	}
	return masters, nil
}

func newMaster() []byte {
	master := make([]byte, keyBytes)
	rand.Read(master)
	return master
}

func writeKey(f *os.File, masters [][]byte) error {
	for _, master := range masters {
		if _, err := f.WriteString(hex.EncodeToString(master) + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file of mode 0600 that must not exist yet, whole or not at all, and makes sure that it is on the
// disk before it has its name.
func writeNew(path string, write func(*os.File) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	return writeWhole(path, write, func(temporary string) error {
		// A link, unlike a rename, does not replace what has come to stand there meanwhile.
		if err := os.Link(temporary, path); err != nil {
			return err
		}
		return os.Remove(temporary)
	})
}

// replace writes another content in place of a file, whole or not at all. Mode and owner stay.
func replace(path string, write func(*os.File) error) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return writeWhole(path, func(f *os.File) error {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && (int(owner.Uid) != os.Getuid() || int(owner.Gid) != os.Getgid()) {
			if err := f.Chown(int(owner.Uid), int(owner.Gid)); err != nil {
				return err
			}
		}
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return err
		}
		return write(f)
	}, func(temporary string) error { return os.Rename(temporary, path) })
}

// writeWhole writes a file of mode 0600 beside path, makes sure that it is on the disk, and has it put in place.
func writeWhole(path string, write func(*os.File) error, put func(temporary string) error) (err error) {
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
	if err := put(f.Name()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
