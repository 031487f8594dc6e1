package inbound

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"sesame/account"
	"sesame/db"
)

// ErrNoReply means that the mail is not a person's reply to the caisse: it is an automatic answer, a mailing list's mail, or
// unreadable.
var ErrNoReply = errors.New("no mail that a person wrote")

// MailBytes is the maximum number of bytes read of a mail; the rest is ignored.
const MailBytes = 32 << 20

// Limits of what is kept of a reply.
const (
	replyReferences = 50
	replyCharacters = 5000 // of the reply's own text, and of the quoted text
)

// numberInSubject finds the number of a contact message.
var numberInSubject = regexp.MustCompile(`(?i)\b[a-z]{3}-\d{3}\b`)

var headerWords = mime.WordDecoder{CharsetReader: charsetReader}

// ReadReply reads one mail. It returns ErrNoReply for a mail without usable content.
func ReadReply(raw []byte) (db.ContactReply, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw[:min(len(raw), MailBytes)]))
	if err != nil {
		return db.ContactReply{}, fmt.Errorf("%w: not a mail", ErrNoReply)
	}
	if automatic(m.Header) {
		return db.ContactReply{}, fmt.Errorf("%w: written by a program", ErrNoReply)
	}
	from, err := (&mail.AddressParser{WordDecoder: &headerWords}).Parse(m.Header.Get("From"))
	if err != nil || len(from.Address) > 254 {
		return db.ContactReply{}, fmt.Errorf("%w: no sender", ErrNoReply)
	}
	r := db.ContactReply{From: account.Readable(from.Address), MessageID: m.Header.Get("Message-Id")}
	for _, header := range []string{m.Header.Get("In-Reply-To"), m.Header.Get("References")} {
		for _, found := range messageID.FindAllStringSubmatch(header, replyReferences) {
			if !slices.Contains(r.References, found[1]) {
				r.References = append(r.References, found[1])
			}
		}
	}
	if subject, err := headerWords.DecodeHeader(m.Header.Get("Subject")); err == nil {
		if number, err := account.ParseRequestNumber(numberInSubject.FindString(subject)); err == nil {
			r.Number = number
		}
	}
	content := mailContent{}
	content.read(partHeader(m.Header), m.Body, 0)
	r.Words, r.Cited = cutCited(content.text())
	r.Words, r.Cited, r.Dropped = shortened(r.Words), shortened(r.Cited), content.files
	return r, nil
}

// automatic says whether a program wrote the mail (RFC 3834, and the headers that programs used before it), or whether
// it was sent to a list.
func automatic(h mail.Header) bool {
	said := func(name string) string { return strings.ToLower(strings.TrimSpace(h.Get(name))) }
	switch precedence := said("Precedence"); {
	case said("Auto-Submitted") != "" && said("Auto-Submitted") != "no",
		precedence == "bulk" || precedence == "junk" || precedence == "list" || precedence == "auto_reply",
		said("X-Autoreply") != "", said("X-Autorespond") != "",
		said("List-Id") != "", said("Return-Path") == "<>", strings.HasPrefix(said("From"), "mailer-daemon"), strings.Contains(said("From"), "<mailer-daemon@"):
		return true
	}
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "multipart/report"
}

func shortened(s string) string {
	if r := []rune(s); len(r) > replyCharacters {
		return string(r[:replyCharacters]) + "…"
	}
	return s
}

// decodedText decodes a text from its charset. For an unknown charset it keeps the valid UTF-8.
func decodedText(content []byte, charset string) string {
	if encoding, err := htmlindex.Get(charset); err == nil {
		if text, err := encoding.NewDecoder().Bytes(content); err == nil {
			content = text
		}
	}
	return account.Readable(string(content))
}
