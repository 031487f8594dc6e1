package inbound

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sesame/db"
)

// mailOf is a mail with these headers, and CRLF as it comes.
func mailOf(headers, body string) string {
	return strings.ReplaceAll("From: Jeanne <jeanne@poitou.example>\n"+headers+"\n\n"+body, "\n", "\r\n")
}

func TestReadingReplies(t *testing.T) {
	inReply := "In-Reply-To: <" + aReference + "@poitou.example>\nMessage-ID: <1@poitou.example>\n"
	known := func(r db.ContactReply) db.ContactReply {
		r.From, r.MessageID, r.References = "jeanne@poitou.example", "<1@poitou.example>", []string{aReference}
		return r
	}
	for _, c := range []struct {
		because, raw string
		want         db.ContactReply
	}{
		{"a plain mail", mailOf(inReply+"Subject: Re: =?utf-8?q?R=C3=A9ponse_=C3=A0_votre_message=2C_num=C3=A9ro?= KTR-482", "Merci.\nJeanne\n"), known(db.ContactReply{Number: "KTR-482", Words: "Merci.\nJeanne"})},
		{"what it cites below an attribution", mailOf(inReply, "Merci.\n\nLe lun. 23 nov. 2026 à 15:05, MSA <a@b.example> a écrit :\n\n> Bonjour,\n>\n> Elle part.\n"),
			known(db.ContactReply{Words: "Merci.", Cited: "Le lun. 23 nov. 2026 à 15:05, MSA <a@b.example> a écrit :\n\n> Bonjour,\n>\n> Elle part."})},
		{"an attribution on two lines", mailOf(inReply, "Merci.\nLe lun. 23 nov. 2026 à 15:05, MSA\n<a@b.example> a écrit :\n> Elle part.\n"),
			known(db.ContactReply{Words: "Merci.", Cited: "Le lun. 23 nov. 2026 à 15:05, MSA\n<a@b.example> a écrit :\n> Elle part."})},
		{"words below the citation", mailOf(inReply, "> Elle part.\n\nMerci.\n"), known(db.ContactReply{Words: "Merci.", Cited: "> Elle part."})},
		{"words between citations are all kept", mailOf(inReply, "> Un ?\nOui.\n> Deux ?\nNon.\n"), known(db.ContactReply{Words: "> Un ?\nOui.\n> Deux ?\nNon."})},
		{"Outlook's headers", mailOf(inReply, "Merci.\n\nDe : MSA <a@b.example>\nEnvoyé : lundi\nÀ : Jeanne\n\nElle part.\n"),
			known(db.ContactReply{Words: "Merci.", Cited: "De : MSA <a@b.example>\nEnvoyé : lundi\nÀ : Jeanne\n\nElle part."})},
		{"a sentence that begins with De is no header", mailOf(inReply, "De : rien à dire\nMerci.\n"), known(db.ContactReply{Words: "De : rien à dire\nMerci."})},
		{"a citation alone is the words", mailOf(inReply, "> Elle part.\n"), known(db.ContactReply{Words: "> Elle part."})},
		{"quoted-printable in Latin-1", mailOf(inReply+"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable", "=C9lodie d=E9m=E9nage=\n.\n"), known(db.ContactReply{Words: "Élodie déménage."})},
		{"base64", mailOf(inReply+"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "w4lsb2RpZQ==\n"), known(db.ContactReply{Words: "Élodie"})},
		{"HTML alone", mailOf(inReply+"Content-Type: text/html; charset=utf-8", `<html><head><style>p{color:red}</style></head><body><p>Merci <b>bien</b>&nbsp;!</p><script>alert(1)</script><div>Jeanne<br>Dupont</div>`+
			`<div>Le 23 nov. 2026, MSA a écrit :</div><blockquote><p>Elle part.</p></blockquote></body></html>`),
			known(db.ContactReply{Words: "Merci bien !\nJeanne\nDupont", Cited: "Le 23 nov. 2026, MSA a écrit :\n\n> Elle part."})},
		{"the plain one of two, and files by their names alone", mailOf(inReply+`Content-Type: multipart/mixed; boundary="m"`, `--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain

Voici.
--a
Content-Type: text/html

<p>Non</p>
--a--
--m
Content-Type: image/jpeg; name="=?utf-8?q?ma_carte_vitale=2E?=jpg"
Content-Disposition: attachment

xx
--m
Content-Type: text/plain; charset=utf-8
Content-Disposition: attachment; filename="../../etc/notes.txt"

secret
--m--
`), known(db.ContactReply{Words: "Voici.", Dropped: []string{"ma carte vitale.jpg", "notes.txt"}})},
		{"control characters and tricks of direction go", mailOf(inReply, "Mer\x00ci\u202e.\x1b[31m"), known(db.ContactReply{Words: "Merci.[31m"})},
		{"cut in the middle", mailOf(inReply+`Content-Type: multipart/mixed; boundary="m"`, "--m\nContent-Type: text/plain\n\nVoici"), known(db.ContactReply{Words: "Voici"})},
	} {
		got, err := ReadReply([]byte(c.raw))
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.because, err, diff)
		}
	}
}

