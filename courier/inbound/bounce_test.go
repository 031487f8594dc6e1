package inbound

import (
	"errors"
	"strings"
	"testing"

	"sesame/db"
)

const aReference = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// notification is a notification of failure as servers write it; the tests change parts of it.
func notification(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(strings.ReplaceAll(`Return-Path: <>
From: MAILER-DAEMON@relais.example
To: ne-pas-repondre@poitou.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example

Final-Recipient: rfc822; jeanne@poitou.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <`+aReference+`@poitou.example>
Subject: x

--b--
`, "\n", "\r\n"))
}

func TestReadingNotifications(t *testing.T) {
	bounced := Bounce{aReference, db.FateBounced, "5.1.1"}
	for _, c := range []struct {
		because, raw string
		want         Bounce // zero for no notification
	}{
		{"a failure", notification(), bounced},
		{"a delay is no failure", notification("Action: failed", "Action: delayed", "5.1.1", "4.4.1"), Bounce{aReference, db.FateDelayed, "4.4.1"}},
		{"it arrived", notification("Action: failed", "Action: delivered", "5.1.1", "2.0.0"), Bounce{aReference, db.FateDelivered, "2.0.0"}},
		{"handed on to a server that tells nothing", notification("Action: failed", "Action: relayed"), Bounce{}},
		{"the worst of several recipients", notification("Action: failed", "Action: delayed\r\nStatus: 4.4.1\r\n\r\nAction: failed"), bounced},
		{"a status with words behind it", notification("5.1.1", "5.1.1 (bad mailbox jeanne@poitou.example)"), bounced},
		{"a status that is none", notification("Status: 5.1.1", "Status: jeanne@poitou.example"), Bounce{aReference, db.FateBounced, ""}},
		{"the whole mail comes back", notification("text/rfc822-headers", "message/rfc822"), bounced},
		{"headers in base64", notification("Content-Type: text/rfc822-headers", "Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: base64",
			"Message-ID: <"+aReference+"@poitou.example>\r\nSubject: x\r\n", "TWVzc2FnZS1JRDogPEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaQHBvaXRvdS5leGFtcGxlPgo=\r\n"), bounced},
		{"only In-Reply-To names it", notification("Message-ID:", "X-Other:", "Subject: Undelivered", "In-Reply-To: <"+aReference+"@poitou.example>"), bounced},
		{"cut in the middle of its last part", notification("\r\nSubject: x\r\n\r\n--b--", ""), bounced},
		{"no report", notification("multipart/report", "multipart/mixed"), Bounce{}},
		{"a report of something else", notification("delivery-status;", "disposition-notification;"), Bounce{}},
		{"no boundary", notification(` boundary="b"`, ""), Bounce{}},
		{"a message of somebody else's", notification(aReference, "20261123.1234"), Bounce{}},
		{"out of office", "From: jeanne@poitou.example\r\nIn-Reply-To: <" + aReference + "@poitou.example>\r\n\r\nabsente\r\n", Bounce{}},
		{"no mail", "\x00\x01\x02", Bounce{}},
		{"nothing", "", Bounce{}},
		{"too long", notification("Sorry.", strings.Repeat("x", bounceBytes)), Bounce{}},
		{"too many parts", notification("Sorry.", strings.Repeat("\r\n--b\r\n\r\nx", 2*bounceParts)), Bounce{}},
	} {
		got, err := ReadBounce(strings.NewReader(c.raw))
		if got != c.want || (err != nil) != (c.want == Bounce{}) || err != nil && !errors.Is(err, ErrNoBounce) {
			t.Errorf("%s: read %+v, %v", c.because, got, err)
		}
	}
}

func FuzzReadBounce(f *testing.F) {
	f.Add(notification())
	f.Add(notification("text/rfc822-headers", "message/rfc822"))
	f.Fuzz(func(t *testing.T, raw string) {
		b, err := ReadBounce(strings.NewReader(raw))
		if err == nil && (len(b.Reference) != 26 || b.Fate == "" || strings.Contains(b.Code, "@")) {
			t.Errorf("read %+v", b)
		}
	})
}
