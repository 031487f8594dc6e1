package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// A reply on the standard input, or in a mailbox, is added to its thread once; a mail that is no reply changes nothing and
// stays where it is.
func TestARepliedMailIsAddedToItsThread(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	database := d.open()
	const number = "BCD-234"
	now := time.Now()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		if err := tx.AddContactMessage(t.Context(), db.ContactMessage{Number: number, Subject: "Ma carte", Name: "Jeanne", Email: "jeanne@poitou.example", Message: "Où ?"}, now); err != nil {
			return err
		}
		m, err := tx.ContactMessage(t.Context(), number)
		if err != nil {
			return err
		}
		err = tx.AnswerContact(t.Context(), m, "agent:a", db.ContactAnswer{Words: "Ici.", Expires: now.Add(time.Hour),
			Message: db.Message{Kind: db.KindContactAnswer, Channel: "email", To: m.Email, Request: number, At: now}}, now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	due, err := database.Due(t.Context(), now, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due %v, %v", due, err)
	}
	mail := func(from, headers, words string) string {
		return "From: " + from + "\r\n" + headers + "\r\n\r\n" + words + "\r\n"
	}
	named, subject := "In-Reply-To: <"+due[0].Reference+"@poitou.example>", "Subject: Re: numero "+number
	run := func(stdin string, args ...string) (int, string) {
		var out bytes.Buffer
		p := &program{env: []string{"SESAME_DB=" + d.path("sesame.db")}, stdin: strings.NewReader(stdin), stdout: &out, stderr: &out, now: time.Now, zone: time.UTC}
		return p.bounce(t.Context(), args), out.String()
	}
	for _, c := range []struct{ because, mail, says string }{
		{"a reply", mail("jeanne@poitou.example", named, "Merci."), "Noté : une réponse"},
		{"the same again", mail("jeanne@poitou.example", named, "Merci."), "Rien à noter : cette réponse l'était déjà."},
		{"of another address, with our reference", mail("jean@bois.example", named, "Moi aussi."), "Noté : une réponse"},
		{"by its number, from the sender's address", mail("Jeanne@poitou.example", subject, "Encore."), "Noté : une réponse"},
		{"by its number, from another address", mail("jean@bois.example", subject, "Donnez-moi tout."), "Rien à noter : ce message ne répond à aucun"},
		{"a forged reference", mail("jean@bois.example", "In-Reply-To: <"+strings.Repeat("A", 26)+"@poitou.example>", "Moi."), "Rien à noter : ce message ne répond à aucun"},
		{"out of office", mail("jeanne@poitou.example", named+"\r\nAuto-Submitted: auto-replied", "Absente."), "Rien à noter : ce message n'est ni"},
	} {
		if got, says := run(c.mail); got != exitDone || !strings.HasPrefix(says, c.says) {
			t.Errorf("%s: exit %d, %s", c.because, got, says)
		}
	}
	m, err := database.ContactMessage(t.Context(), number)
	if err != nil || m.State != db.ContactReopened || m.Assignee != "agent:a" || m.WaitsSince.IsZero() {
		t.Errorf("%+v, %v", m, err)
	}
	thread := func() (said []string) {
		entries, err := database.ContactEntries(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			said = append(said, string(e.Kind)+" "+string(e.Known)+map[bool]string{true: " other"}[e.Other]+" "+e.Words)
		}
		return said
	}
	if got := strings.Join(thread(), "; "); got != "answer  Ici.; reply reference Merci.; reply reference other Moi aussi.; reply number Encore." {
		t.Errorf("the thread is %s", got)
	}

	box := t.TempDir()
	for name, content := range map[string]string{"new/1": mail("jeanne@poitou.example", named, "Par la boîte."), "cur/2:2,S": mail("paul@bois.example", "Subject: Bonjour", "Rien.")} {
		if err := os.MkdirAll(filepath.Join(box, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(box, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, says := range []string{"1 e-mail noté, 1 e-mail laissé en place.\n", "0 e-mail noté, 1 e-mail laissé en place.\n"} {
		if got, said := run("", "--maildir", box); got != exitDone || said != says {
			t.Errorf("exit %d, %s", got, said)
		}
	}
	if got := thread(); len(got) != 5 || got[4] != "reply reference Par la boîte." {
		t.Errorf("the thread is %q", got)
	}

	file := filepath.Join(t.TempDir(), "contact")
	inMbox := func(headers, words string) string {
		return "From jeanne@poitou.example Mon Mar  2 10:00:00 2026\n" + strings.ReplaceAll(mail("jeanne@poitou.example", headers, words), "\r\n", "\n") + "\n"
	}
	mails := inMbox(named, "Du fichier.") + inMbox(named, "Merci.") + inMbox("Subject: Bonjour", "Rien.")
	for _, c := range []struct{ content, says string }{
		{"", "0 e-mail lu, 0 noté.\n"},
		{mails, "3 e-mails lus, 1 noté.\n"},
		{mails + inMbox(named, "Et après."), "4 e-mails lus, 1 noté.\n"},
	} {
		if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, said := run("", "--mbox", file); got != exitDone || said != c.says {
			t.Errorf("exit %d, %s", got, said)
		}
		if left, err := os.ReadFile(file); err != nil || string(left) != c.content {
			t.Errorf("the mailbox has changed: %q, %v", left, err)
		}
	}
	if got := thread(); len(got) != 7 || got[5] != "reply reference Du fichier." || got[6] != "reply reference Et après." {
		t.Errorf("the thread is %q", got)
	}
	if got, said := run("", "--mbox", d.path("a.csv")); got != exitRefused || strings.Contains(said, "0 e-mail") {
		t.Errorf("a file that is no mailbox: exit %d, %q", got, said)
	}
	if got, _ := run("", "--mbox", file, "--maildir", box); got != exitUsage {
		t.Errorf("both: exit %d", got)
	}
	if got, said := run("", "--maildir", t.TempDir()); got != exitLater || strings.Contains(said, "0 e-mail") {
		t.Errorf("a folder that is no mailbox: exit %d, %q", got, said)
	}
}

// A thread accepts as many replies as a person writes in a day.
func TestRepliesToOneMessageAreBounded(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	database := d.open()
	now := time.Now()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.AddContactMessage(t.Context(), db.ContactMessage{Number: "BCD-234", Subject: "Ma carte", Name: "Jeanne", Email: "jeanne@poitou.example", Message: "Où ?"}, now)
	}); err != nil {
		t.Fatal(err)
	}
	for n := range 22 {
		var out bytes.Buffer
		p := &program{env: []string{"SESAME_DB=" + d.path("sesame.db")}, stdout: &out, stderr: &out, now: func() time.Time { return now }, zone: time.UTC,
			stdin: strings.NewReader("From: jeanne@poitou.example\r\nSubject: BCD-234\r\n\r\n" + strings.Repeat("encore ", n+1))}
		if got, want := p.bounce(t.Context(), nil), "Noté : une réponse"; got != exitDone || strings.HasPrefix(out.String(), want) != (n < 20) {
			t.Errorf("reply %d: exit %d, %s", n, got, out.String())
		}
	}
	m, err := database.ContactMessage(t.Context(), "BCD-234")
	if err != nil || m.State != db.ContactNew {
		t.Errorf("%+v, %v", m, err)
	}
}
