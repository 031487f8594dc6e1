package files

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"sesame/account/keys"
)

const keyBytes = 32

// keys reads the key file, or creates it when there is no database yet.
func (d Database) keys(exists bool) (*keys.Keyring, error) {
	masters, err := d.readKey(exists)
	if err != nil {
		return nil, err
	}
	return keys.NewKeyring(masters...)
}

// readKey reads the master keys from the key file: one per line, the newest last.
func (d Database) readKey(exists bool) ([][]byte, error) {
	path := d.KeyPath
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && !exists:
		return makeKey(path)
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("la clé %s est introuvable alors que la base %s existe. Remettez en place la copie de la clé (SESAME_KEY_FILE). "+
			"Si elle est perdue, les données de cette base ne peuvent plus être lues : mettez la base de côté, redémarrez avec une base neuve, "+
			"importez de nouveau les fichiers ; les adhérents devront redemander un mot de passe", path, d.Path)
	case err != nil:
		return nil, fmt.Errorf("clé : %s", Reason(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("la clé %s n'est pas un fichier", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("d'autres comptes peuvent lire la clé %s : faites « chmod 600 %s »", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("clé : %s", Reason(err))
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
	err := WriteNew(path, func(f *os.File) error { return writeKey(f, masters) })
	if err != nil {
		return nil, fmt.Errorf("la clé ne peut pas être créée : %w", err)
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
