package main

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// The operator reads in French why a file that a command names cannot be read or written, whatever the error of the system.
func TestPathsThatDoNotFitAreToldInFrench(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	identifier := strings.SplitN(strings.SplitN(goodMembers, "\n", 3)[1], ";", 2)[0]
	database := d.open()
	now := time.Now()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	file, folder := d.file("file", ""), d.path("nowhere")
	for _, c := range []struct {
		does string
		args []string
		exit int
	}{
		{"courriers", []string{"courriers", "%"}, exitRefused},
		{"export", []string{"export", "contacts", "%"}, exitRefused},
		{"audit", []string{"audit", "export", "%"}, exitRefused},
		{"backup", []string{"backup", "%"}, exitRefused},
		{"member", []string{"member", "export", identifier, "%", "--reason", "demande de la personne"}, exitRefused},
		{"mbox", []string{"rebond", "--mbox", "%"}, exitLater},
		{"maildir", []string{"rebond", "--maildir", "%"}, exitLater},
		{"import", []string{"import", "adherents", "%"}, exitRefused},
	} {
		for path, says := range map[string]string{folder + "/x": "n'existe pas", file + "/x": "comme si c'était un dossier"} {
			var args []string
			for _, a := range c.args {
				args = append(args, strings.ReplaceAll(a, "%", path))
			}
			d.runs(c.exit, args...)
			d.says(says)
			if got := d.err; strings.Contains(got, "no such") || strings.Contains(got, "not a directory") {
				t.Errorf("%s %s: %s", c.does, path, got)
			}
		}
	}
	d.runs(exitDone, "agent", "list", "--db", "/"+d.path("sesame.db")) // two slashes name the same file as one
	d.runs(exitUsage, "rebond", "x")
	if got := d.err; !strings.HasSuffix(got, "sesame rebond.\n") {
		t.Errorf("the usage of a command without words: %q", got)
	}
}
