// Package inbound reads mails sent to the service: delivery status notifications ([ReadBounce]) and replies to the answers of
// agents ([ReadReply]), from a [Maildir] or a file in the mbox format ([EachInMbox]).
//
// Its errors contain no address and no text of a mail.
package inbound

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"sesame/db"
)

// Bounce is the content of a delivery status notification (RFC 3464) about a sent message.
type Bounce struct {
	Reference string // outbox.reference
	Fate      db.Fate
	Code      string // status code of RFC 3463, as 5.1.1; never an address
}

// ErrNoBounce means that the mail is not a notification about a mail of this service: an out-of-office reply, a
// forgery, or an unreadable text.
var ErrNoBounce = errors.New("no delivery status notification about a mail of this service")

// bounceBytes is the maximum size that is read; bounceParts and bounceRecipients bound its content.
const (
	bounceBytes      = 1 << 20
	bounceParts      = 20
	bounceRecipients = 20
)

// messageID matches the Message-ID of mails that this service sends (rand.Text).
var messageID = regexp.MustCompile(`<([A-Z2-7]{26})@[^<>@\s]+>`)

var statusForm = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// ReadBounce reads one mail. It returns ErrNoBounce for a mail without usable content, and another error only when r
// fails.
func ReadBounce(r io.Reader) (Bounce, error) {
	raw, err := io.ReadAll(io.LimitReader(r, bounceBytes+1))
	if err != nil {
		return Bounce{}, fmt.Errorf("read a notification: %w", err)
	}
	if len(raw) > bounceBytes {
		return Bounce{}, fmt.Errorf("%w: longer than %d bytes", ErrNoBounce, bounceBytes)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Bounce{}, fmt.Errorf("%w: not a mail", ErrNoBounce)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return Bounce{}, fmt.Errorf("%w: not a delivery report", ErrNoBounce)
	}
	var (
		b        Bounce
		original string
		parts    = multipart.NewReader(m.Body, params["boundary"])
	)
	for range bounceParts {
		part, err := parts.NextRawPart()
		if err != nil {
			break // end of the mail, possibly truncated: keep what was read
		}
		content, err := io.ReadAll(transferred(part.Header, part))
		if err != nil && len(content) == 0 {
			continue
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			b.Fate, b.Code = deliveryStatus(content)
		case "text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers":
			headers, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(content))).ReadMIMEHeader() // truncated headers are still useful
			original = headers.Get("Message-Id")
		}
	}
	if b.Fate == "" {
		return Bounce{}, fmt.Errorf("%w: nothing failed, came late or arrived", ErrNoBounce)
	}
	for _, where := range []string{original, m.Header.Get("In-Reply-To"), m.Header.Get("References")} {
		if found := messageID.FindStringSubmatch(where); found != nil {
			b.Reference = found[1]
			return b, nil
		}
	}
	return Bounce{}, fmt.Errorf("%w: it names no message of ours", ErrNoBounce)
}

// transferred decodes the transfer encoding of a part.
func transferred(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// deliveryStatus reads the groups of fields, one for the message and one per recipient, and returns the worst status.
func deliveryStatus(content []byte) (fate db.Fate, code string) {
	rank := map[db.Fate]int{"": 0, db.FateDelivered: 1, db.FateDelayed: 2, db.FateBounced: 3}
	fates := map[string]db.Fate{"failed": db.FateBounced, "delayed": db.FateDelayed, "delivered": db.FateDelivered}
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(content)))
	for range bounceRecipients {
		fields, err := r.ReadMIMEHeader()
		if said := fates[strings.ToLower(strings.TrimSpace(fields.Get("Action")))]; rank[said] > rank[fate] {
			fate, code = said, statusForm.FindString(strings.TrimSpace(fields.Get("Status")))
		}
		if err != nil {
			break
		}
	}
	return fate, code
}
