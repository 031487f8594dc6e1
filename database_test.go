package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestADatabaseThatDoesNotFitIsRefusedWithItsMend(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		says  []string
	}{
		"of a newer version":   {`PRAGMA user_version = 1000`, []string{"est au schéma 1000, celui d'une version plus récente", "Installez la version plus récente."}},
		"of before the first":  {`PRAGMA user_version = 2`, []string{"est au schéma 2, d'avant la première version publiée", "commencez une base neuve."}},
		"with a table missing": {`DROP TABLE imports`, []string{"ne sont pas celles d'une version publiée", "Rien n'y a été écrit."}},
		"of another program":   {`PRAGMA user_version = 0`, []string{"ne sont pas celles d'une version publiée", "Vérifiez SESAME_DB"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
			d.sql(c.spoil)
			before := d.read("sesame.db")
			for _, command := range [][]string{serving, {"import", "adherents", d.path("a.csv")}, {"agent", "add", "cpetit"}, {"backup", d.path("b.db")},
				{"audit", "verify"}, {"key", "rotate"}, {"courriers", d.path("c.pdf")}} {
				d.runs(exitRefused, command...)
				d.says(c.says...)
			}
			d.runs(exitRefused, "restore", d.path("sesame.db"))
			d.says("Rien n'a été changé.")
			if d.read("sesame.db") != before {
				t.Error("the database was changed")
			}
		})
	}
}

func TestTheNewestCopyFromBeforeAMigrationIsNamedToWhoGoesBack(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
	d.sql(`PRAGMA user_version = 1000`)
	first := fmt.Sprintf("sesame.db.avant-migration-%d", db.SchemaVersion())
	for n, name := range []string{first, first + "-2"} {
		at := time.Unix(int64(1000*(n+1)), 0)
		if err := os.Chtimes(d.file(name, ""), at, at); err != nil {
			t.Fatal(err)
		}
	}
	d.runs(exitRefused, serving...)
	d.says("perdre ce qui s'est fait depuis", "« sesame restore "+d.path(first)+"-2 »")
}

func TestACopyIsNeverOverwrittenAndTheSameOneIsKeptOnce(t *testing.T) {
	d := newDesk(t)
	keep := func(content string) string {
		t.Helper()
		kept, err := keepCopy(d.path("sesame.db"), 3, func(path string) error { return os.WriteFile(path, []byte(content), 0o600) })
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 || d.read(strings.TrimPrefix(kept, d.dir+"/")) != content {
			t.Errorf("%s: %v, %v", kept, info, err)
		}
		return strings.TrimPrefix(kept, d.dir+"/")
	}
	long := strings.Repeat("x", 3<<20)
	for _, c := range []struct{ content, name string }{
		{long, "sesame.db.avant-migration-3"}, {long + "y", "sesame.db.avant-migration-3-2"}, {long, "sesame.db.avant-migration-3"},
		{long[1:], "sesame.db.avant-migration-3-3"}, {long + "y", "sesame.db.avant-migration-3-2"},
	} {
		if got := keep(c.content); got != c.name {
			t.Errorf("kept as %s, want %s", got, c.name)
		}
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 3 {
		t.Errorf("%v, %v", left, err)
	}
}
