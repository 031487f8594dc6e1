package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// A bounce on the standard input is recorded once; a forged one, or another mail, changes nothing and is no error.
func TestAMailThatComesBackIsNoted(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	database := d.open()
	due := func() []db.Waiting {
		t.Helper()
		found, err := database.Due(t.Context(), time.Now(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	id, err := account.ParseIdentifier(strings.SplitN(strings.SplitN(goodMembers, "\n", 3)[1], ";", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	m, err := database.MemberByKey(t.Context(), database.Keys().IdentifierKey(id))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.Post(t.Context(), m.ID, db.Message{Kind: db.KindCode, Channel: "email", To: "a@poitou.example", At: now}, now, now.Add(time.Hour))
	}); err != nil {
		t.Fatal(err)
	}
	if err := database.SendEvents(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	reference := due()[0].Reference
	if err := database.Sent(t.Context(), due()[0].ID, now); err != nil {
		t.Fatal(err)
	}
	mail := func(reference string) string {
		return "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
			"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + reference + "@poitou.example>\r\n\r\n--b--\r\n"
	}
	for _, c := range []struct{ because, mail, says string }{
		{"a forged reference", mail(strings.Repeat("A", 26)), "Rien à noter : ce message est inconnu"},
		{"out of office", "Subject: absente\r\n\r\nabsente\r\n", "Rien à noter : ce message n'est ni un avis"},
		{"the notification", mail(reference), "Noté : bounced 5.1.1."},
		{"the same again", mail(reference), "Rien à noter : ce message est inconnu, ou"},
	} {
		var out bytes.Buffer
		p := &program{env: []string{"SESAME_DB=" + d.path("sesame.db")}, stdin: strings.NewReader(c.mail), stdout: &out, stderr: &out, now: time.Now, zone: time.UTC}
		if got := p.bounce(t.Context(), nil); got != exitDone || !strings.HasPrefix(out.String(), c.says) {
			t.Errorf("%s: exit %d, %s", c.because, got, out.String())
		}
	}
	sent, err := database.SentMessages(t.Context(), m.ID, 10)
	if err != nil || len(sent) != 1 || sent[0].Fate != db.FateBounced {
		t.Errorf("%+v, %v", sent, err)
	}
	if out, err := database.DueDeliveries(t.Context(), 0, time.Now(), 10); err != nil || len(out) != 1 || out[0].Event.Type != "member.contact_bounced" || out[0].Event.Cause != "5.1.1" {
		t.Errorf("events %+v, %v", out, err)
	}
	var out bytes.Buffer
	p := &program{env: []string{"SESAME_DB=" + d.path("elsewhere/sesame.db")}, stdin: strings.NewReader(mail(reference)), stdout: &out, stderr: &out, now: time.Now, zone: time.UTC}
	if got := p.bounce(t.Context(), nil); got != exitLater {
		t.Errorf("no database: exit %d, %s", got, out.String())
	}
}

// A mistake in the configuration sends no mail back to whoever wrote it: the mail server keeps the mail until the mistake is
// corrected.
func TestAMailWaitsForAConfigurationThatCanBeRead(t *testing.T) {
	for _, mistake := range []string{"SESAME_DBB=sesame.db", "SESAME_KEY_FILE=«clé»", "SESAME_CONFIG=/absent/sesame.env"} {
		var out bytes.Buffer
		p := &program{env: []string{mistake}, stdin: strings.NewReader("Subject: bonjour\r\n\r\nbonjour\r\n"), stdout: &out, stderr: &out, now: time.Now, zone: time.UTC}
		if got := p.bounce(t.Context(), nil); got != exitLater || !strings.Contains(out.String(), "la configuration ne convient pas") {
			t.Errorf("%s: exit %d, %s", mistake, got, out.String())
		}
	}
}
