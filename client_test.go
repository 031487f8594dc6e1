package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// credentials matches the lines that the command writes to its standard output, which other programs read.
var credentials = regexp.MustCompile(`^client_id: ([a-z2-7]{26})\n(?:client_secret: ([a-z2-7]{26})\n)?$`)

// gives runs a command that prints credentials, and returns them.
func (d *desk) gives(args ...string) (clientID, secret string) {
	d.t.Helper()
	d.runs(exitDone, args...)
	found := credentials.FindStringSubmatch(d.out)
	if found == nil {
		d.t.Fatalf("no credentials in:\n%s", d.out)
	}
	return found[1], found[2]
}

// opens reports whether the client of this name has this client_id and this secret.
func (d *desk) opens(name, clientID, secret string) bool {
	d.t.Helper()
	file := d.open()
	c, err := file.ClientByName(d.t.Context(), name)
	if err != nil {
		d.t.Fatal(err)
	}
	right, err := file.IsClientSecret(d.t.Context(), c, secret)
	if err != nil {
		d.t.Fatal(err)
	}
	return right && c.ClientID == clientID
}

func TestClientsAreAddedByCommand(t *testing.T) {
	t.Run("with options after the name; the secret opens, and stands neither in the database nor in the log", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		clientID, secret := d.gives("client", "add", "Portail", "--redirect", "https://portail.example/retour", "--redirect", "http://localhost:3000/retour",
			"--start", "https://portail.example/", "--logout", "https://portail.example/sortie", "--scopes", "openid phone identifiant", "--signature", "ES256")
		d.says("n'est montré que cette fois")
		if !d.opens("Portail", clientID, secret) {
			t.Error("the secret does not open")
		}
		c, err := d.open().ClientByName(t.Context(), "Portail")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(c.Redirects, " ") != "http://localhost:3000/retour https://portail.example/retour" || strings.Join(c.Scopes, " ") != "openid phone identifiant" ||
			c.StartURL != "https://portail.example/" || c.LogoutURL != "https://portail.example/sortie" || c.Signature != "ES256" || c.Public {
			t.Errorf("stored as %+v", c)
		}
		d.runs(exitDone, "audit", "export")
		d.says(`"client-added"`, `"object":"Portail"`)
		for _, told := range []string{secret, "portail.example"} {
			if strings.Contains(d.out, told) {
				t.Errorf("the log tells %q", told)
			}
		}
		if strings.Contains(d.read("sesame.db")+d.read("sesame.db-wal"), secret) {
			t.Error("the secret stands in the database")
		}
	})
	t.Run("with options before the name; a public one has no secret", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		if _, secret := d.gives("client", "add", "--public", "--redirect", "http://127.0.0.1:3000/", "Application du portail"); secret != "" {
			t.Error("a public client got a secret")
		}
		d.runs(exitRefused, "client", "secret", "Application du portail")
		d.says("est public : il n'a pas de secret")
		d.runs(exitDone, "client", "list")
		d.says("Application du portail", "public", "jamais", "openid profile email", "retour http://127.0.0.1:3000/")
	})
	t.Run("a new secret ends the old one", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		clientID, old := d.gives("client", "add", "Portail", "--redirect", "https://portail.example/retour")
		same, fresh := d.gives("client", "secret", "Portail")
		d.says("L'ancien secret ne sert plus")
		if same != clientID || d.opens("Portail", clientID, old) || !d.opens("Portail", clientID, fresh) {
			t.Error("the old secret opens, or the new one does not")
		}
		d.runs(exitDone, "audit", "export")
		d.says("client-secret-renewed")
	})
	t.Run("a removed one is gone, and what ends is said", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		d.gives("client", "add", "Portail", "--redirect", "https://portail.example/retour")
		d.runs(exitDone, "client", "remove", "Portail")
		d.says("Le service Portail est retiré", "jetons ne servent plus", "jusqu'à leur propre fin", "un autre « sub »")
		d.runs(exitDone, "client", "list")
		if strings.Contains(d.out, "Portail") {
			t.Errorf("it is still listed:\n%s", d.out)
		}
		d.runs(exitDone, "audit", "verify")
		d.runs(exitDone, "audit", "export")
		d.says("client-removed")
	})
	t.Run("while the service writes", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		service := d.open()
		written := make(chan error)
		go func() {
			for range 20 {
				if err := service.InTx(t.Context(), func(tx *db.Tx) error { return tx.AddFigures(t.Context(), time.Now(), "login", "ok", 1) }); err != nil {
					written <- err
					return
				}
			}
			written <- nil
		}()
		d.gives("client", "add", "Portail", "--redirect", "https://portail.example/retour")
		if err := <-written; err != nil {
			t.Error(err)
		}
	})
}

func TestClientsThatCannotBeAddedAreRefusedWithTheMend(t *testing.T) {
	d := newDesk(t)
	d.install()
	d.gives("client", "add", "Portail", "--redirect", "https://portail.example/retour")
	d.runs(exitRefused, "client", "add", "Portail", "--redirect", "https://portail.example/retour")
	d.says("existe déjà", "sesame client secret")
	for _, act := range []string{"secret", "remove"} {
		d.runs(exitRefused, "client", act, "Autre")
		d.says("aucun service ne s'appelle Autre", "sesame client list")
	}
	d.runs(exitUsage, "client", "add", "Autre", "--start", "http://portail.example/", "--scopes", "openid tout", "--signature", "none")
	d.says("--redirect : Donnez au moins une adresse de retour", "--start : « http://portail.example/ » doit commencer par https://",
		"--scopes : La portée « tout » n'existe pas. Choisissez parmi : openid, profile, email, phone, identifiant.", "--signature : Cette signature n'existe pas.")
	for _, args := range [][]string{{"add"}, {"list", "Portail"}, {"disable", "Portail"}, {"add", "", "--redirect", "https://portail.example/"},
		{"add", "Autre", "--redirect"}, {"add", "Autre", "encore", "--redirect", "https://portail.example/"}, {"secret", "Portail", "--public"},
		{"remove", "Portail", "--redirect", "https://portail.example/"}, {"list", "--scopes", "openid"}} {
		d.runs(exitUsage, append([]string{"client"}, args...)...)
	}
	d.runs(exitDone, "client", "list")
	if lines := bytes.Count([]byte(d.out), []byte("\n")); lines != 2 {
		t.Errorf("%d lines:\n%s", lines, d.out)
	}
}
