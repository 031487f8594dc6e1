package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fromFile configures a command by a file with this text, in the given environment.
func fromFile(t *testing.T, o options, text string, env ...string) (*config, string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sesame.env")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &program{env: append(env, "SESAME_CONFIG="+path), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now}
	c, _, err := p.configure(nil, o)
	return c, path, err
}

func TestTheConfigurationFileHoldsForEveryCommand(t *testing.T) {
	text := strings.Join(enough[:3], "\n") + `
# a comment
; another one
SESAME_DB=/var/lib/sesame/sesame.db
SESAME_CAISSE_NAME="MSA \"Poitou\""
 SESAME_CAISSE_HOURS = 'du lundi au vendredi, "9 h"'
SESAME_CAISSE_ADDRESS=1 rue du Test, \
   86000 Poitiers
SESAME_CAISSE_PHONE=3646
SESAME_CAISSE_SITE=https://www.poitou.example
SESAME_CAISSE_CONTACT_EMAIL=contact@poitou.example
PATH=/elsewhere
`
	t.Run("as systemd reads it", func(t *testing.T) {
		c, _, err := fromFile(t, all, text)
		if err != nil {
			t.Fatal(err)
		}
		if c.DB != "/var/lib/sesame/sesame.db" || c.Caisse.Name != `MSA "Poitou"` || c.Caisse.Hours != `du lundi au vendredi, "9 h"` || c.Caisse.Address != "1 rue du Test, 86000 Poitiers" {
			t.Errorf("%+v", c.Caisse)
		}
	})
	t.Run("a command that needs a part", func(t *testing.T) {
		c, _, err := fromFile(t, options{command: "backup", settings: only("SESAME_DB", "SESAME_KEY_FILE")}, text)
		if err != nil || c.DB != "/var/lib/sesame/sesame.db" {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("the environment wins, a secret's file over its value too", func(t *testing.T) {
		secret := filepath.Join(t.TempDir(), "smtp")
		if err := os.WriteFile(secret, []byte("smtp://other.example:25?tls=none\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _, err := fromFile(t, all, text, "SESAME_DB=/tmp/other.db", "SESAME_SMTP_URL_FILE="+secret)
		if err != nil || c.DB != "/tmp/other.db" || !strings.Contains(c.SMTPURL, "other.example") {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("each mistake is told with its line", func(t *testing.T) {
		_, path, err := fromFile(t, all, text+"SESAME_CODE_DIGITS=3\nSESAME_COULEUR=vert\n")
		for _, want := range []string{"SESAME_CODE_DIGITS", path + ", ligne 15", "SESAME_COULEUR", path + ", ligne 16"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %q", err, want)
			}
		}
		_, path, err = fromFile(t, all, "export SESAME_DB=x\nnothing\n"+text)
		for _, want := range []string{path + ", ligne 1 ", path + ", ligne 2 "} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %q", err, want)
			}
		}
	})
	t.Run("an option wins, and is not told as the file's", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "sesame.env")
		if err := os.WriteFile(path, []byte(text+"SESAME_CODE_DIGITS=6\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p := &program{env: []string{"SESAME_CONFIG=" + path}, stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now}
		if _, _, err := p.configure([]string{"--code-digits=3"}, all); err == nil || strings.Contains(err.Error(), "ligne") {
			t.Errorf("%v", err)
		}
	})
	t.Run("a file that is not there", func(t *testing.T) {
		p := &program{env: []string{"SESAME_CONFIG=/nowhere/sesame.env"}, stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now}
		if _, _, err := p.configure(nil, all); err == nil || !strings.Contains(err.Error(), "/nowhere/sesame.env ne peut pas être lue") || strings.Contains(err.Error(), "exigé") {
			t.Errorf("it is not the one thing that is told: %v", err)
		}
	})
}
