package inbound

import (
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"sesame/account"
)

// Limits of what is read of a mail.
const (
	replyParts = 100
	replyDepth = 10
	replyFiles = 20
	replyText  = 1 << 20 // of a text part, in bytes
	fileName   = 100     // characters
)

// mailContent collects the text of a mail and the names of its attachments.
type mailContent struct {
	plain, html string
	files       []string
	parts       int
}

// text returns the plain text, or that of the HTML if there is none.
func (c *mailContent) text() string {
	if strings.TrimSpace(c.plain) != "" {
		return c.plain
	}
	return plainText(c.html)
}

func partHeader(h mail.Header) textproto.MIMEHeader { return textproto.MIMEHeader(h) }

// read reads one part and its nested parts. Of a truncated mail it keeps what was read.
func (c *mailContent) read(h textproto.MIMEHeader, body io.Reader, depth int) {
	if c.parts++; c.parts > replyParts || depth > replyDepth {
		return
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	disposition, about, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			c.read(part.Header, part, depth+1)
		}
	}
	name := about["filename"]
	if name == "" {
		name = params["name"]
	}
	if disposition != "attachment" && name == "" && (kind == "text/plain" || kind == "text/html") {
		content, err := io.ReadAll(io.LimitReader(transferred(h, body), replyText))
		if err == nil || len(content) > 0 {
			c.add(kind, decodedText(content, params["charset"]))
		}
		return
	}
	c.drop(name, kind)
}

func (c *mailContent) add(kind, text string) {
	to := &c.plain
	if kind == "text/html" {
		to = &c.html
	}
	if *to != "" {
		*to += "\n"
	}
	*to += text
}

// drop records the name of an attachment, which is not kept. It removes folders, and characters that no screen shows.
func (c *mailContent) drop(name, kind string) {
	if len(c.files) == replyFiles {
		return
	}
	if decoded, err := headerWords.DecodeHeader(name); err == nil {
		name = decoded
	}
	name = path.Base(strings.ReplaceAll(strings.Join(strings.Fields(account.Readable(name)), " "), `\`, "/"))
	if name == "." || name == "/" {
		name = account.Readable(kind)
	}
	if r := []rune(name); len(r) > fileName {
		name = string(r[:fileName]) + "…"
	}
	if utf8.ValidString(name) {
		c.files = append(c.files, name)
	}
}

func charsetReader(charset string, input io.Reader) (io.Reader, error) {
	encoding, err := htmlindex.Get(charset)
	if err != nil {
		return nil, err
	}
	return encoding.NewDecoder().Reader(input), nil
}
