package walks

import (
	"fmt"
	"net/smtp"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sesame/server/servertest"
)

// repliesMailbox is the caisse's mailbox behind a real Postfix, wired as docs/operating.md says: an alias delivers each mail
// both to the mailbox that agents read and to the program. It returns the address of the server and the file of the mailbox.
func repliesMailbox(t *testing.T, s *site) (server, mailbox string) {
	t.Helper()
	account, err := user.Current()
	if err == nil && account.Uid == "0" { // Postfix starts nothing for root
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	dir := postfixFolder(t)
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sesame"), content, 0o755); err != nil { //nolint:gosec // G306: another account starts it
		t.Fatal(err)
	}
	boxes := filepath.Join(filepath.Dir(s.dir), "boites")
	if err := os.Mkdir(boxes, 0o700); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		id, err := strconv.Atoi(account.Uid)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{boxes, s.dir} {
			if err := os.Chown(folder, id, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	mailbox = filepath.Join(boxes, "contact")
	aliases := filepath.Join(dir, "aliases")
	if err := os.WriteFile(aliases, fmt.Appendf(nil, `contact-boite: %[1]s
contact: contact-boite, "|%[2]s/sesame rebond --db %[3]s/sesame.db"
`, mailbox, dir, s.dir), 0o644); err != nil { //nolint:gosec // G306: Postfix's own user reads it
		t.Fatal(err)
	}
	settings := fmt.Sprintf(`mydestination = poitou.example, $myhostname
alias_maps = hash:%s
local_recipient_maps =
smtpd_relay_restrictions = reject_unauth_destination
default_privs = %s
`, aliases, account.Username)
	if err := os.WriteFile(filepath.Join(dir, "main.cf"), []byte(settings), 0o644); err != nil { //nolint:gosec // G306: as above
		t.Fatal(err)
	}
	if out, err := exec.Command("/usr/sbin/postalias", "-c", dir, "hash:"+aliases).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	port := servertest.FreePort(t)
	startPostfix(t, dir, port, settings)
	return fmt.Sprintf("127.0.0.1:%d", port), mailbox
}

// A reply that a real Postfix hands to the program is in its thread, once. A reply that only reached the mailbox is imported
// from it.
func TestRepliesComeByPostfix(t *testing.T) {
	s, _, _ := rooted(t)
	server, mailbox := repliesMailbox(t, s)
	s.imports("adherents", membersFile())
	s.start()
	w := world{newPerson(t, s.url, false), s, s.post}
	w.writesToCaisse("Ma retraite")
	received := s.post.tells(t, marie.email, "Votre message")
	number := contactNumber.FindString(received.text)
	if to := received.header.Get("Reply-To"); !strings.Contains(to, caisseMailbox) {
		t.Errorf("replies go to %q", to)
	}
	replies := func(id, to, words string) {
		t.Helper()
		if err := smtp.SendMail(server, nil, marie.email, []string{to}, fmt.Appendf(nil,
			"From: Marie Roux <%s>\r\nTo: %s\r\nSubject: Re: %s\r\nMessage-ID: <%s@roux.example>\r\nIn-Reply-To: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			marie.email, to, number, id, received.header.Get("Message-Id"), words)); err != nil {
			t.Fatal(err)
		}
	}
	replies("1", caisseMailbox, "Plutôt l'après-midi, après 15 heures.")
	a := w.supervisor()
	a.opensUntil("/agent/messages/"+number, "Plutôt l'après-midi, après 15 heures.")

	until := func(words string) {
		t.Helper()
		a.until("a mail in the mailbox", func(sight) bool {
			held, err := os.ReadFile(mailbox)
			return err == nil && strings.Contains(string(held), words)
		})
	}
	until("15 heures.")
	if said := s.run("rebond", "--mbox", mailbox); said != "1 e-mail lu, 0 noté.\n" {
		t.Errorf("what the pipe has taken: %s", said)
	}
	replies("2", "contact-boite@poitou.example", "Finalement le matin.")
	until("Finalement le matin.")
	for _, want := range []string{"2 e-mails lus, 1 noté.\n", "2 e-mails lus, 0 noté.\n"} {
		if said := s.run("rebond", "--mbox", mailbox); said != want {
			t.Errorf("%s, want %s", said, want)
		}
	}
	a.Open("/agent/messages/" + number)
	for _, words := range []string{"Plutôt l'après-midi, après 15 heures.", "Finalement le matin."} {
		if got := strings.Count(a.Text(), words); got != 1 {
			t.Errorf("« %s » stands there %d times", words, got)
		}
	}
}
