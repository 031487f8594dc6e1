package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/files"
)

// desk is an operator's working directory with a database, and the output of the last command.
type desk struct {
	t        *testing.T
	dir      string
	out, err string
}

func newDesk(t *testing.T) *desk { return &desk{t: t, dir: t.TempDir()} }

// runs runs a command and fails unless it has this exit status.
func (d *desk) runs(want int, args ...string) {
	d.t.Helper()
	var out, err bytes.Buffer
	got := Main(d.t.Context(), args, append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080"}, caisse...), &out, &err)
	d.out, d.err = out.String(), err.String()
	if got != want {
		d.t.Fatalf("sesame %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, want, d.out, d.err)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *desk) file(name, content string) string {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return d.path(name)
}

func (d *desk) read(name string) string {
	d.t.Helper()
	content, err := os.ReadFile(d.path(name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(content)
}

func (d *desk) says(words ...string) {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(d.out+d.err, w) {
			d.t.Errorf("it does not say %q:\n%s%s", w, d.out, d.err)
		}
	}
}

func (d *desk) database() files.Database {
	return (&program{zone: paris()}).database(&config{DB: d.path("sesame.db")})
}

// install makes an empty database, as the first start of the service does.
func (d *desk) install() {
	d.t.Helper()
	made, err := d.database().Open(d.t.Context(), true)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := made.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// open opens the database as the service does.
func (d *desk) open() *db.DB {
	d.t.Helper()
	found, err := d.database().Open(d.t.Context(), false)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = found.Close() })
	return found
}

// knows reports whether the database has a member with this identifier.
func (d *desk) knows(identifier string) bool {
	d.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		d.t.Fatal(err)
	}
	database := d.open()
	_, err = database.MemberByKey(d.t.Context(), database.Keys().IdentifierKey(id))
	return err == nil
}

// sql changes the database without the program, as a thief would.
func (d *desk) sql(statements string) {
	d.t.Helper()
	raw, err := sql.Open("sqlite3", d.path("sesame.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(statements); err != nil {
		d.t.Fatal(err)
	}
}

const (
	goodMembers = "identifiant;categorie;nom;adresse6;email\nT1;tiers;Aubert;86000 POITIERS;a@poitou.example\n"
	badMembers  = goodMembers + "T2;tiers;Bernard;86000 POITIERS;b@poitou.example\nT3;tiers;;86000 POITIERS;\"c;d\"\n"
)

func TestTheProgramSaysWhatItIs(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "version")
	d.says("sesame ", "commit ", "SQLite 3.")
	said := d.out
	d.runs(exitDone, "--version")
	if d.out != said {
		t.Errorf("--version says %q", d.out)
	}
	d.runs(exitUsage, "import", "undo", "-1")
	if d.err != "sesame : l'option --1 est inconnue.\n" {
		t.Error(d.err)
	}
	d.runs(exitDone, "--help")
	for _, c := range commands {
		d.says("  " + c.name + " ")
	}
	d.runs(exitUsage, "agents", "add", "x")
	d.says("la commande « agents » est inconnue. Vouliez-vous dire « sesame agent » ?")
	for _, c := range commands {
		d.runs(exitDone, c.name, "--help")
		d.says("Usage : sesame " + c.name)
		d.runs(exitUsage, c.name, "--bogus")
		d.says("l'option --bogus est inconnue")
	}
}

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
			d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
			d.sql(c.spoil)
			before := d.read("sesame.db")
			for _, command := range [][]string{serving, {"import", "adherents", d.path("a.csv")}, {"agent", "add", "cpetit"}, {"backup", d.path("b.db")},
				{"audit", "verify"}, {"key", "rotate"}, {"courriers", d.path("c.pdf")}} {
				d.runs(exitRefused, command...)
				d.says(c.says...)
			}
			d.runs(exitRefused, "restore", "--yes", d.path("sesame.db"))
			d.says("Rien n'a été changé.")
			if d.read("sesame.db") != before {
				t.Error("the database was changed")
			}
		})
	}
}

func TestCommandsLeaveTheMigrationToTheService(t *testing.T) {
	d := newDesk(t)
	dbtest.Released(t, d.dir, 3)
	before := d.read("sesame.db")
	for _, command := range [][]string{{"import", "adherents", d.file("a.csv", goodMembers)}, {"import", "--new-database", "adherents", d.path("a.csv")},
		{"agent", "add", "cpetit"}, {"agent", "list"}, {"courriers", d.path("c.pdf")}, {"backup", d.path("b.db")}, {"audit", "verify"}, {"key", "rotate"}} {
		d.runs(exitRefused, command...)
		d.says(fmt.Sprintf("est au schéma 3 et ce programme travaille avec le schéma %d. Démarrez le service (« sesame serve »)", db.SchemaVersion()))
	}
	d.runs(exitRefused, "demo", "--listen", "127.0.0.1:0", "--db", d.path("sesame.db"))
	d.says("est au schéma 3, et la démonstration ne met pas de base à jour. Donnez à --db un fichier qui n'existe pas")
	if d.read("sesame.db") != before {
		t.Error("the database was changed")
	}
	d.runs(exitDone, "restore", "--yes", d.file("copy.db", before))
	d.says("24 adhérents", fmt.Sprintf("Elle était au schéma 3 ; elle a été mise à jour au schéma %d.", db.SchemaVersion()))
	d.runs(exitDone, "agent", "list")
	d.says(dbtest.Agent)
}

func TestMostCommandsDoNotMakeADatabase(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte(goodMembers), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "base")
	if err := os.Mkdir(whole, 0o700); err != nil {
		t.Fatal(err)
	}
	d.runs(exitRefused, "agent", "list", "--db", whole)
	d.says("SESAME_DB : " + whole + " est un dossier ; donnez le fichier de la base")
	for _, command := range [][]string{{"import", "adherents", file}, {"agent", "add", "cpetit"}, {"agent", "list"}, {"client", "list"}, {"courriers", d.path("c.pdf")},
		{"backup", d.path("b.db")}, {"audit", "verify"}, {"audit", "export"}, {"key", "rotate"}} {
		d.runs(exitRefused, command...)
		d.says("sesame.db n'existe pas. Vérifiez SESAME_DB", "« sesame serve »", "--new-database")
		if made, err := os.ReadDir(d.dir); err != nil || len(made) != 0 {
			t.Fatalf("%q has made %v, %v", command, made, err)
		}
	}
	d.runs(exitDone, "import", "adherents", file, "--new-database")
	d.runs(exitDone, "import", "adherents", file)
	d.says("1 inchangée")
}

func TestTheEmbeddedHourOfParisIsTheOneOfTheMachine(t *testing.T) {
	embedded, err := time.LoadLocationFromTZData("Europe/Paris", parisZone)
	if err != nil {
		t.Fatal(err)
	}
	for day := time.Date(1970, 1, 1, 0, 30, 0, 0, time.UTC); day.Year() < 2060; day = day.Add(23 * time.Hour) {
		if got, want := day.In(embedded).Format(time.DateTime), day.In(paris()).Format(time.DateTime); got != want {
			t.Fatalf("%s is %s, want %s", day, got, want)
		}
	}
	if hour := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(embedded).Hour(); hour != 14 {
		t.Errorf("noon in Greenwich is %d in a Paris summer", hour)
	}
}
