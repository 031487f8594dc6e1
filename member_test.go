package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

const oneMember = "identifiant;categorie;civilite;nom;prenom;adresse5;adresse6;email;portable\n" +
	"2850386123456;particulier;Madame;DUPONT;Marie;4 rue Haute;86000 POITIERS;marie@poitou.example;06 39 98 10 01\n"

// withMember makes a database with one member.
func withMember(t *testing.T) *desk {
	d := newDesk(t)
	d.install()
	d.runs(exitDone, "import", "adherents", d.file("adherents.csv", oneMember))
	return d
}

func (d *desk) status() (s db.Status) {
	d.t.Helper()
	id, err := account.ParseIdentifier("2850386123456")
	if err != nil {
		d.t.Fatal(err)
	}
	database := d.open()
	m, err := database.MemberByKey(d.t.Context(), database.Keys().IdentifierKey(id))
	if err != nil {
		d.t.Fatal(err)
	}
	return m.Status
}

func TestTheLifeOfAnAccountIsDecidedByCommand(t *testing.T) {
	d := withMember(t)
	const id = "2 85 03 86 123 456"
	d.runs(exitDone, "member", "show", id, "--reason", "ticket 12")
	d.says("DUPONT", "Espace privé", "ouvert", "aucun", "m••")
	for _, whole := range []string{"2850386123456", "marie@poitou.example", "0639981001", "06 39 98 10 01"} {
		if strings.Contains(d.out+d.err, whole) {
			t.Errorf("it shows %s:\n%s", whole, d.out)
		}
	}
	d.runs(exitRefused, "member", "resume", id, "--reason", "ticket 12")
	d.says("il n'y a rien à rétablir")
	d.runs(exitDone, "member", "suspend", id, "--reason", "ticket 12")
	if s := d.status(); s.State != db.StateSuspended || s.By != "system" {
		t.Errorf("%+v", s)
	}
	d.runs(exitDone, "member", "show", id, "--reason", "ticket 12")
	d.says("suspendu depuis le")
	d.runs(exitRefused, "member", "suspend", id, "--reason", "ticket 12")
	d.says("déjà suspendu")
	d.runs(exitDone, "member", "resume", id, "--reason", "ticket 12")
	d.runs(exitRefused, "member", "reopen", id, "--reason", "ticket 12")
	d.says("Cet espace privé est ouvert : il n'y a rien à rouvrir")
	d.runs(exitDone, "member", "close", id, "--reason", "avis reçu", "--cause", "depart")
	if s := d.status(); s.State != db.StateClosed || s.Cause != db.Left {
		t.Errorf("%+v", s)
	}
	d.runs(exitRefused, "member", "close", id, "--reason", "avis reçu")
	d.runs(exitDone, "member", "reopen", id, "--reason", "erreur")
	if s := d.status(); s.State != "" {
		t.Errorf("%+v", s)
	}
	d.runs(exitDone, "audit", "export")
	d.says(`"event":"member-seen"`, `"event":"member-suspended"`, `"event":"member-resumed"`, `"event":"member-closed"`, `"event":"member-reopened"`, `"note":"avis reçu"`)
}