func TestWhatNoPersonWroteIsNoReply(t *testing.T) {
	for because, raw := range map[string]string{
		"out of office":               mailOf("Auto-Submitted: auto-replied", "absente"),
		"an older one":                mailOf("Precedence: bulk", "absente"),
		"another":                     mailOf("X-Autoreply: yes", "absente"),
		"a list's":                    mailOf("List-Id: <a.b.example>", "Bonjour"),
		"bounced":                     mailOf("Return-Path: <>", "Bonjour"),
		"our own":                     mailOf("Auto-Submitted: auto-generated", "Bonjour"),
		"a report":                    mailOf("Content-Type: multipart/report; boundary=b", "--b--"),
		"a mail without a sender":     "To: a@b.example\r\n\r\nBonjour",
		"a sender that is no address": "From: Jeanne\r\n\r\nBonjour",
		"no mail":                     "\x00\x01",
		"nothing":                     "",
	} {
		if got, err := ReadReply([]byte(raw)); !errors.Is(err, ErrNoReply) {
			t.Errorf("%s: read %+v, %v", because, got, err)
		}
	}
	if _, err := ReadReply([]byte(mailOf("Auto-Submitted: no", "Bonjour"))); err != nil {
		t.Errorf("a mail that says that a person wrote it: %v", err)
	}
}

func TestRepliesAreBounded(t *testing.T) {
	var nested strings.Builder
	for i := range 2 * replyDepth {
		fmt.Fprintf(&nested, "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i, i+1)
	}
	for because, raw := range map[string]string{
		"a long text":     mailOf("Subject: x", strings.Repeat("é", 2*replyCharacters)),
		"many parts":      mailOf("Content-Type: multipart/mixed; boundary=b", strings.Repeat("--b\nContent-Disposition: attachment; filename="+strings.Repeat("x", 300)+"\n\nx\n", 500)),
		"parts in parts":  mailOf("Content-Type: multipart/mixed; boundary=b0", nested.String()),
		"many references": mailOf("References: "+strings.Repeat("<"+aReference+"@x> ", 1000), "Bonjour"),
	} {
		got, err := ReadReply([]byte(raw))
		if err != nil || len([]rune(got.Words)) > replyCharacters+1 || len(got.Dropped) > replyFiles || len(got.References) > replyReferences {
			t.Errorf("%s: %d characters, %d files, %d references, %v", because, len([]rune(got.Words)), len(got.Dropped), len(got.References), err)
		}
		for _, name := range got.Dropped {
			if len([]rune(name)) > fileName+1 {
				t.Errorf("%s: a name of %d characters", because, len([]rune(name)))
			}
		}
	}
}

func FuzzReadReply(f *testing.F) {
	f.Add(mailOf("Subject: Re: KTR-482", "Merci.\n> Elle part."))
	f.Add(mailOf("Content-Type: text/html", "<p>Merci</p><blockquote>x"))
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := ReadReply([]byte(raw))
		if err == nil && (r.From == "" || strings.ContainsAny(r.From+r.Words+r.Cited+strings.Join(r.Dropped, ""), "\r\x00\x1b")) {
			t.Errorf("read %+v", r)
		}
	})
}
