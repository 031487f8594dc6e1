package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesThatOthersMayReadAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		database, key, secrets os.FileMode
		says, mend             string // empty: all is well
	}{
		"all is well":            {0o600, 0o600, 0o640, "", ""},
		"credentials of systemd": {0o600, 0o600, 0o440, "", ""},
		"the database":           {0o644, 0o600, 0o640, "sesame.db se lit par d'autres comptes (mode 0644)", "chmod 600 "},
		"the key, by the group":  {0o600, 0o640, 0o640, "sesame.key se lit par d'autres comptes (mode 0640)", "chmod 600 "},
		"the configuration":      {0o600, 0o600, 0o644, "sesame.env se lit par tous les comptes (mode 0644)", "chmod 640 "},
		"several":                {0o644, 0o644, 0o644, "sesame.env se lit par tous", "chmod 600 pour la base, la clé et les copies"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			made := func(name string, mode os.FileMode) string {
				path := filepath.Join(dir, name)
				if err := os.WriteFile(path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, mode); err != nil {
					t.Fatal(err)
				}
				return path
			}
			d := &Doctor{DBPath: made("sesame.db", c.database), KeyPath: made("sesame.key", c.key), Secrets: []string{made("sesame.env", c.secrets), filepath.Join(dir, "absent")}}
			f := d.private(t.Context())
			if (f.State == OK) != (c.says == "") || !strings.Contains(f.Says, c.says) || !strings.HasPrefix(f.Mend, c.mend) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestCopiesThatOthersMayReadAreTold(t *testing.T) {
	dir := t.TempDir()
	d := &Doctor{DBPath: filepath.Join(dir, "absent.db"), KeyPath: filepath.Join(dir, "absent.key"), BackupDir: dir}
	name := func(i int) string { return filepath.Join(dir, "copie"+string(rune('a'+i))+".db") }
	for i := range 7 {
		if err := os.WriteFile(name(i), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if f := d.Private(); f.State != OK {
		t.Errorf("of copies that are private: %+v", f)
	}
	if err := os.Chmod(name(6), 0o640); err != nil {
		t.Fatal(err)
	}
	if f := d.Private(); f.State != Failed || f.Mend != "chmod 600 "+name(6) {
		t.Errorf("of one that is not: %+v", f)
	}
	for i := range 7 {
		if err := os.Chmod(name(i), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if f := d.Private(); !strings.HasSuffix(f.Says, " ; et 2 autres") {
		t.Errorf("of seven: %+v", f)
	}
}

func TestFilesOfAnotherAccountAreTold(t *testing.T) {
	if os.Getuid() != 0 {
		return // nobody else's files can be made
	}
	const another = 65534
	for _, name := range []string{"sesame.db", "sesame.db-wal", "sesame.db-shm", "sesame.db-left", "sesame.db.lock"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			d := &Doctor{DBPath: filepath.Join(dir, "sesame.db"), KeyPath: filepath.Join(dir, "sesame.key")}
			for _, path := range []string{d.DBPath, d.KeyPath, filepath.Join(dir, name)} {
				if err := os.WriteFile(path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if f := d.Private(); f.State != OK {
				t.Errorf("of files of one account: %+v", f)
			}
			strange := filepath.Join(dir, name)
			if err := os.Chown(strange, another, another); err != nil {
				t.Fatal(err)
			}
			if f := d.Private(); f.State != Failed || !strings.HasPrefix(f.Says, strange+" et ") || !strings.HasSuffix(f.Mend, " "+strange+" »") {
				t.Errorf("of one of another account: %+v", f)
			}
		})
	}
}
