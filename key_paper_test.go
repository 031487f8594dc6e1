package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sesame/account/keywords"
)

// squares returns the text of a sheet's QR codes, as a camera reads it.
func squares(t *testing.T, sheet string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "page")
	if out, err := exec.Command("pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", sheet, page).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	text, err := exec.Command("zbarimg", "--quiet", page+".png").Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return string(text)
}

func TestTheKeyIsPutOnPaperAndComesBackFromIt(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitUsage, "key", "show")
	d.says("sesame key show --paper FICHIER.pdf")
	d.runs(exitDone, "backup", d.path("before.db"))
	d.runs(exitDone, "key", "show", "--paper", d.path("first.pdf"))
	d.says("enfermez-la")
	d.runs(exitDone, "key", "rotate")
	d.runs(exitDone, "key", "show", "--paper", d.path("key.pdf"))
	d.runs(exitRefused, "key", "show", "--paper", d.path("key.pdf"))
	d.says("existe déjà")
	if info, err := os.Stat(d.path("key.pdf")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	d.runs(exitDone, "audit", "export", d.path("log.jsonl"))
	if log := d.read("log.jsonl"); strings.Count(log, `"key-printed"`) != 2 || !strings.Contains(log, `"keys":2`) {
		t.Errorf("the log is %s", log)
	}
	good := d.read("sesame.key")
	text := squares(t, d.path("key.pdf"))
	keys, err := keywords.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for i, key := range keys {
		words = append(words, keywords.Words(byte(i+1), key)...)
	}
	typed := strings.Join(words, "\n")
	with := func(n int, word string) string {
		changed := slices.Clone(words)
		changed[n] = word
		return strings.Join(changed, "\n")
	}
	other := func(word string) string {
		return words[slices.IndexFunc(words, func(w string) bool { return w != word })]
	}
	sheet := d.read("key.pdf")
	if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(sheet, w) }) {
		t.Error("the words can be read without unpacking the file")
	}

	d.runs(exitRefused, "key", "restore", d.file("words.txt", typed))
	d.says("ouvre déjà la base", "Rien n'a été changé")

	lose := func() {
		t.Helper()
		if err := os.Remove(d.path("sesame.key")); err != nil {
			t.Fatal(err)
		}
	}
	lose()
	for name, c := range map[string]struct{ text, says string }{
		"a wrong word":         {with(5, other(words[5])), "clé 1 : le mot 6 (ligne 2) n'est pas celui de la feuille"},
		"a word of no list":    {with(28, "xylophage"), "clé 2 : le mot 1 (ligne 1) n'est pas celui de la feuille"},
		"one key of two":       {strings.Join(words[:28], " "), "il faut la feuille imprimée depuis"},
		"the second alone":     {strings.Join(words[28:], " "), "la clé 1 manque"},
		"a word too few":       {strings.Join(words[:27], " "), "il manque des mots : une clé en a 28, sur 7 lignes"},
		"nothing":              {" \n", "il n'y a aucun mot"},
		"a square cut short":   {text[:60], "le texte d'un carré n'est pas entier"},
		"the sheet of another": {strings.Join(keywords.Words(1, []byte(strings.Repeat("k", 32))), " "), "cette clé n'est pas celle de la base"},
	} {
		d.runs(exitRefused, "key", "restore", d.file("words.txt", c.text))
		d.says(c.says, "Rien n'a été changé")
		if _, err := os.Stat(d.path("sesame.key")); err == nil {
			t.Fatalf("%s: a key was written", name)
		}
	}

	for name, text := range map[string]string{"words": strings.ToUpper(typed), "squares": text, "a copy of the key file": "\ufeff" + strings.ReplaceAll(good, "\n", "\r\n")} {
		d.runs(exitDone, "key", "restore", d.file("words.txt", text))
		d.says("clé remise en place. Elle ouvre la base")
		if d.read("sesame.key") != good || !d.knows("T1") {
			t.Errorf("%s: the key is another one", name)
		}
		if info, err := os.Stat(d.path("sesame.key")); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		lose()
	}

	d.file("sesame.key", strings.Repeat("ab", 32)+"\n")
	d.runs(exitDone, "key", "restore", d.file("words.txt", typed))
	d.says("qui n'ouvrait pas la base, est gardé : "+d.path("sesame.key")+".avant-restauration-", "clé remise en place")
	if d.read("sesame.key") != good {
		t.Error("the key is another one")
	}

	if err := os.Rename(d.path("sesame.db"), d.path("away.db")); err != nil {
		t.Fatal(err)
	}
	d.runs(exitRefused, "key", "restore", d.path("words.txt"))
	d.says("pas de base pour dire s'il est juste")
	lose()
	d.runs(exitDone, "key", "restore", d.path("words.txt"))
	d.says("pour l'essayer")
	d.runs(exitDone, "restore", "--yes", d.path("before.db"))
}
