package files

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

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
		return nil, fmt.Errorf("la clé %s est introuvable alors que la base %s existe. Remettez en place la copie de la clé (SESAME_KEY_FILE), "+
			"ou refaites-la d'après le papier (« sesame key restore »). Si les deux sont perdus, les données de cette base ne peuvent plus être lues : mettez la base de côté, redémarrez avec une base neuve, "+
			"importez de nouveau les fichiers ; les adhérents devront redemander un mot de passe", path, d.Path)
	case err != nil:
		return nil, fmt.Errorf("clé : %s", Reason(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("la clé %s n'est pas un fichier", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("d'autres comptes peuvent lire la clé %s : faites « chmod 600 %s »", path, path)
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrPermission) && exists:
		return nil, fmt.Errorf("clé : %s ; rendez-la au compte de la base (« chown --reference=%s %s »), ou lancez la commande sous ce compte", Reason(err), d.Path, path)
	case err != nil:
		return nil, fmt.Errorf("clé : %s", Reason(err))
	}
	masters, wrong := mastersOf(string(text))
	if wrong != "" {
		return nil, fmt.Errorf("le fichier de clé %s est abîmé : %s. Remettez sa copie en place, ou refaites-le d'après le papier (« sesame key restore »)", path, wrong)
	}
	return masters, nil
}

// KeyLines parses the content of a key file; ok is false for anything else.
func KeyLines(text string) (masters [][]byte, ok bool) {
	masters, wrong := mastersOf(text)
	return masters, wrong == ""
}

// mastersOf parses the lines of a key file. It tolerates what an editor adds: a byte order mark of UTF-8, CRLF, spaces, empty
// lines at either end. wrong says which line is not a key, without its content.
func mastersOf(text string) (masters [][]byte, wrong string) {
	n := 0
	for line := range strings.Lines(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))) {
		n++
		line = strings.TrimSpace(line)
		master, err := hex.DecodeString(line)
		var sign hex.InvalidByteError
		switch {
		case strings.HasPrefix(line, "-----BEGIN"):
			return nil, "il tient une clé de certificat, qui va dans SESAME_TLS_KEY, et non celle de la base"
		case strings.Contains(line, "\x00"):
			return nil, "il est en UTF-16 ou n'est pas du texte"
		case line == "":
			return nil, fmt.Sprintf("sa ligne %d est vide", n)
		case len(line) != 2*keyBytes:
			return nil, fmt.Sprintf("sa ligne %d a %d signes, et une clé en a %d", n, utf8.RuneCountInString(line), 2*keyBytes)
		case errors.As(err, &sign):
			return nil, fmt.Sprintf("sa ligne %d a un autre signe que les chiffres 0 à 9 et les lettres a à f", n)
		}
		masters = append(masters, master)
	}
	if len(masters) == 0 {
		return nil, "il est vide"
	}
	return masters, ""
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
