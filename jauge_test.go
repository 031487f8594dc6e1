package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// judged runs « sesame jauge » on these lines, and returns its output and exit status.
func judged(t *testing.T, lines string, args ...string) (said string, status int) {
	t.Helper()
	var out bytes.Buffer
	p := &program{stdin: strings.NewReader(lines), stdout: &out, stderr: &out, now: time.Now, zone: time.UTC}
	status = p.judge(t.Context(), args)
	return out.String(), status
}

func TestPasswordsOfTheStandardInputAreJudgedAndNeverWritten(t *testing.T) {
	said, status := judged(t, "Tracteur2024!\nViolon-girafe-brouette7\n\n"+strings.Repeat("Aa1!", 40)+"\n")
	if status != exitDone {
		t.Fatalf("exit %d: %s", status, said)
	}
	lines := strings.Split(strings.TrimSuffix(said, "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines: %s", len(lines), said)
	}
	for i, want := range []string{"1\tfaible\t", "2\tfort\t", "3\tfaible\t0.0\t", "4\tfaible\t0.0\t"} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %q; want %q…", i+1, lines[i], want)
		}
	}
	if !strings.HasSuffix(lines[0], "\tmot") {
		t.Errorf("the reading is %q", lines[0])
	}
	for _, kept := range []string{"Tracteur", "tracteur", "irafe", "Aa1!"} {
		if strings.Contains(said, kept) {
			t.Errorf("%q is written: %s", kept, said)
		}
	}
}

func TestJudgementsAsJSON(t *testing.T) {
	said, status := judged(t, "Tracteur2024!\n", "--json")
	var j judgement
	if err := json.Unmarshal([]byte(said), &j); err != nil || status != exitDone {
		t.Fatalf("exit %d, %v: %s", status, err, said)
	}
	if j.Line != 1 || j.Level != "faible" || j.Reading != "mot" || j.Guesses <= 1 || j.Guesses >= 8 {
		t.Errorf("%+v", j)
	}
}

func TestALineThatIsNoPasswordIsRefused(t *testing.T) {
	if said, status := judged(t, strings.Repeat("a", longestLine+1)); status != exitRefused || !strings.Contains(said, "un mot de passe par ligne") {
		t.Errorf("exit %d: %s", status, said)
	}
}

// A word that is in no built-in list counts as common if it is in the file of local words.
func TestWordsOfThePlaceAreKnown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mots.txt")
	if err := os.WriteFile(file, []byte("Zwyxqûrkh-les-Kvtz\nGroupement Pfxwqz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const password = "Zwyxqurkhleskvtz7!\n"
	if said, _ := judged(t, password); strings.Contains(said, "faible") {
		t.Errorf("without the file: %s", said)
	}
	if said, _ := judged(t, password, "--words-file", file); !strings.Contains(said, "faible") {
		t.Errorf("with it: %s", said)
	}
	for name, words := range map[string]string{"CSV": "79191;\"Zwyxqûrkh-les-Kvtz\";Deux-Sèvres\r\n79192;Pfxwqz\r\n", "tabs": "Pfxwqz\tZwyxqûrkh-les-Kvtz\tNord\n"} {
		if err := os.WriteFile(file, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, _ := judged(t, password, "--words-file", file); !strings.Contains(said, "faible") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if err := os.WriteFile(file, []byte("PK\x03\x04\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, status := judged(t, password, "--words-file", file); status != exitUsage || !strings.Contains(said, "n'est pas du texte") {
		t.Errorf("a workbook: exit %d, %s", status, said)
	}
	if said, status := judged(t, password, "--words-file", file+"x"); status != exitUsage || !strings.Contains(said, "SESAME_WORDS_FILE") && !strings.Contains(said, "words-file") {
		t.Errorf("a file that is not there: exit %d, %s", status, said)
	}
}
