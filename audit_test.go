package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestTheAuditLogIsVerifiedAndExported(t *testing.T) {
	d := newDesk(t)
	d.runs(exitRefused, "audit", "verify")
	d.says("n'existe pas")
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "import", "adherents", d.path("a.csv")) // changes nothing
	d.runs(exitDone, "import", "paiements", d.file("p.csv", "identifiant,nature,date,montant\nT1,prestation,2026-01-02,\"12,50\"\n"))
	service := d.open() // the log can be read while the service runs
	d.runs(exitDone, "audit", "verify")
	d.says("Journal entier : 2 lignes, la dernière a le numéro 2.")
	now := time.Now()
	err := service.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Secret: "champ3verger", At: now, Until: now.Add(time.Hour)})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.runs(exitDone, "audit", "export")
	if lines := strings.Split(strings.TrimSpace(d.out), "\n"); len(lines) != 3 || !strings.Contains(lines[0], `"event":"import"`) ||
		!strings.Contains(lines[1], `"object":"paiements","numbers":{"added":1,"changed":0,"refused":0}`) ||
		!strings.Contains(lines[2], `"event":"letters-printed","actor":"system","result":"ok","numbers":{"batch":1,"letters":1}`) {
		t.Errorf("exported %s", d.out)
	}
	printed := d.out
	d.runs(exitDone, "audit", "export", d.path("log.jsonl"))
	if d.read("log.jsonl") != printed {
		t.Error("the file is not what was printed")
	}
	if info, err := os.Stat(d.path("log.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	d.runs(exitRefused, "audit", "export", d.path("log.jsonl"))
	d.says("existe déjà")
	for _, args := range [][]string{{"audit"}, {"audit", "read"}, {"audit", "verify", "x"}, {"audit", "export", "x", "y"}, {"audit", "export", "--since", "1:00"}} {
		d.runs(exitUsage, args...)
		d.says("usage : sesame audit")
	}
	d.runs(exitDone, "audit", "verify")
	_, head, _ := strings.Cut(strings.TrimSpace(d.out), "\n")
	if _, err := db.ParseAuditHead(head); err != nil || !strings.HasPrefix(head, "3:") {
		t.Errorf("the head is no line of its own: %s", d.out)
	}
	d.runs(exitDone, "audit", "verify", "--since", head)
	d.says("La ligne 3 est celle que vous avez notée.")
	d.runs(exitRefused, "audit", "verify", "--since", "4"+head[1:])
	d.says("le journal s'arrête avant la ligne 4, que vous avez notée")
	d.runs(exitRefused, "audit", "verify", "--since", "2"+head[1:])
	d.says("la ligne 2 n'est pas celle que vous avez notée")
	d.runs(exitUsage, "audit", "verify", "--since", "3")
	d.says("NUMÉRO:EMPREINTE")
	d.runs(exitDone, "backup", d.path("copy.db"))
	d.says("\n" + head + "\n")
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	good := d.read("sesame.db")
	for name, c := range map[string]struct{ statement, says string }{
		"a changed row": {`DROP TRIGGER audit_is_append_only; UPDATE audit SET reason = 'x' WHERE seq = 2;
			CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`, "rompu à la ligne 2 : cette ligne, ou celle d'avant, n'est pas celle"},
		"a removed row":  {`DELETE FROM audit WHERE seq = 1`, "rompu à la ligne 1 : cette ligne manque"},
		"a removed end":  {`DELETE FROM audit WHERE seq = 3`, "rompu à la ligne 3 : les lignes manquent à partir d'ici. 2 lignes sont entières avant elle."},
		"a changed head": {`UPDATE meta SET audit_head = zeroblob(32)`, "rompu à la ligne 3 : la fin du journal a été changée"},
		"a forged trace": {`INSERT INTO audit_segments VALUES (1, zeroblob(32), zeroblob(32), 0)`, "rompu à la ligne 1 : la trace des mois supprimés"},
	} {
		t.Run(name, func(t *testing.T) {
			d.file("sesame.db", good)
			d.sql(c.statement)
			d.runs(exitRefused, "audit", "verify")
			d.says(c.says)
		})
	}
}