func TestAnActOnAMemberThatCannotBeDoneChangesNothing(t *testing.T) {
	d := withMember(t)
	d.runs(exitRefused, "member", "suspend", "TIERS9", "--reason", "ticket 12")
	d.says("aucun adhérent n'a cet identifiant")
	d.runs(exitRefused, "member", "suspend", "2850386123456", "--reason", "Madame Dupont le demande")
	d.says("--reason")
	for _, args := range [][]string{{"suspend", "2850386123456"}, {"suspend", "2850386123456", "--reason", " "}, {"suspend", "--reason", "x"}, {"burn", "2850386123456", "--reason", "x"},
		{"suspend", "marie@poitou.example", "--reason", "x"}, {"suspend", "2850386123456", "--reason", "x", "--cause", "deces"}, {"close", "2850386123456", "--reason", "x", "--cause", "double"}} {
		d.runs(exitUsage, append([]string{"member"}, args...)...)
	}
	database := d.open()
	err := database.BetweenImports(t.Context(), time.Now(), func() error {
		d.runs(exitRefused, "member", "suspend", "2850386123456", "--reason", "ticket 12")
		d.says("un fichier du système de gestion est au travail")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if s := d.status(); s.State != "" {
		t.Errorf("%+v", s)
	}
}

func TestAnIdentifierIsReadFromTheStandardInput(t *testing.T) {
	p := &program{stdin: strings.NewReader("2 85 03 86 123 456\nTIERS1\n")}
	id, err := p.identifier("-")
	if err != nil || id.Value != "2850386123456" {
		t.Errorf("%v, %v", id, err)
	}
}

func TestWhatIsHeldAboutAMemberIsWrittenDown(t *testing.T) {
	d := withMember(t)
	const id = "2850386123456"
	d.runs(exitDone, "import", "paiements", d.file("paiements.csv", "identifiant;nature;date;montant\n"+id+";prestation;2026-11-03;120,50\n"))
	file := d.path("donnees.json")
	d.runs(exitDone, "member", "export", id, file, "--reason", "demande du 12")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	var held struct {
		Identite    map[string]any   `json:"identite"`
		Coordonnees []map[string]any `json:"coordonnees"`
		Paiements   []map[string]any `json:"paiements"`
		Journal     []map[string]any `json:"journal"`
	}
	content := d.read("donnees.json")
	if err := json.Unmarshal([]byte(content), &held); err != nil {
		t.Fatal(err)
	}
	if held.Identite["identifiant"] != id || held.Identite["nom"] != "DUPONT" || len(held.Coordonnees) != 2 || held.Coordonnees[0]["valeur"] != "marie@poitou.example" ||
		len(held.Paiements) != 1 || held.Paiements[0]["date"] != "2026-11-03" || len(held.Journal) == 0 {
		t.Errorf("it holds\n%s", content)
	}
	d.runs(exitRefused, "member", "export", id, file, "--reason", "demande du 12")
	d.says("existe déjà")
	if d.read("donnees.json") != content {
		t.Error("the file was written over")
	}
	d.runs(exitUsage, "member", "export", id, "--reason", "demande du 12")
	d.runs(exitDone, "audit", "export")
	if n := strings.Count(d.out, `"event":"member-exported"`); n != 1 {
		t.Errorf("noted %d times", n)
	}
}

func TestAMemberIsErasedByCommand(t *testing.T) {
	d := withMember(t)
	const id = "2850386123456"
	d.runs(exitRefused, "member", "erase", id, "--reason", "demande du 12")
	d.says("rien n'est effacé", "--yes")
	if !d.knows(id) {
		t.Fatal("erased without being asked twice")
	}
	d.runs(exitUsage, "member", "suspend", id, "--reason", "demande du 12", "--yes")
	d.runs(exitDone, "member", "erase", id, "--reason", "demande du 12", "--yes")
	d.says("L'adhérent est effacé", "Le prochain fichier")
	if d.knows(id) {
		t.Error("still there")
	}
	d.runs(exitRefused, "member", "erase", id, "--reason", "demande du 12", "--yes")
	d.says("aucun adhérent n'a cet identifiant")
	d.runs(exitDone, "audit", "verify")
	d.runs(exitDone, "audit", "export")
	d.says(`"event":"member-erased"`)
}

func TestTheEndOfTheIdentifierIsTypedBeforeAMemberIsErased(t *testing.T) {
	m := &memberCommand{id: account.Identifier{Kind: account.Tiers, Value: "TIERS1"}}
	for typed, meant := range map[string]bool{"ERS1": true, "ers1": true, "TIERS1": false, "": false, "1": false} {
		if m.meant(typed) != meant {
			t.Errorf("%q", typed)
		}
	}
}
