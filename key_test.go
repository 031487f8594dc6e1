package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// serving is the command that starts the service on free ports; it ends at once if it refuses to start.
var serving = []string{"serve", "--base-url", "http://localhost:8080", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0",
	"--smtp-url", "smtp://127.0.0.1:1?tls=none", "--smtp-from", "Espace <ne-pas-repondre@caisse.example>"}

func TestADatabaseNeverGetsANewKey(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	key := d.path("sesame.key")
	good, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func() error
		says  string
	}{
		"lost":                {func() error { return os.Remove(key) }, "est introuvable alors que la base"},
		"readable by others":  {func() error { return os.Chmod(key, 0o640) }, "chmod 600"},
		"too short":           {func() error { return os.WriteFile(key, good[:20], 0o600) }, "est abîmé"},
		"of another database": {func() error { return os.WriteFile(key, []byte(strings.Repeat("ab", 32)+"\n"), 0o600) }, "n'est pas celle de la base"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			d.runs(exitRefused, "import", "adherents", d.path("a.csv"))
			d.says(c.says)
			d.file("sesame.key", string(good))
			if err := os.Chmod(key, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
	d.runs(exitDone, "import", "adherents", d.path("a.csv"))
}

func TestTheKeyIsRotatedWithTheServiceStopped(t *testing.T) {
	d := newDesk(t)
	d.runs(exitRefused, "key", "rotate")
	d.says("n'existe pas")
	d.runs(exitUsage, "key", "turn")
	d.says("usage : sesame key rotate", "sesame key show --paper")
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "backup", d.path("before.db"))
	first := d.read("sesame.key")

	service := d.open()
	d.runs(exitRefused, "key", "rotate")
	d.says("arrêtez d'abord le service", "Rien n'a été changé.")
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	if d.read("sesame.key") != first {
		t.Error("a refused rotation changed the key file")
	}
	d.runs(exitDone, "key", "rotate")
	d.says("la ligne 2 de")
	d.runs(exitDone, "key", "rotate")
	d.says("la ligne 3 de")
	all := d.read("sesame.key")
	if !strings.HasPrefix(all, first) || strings.Count(all, "\n") != 3 {
		t.Errorf("the key file has %d lines", strings.Count(all, "\n"))
	}
	lines := strings.Fields(all)
	if slices.Sort(lines); len(slices.Compact(lines)) != 3 {
		t.Error("a new key is one of before")
	}
	if info, err := os.Stat(d.path("sesame.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 4 { // the file of members, the copy, the database, its key
		t.Errorf("%v, %v", left, err)
	}
	d.runs(exitDone, "import", "adherents", d.path("a.csv"))
	d.says("1 inchangée")
	d.runs(exitDone, "audit", "verify")
	d.says("Journal entier : 3 lignes") // an import, two rotations

	d.runs(exitDone, "restore", "--yes", d.path("before.db"))
	if !d.knows("T1") {
		t.Error("a copy from before the rotation does not open")
	}
}

func TestAKeyFileThatDoesNotFitIsTold(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "key", "rotate")
	good := d.read("sesame.key")
	first, second, _ := strings.Cut(good, "\n")
	other := strings.Repeat("ab", 32) + "\n"
	for name, c := range map[string]struct{ content, says string }{
		"lost":                      {"", "est introuvable alors que la base"},
		"of before the rotation":    {first + "\n", "n'est pas celle de la base"},
		"the new key alone":         {second, "n'est pas celle de la base"},
		"lines in the wrong order":  {second + first + "\n", "n'est pas celle de la base"},
		"of another database":       {other, "n'est pas celle de la base"},
		"another second line":       {first + "\n" + other, "n'est pas celle de la base"},
		"cut in its first line":     {good[:20], "est abîmé : sa ligne 1 a 20 signes, et une clé en a 64"},
		"cut in its second line":    {good[:100], "est abîmé : sa ligne 2 a 35 signes, et une clé en a 64"},
		"one byte short":            {good[:len(good)-2], "est abîmé : sa ligne 2 a 63 signes"},
		"empty but for an end line": {"\n", "est abîmé : il est vide"},
		"not hexadecimal":           {strings.Repeat("z", 64) + "\n", "est abîmé : sa ligne 1 a un autre signe que les chiffres 0 à 9 et les lettres a à f"},
		"an empty line between":     {first + "\n\n" + second, "est abîmé : sa ligne 2 est vide"},
		"two keys on one line":      {first + " " + second, "est abîmé : sa ligne 1 a 129 signes"},
		"a certificate's":           {"-----BEGIN PRIVATE KEY-----\n", "est abîmé : il tient une clé de certificat, qui va dans SESAME_TLS_KEY"},
		"in UTF-16":                 {"\xff\xfea\x00b\x00", "est abîmé : il est en UTF-16 ou n'est pas du texte"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.Remove(d.path("sesame.key")); err != nil {
				t.Fatal(err)
			}
			if c.content != "" {
				d.file("sesame.key", c.content)
			}
			before := d.read("sesame.db")
			for _, command := range [][]string{serving, {"key", "rotate"}, {"audit", "verify"}, {"import", "adherents", d.path("a.csv")}, {"backup", d.path("b.db")}} {
				d.runs(exitRefused, command...)
				d.says(c.says, "emettez") // and what to do: « remettez… »
			}
			if d.read("sesame.db") != before {
				t.Error("the database was changed")
			}
			d.file("sesame.key", good)
		})
	}
	d.file("sesame.key", "\ufeff "+strings.ReplaceAll(strings.ToUpper(good), "\n", " \r\n")+"\r\n")
	if !d.knows("T1") {
		t.Error("a key file that went through another system does not open")
	}
}
