package walks

import (
	"bufio"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
)

func (p *post) serveMail(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go p.receive(conn)
	}
}

// receive speaks as much SMTP as a relay on loopback needs.
func (p *post) receive(conn net.Conn) {
	defer conn.Close()
	c := textproto.NewConn(conn)
	reply := func(line string) { // a client that hung up gets no reply; one that pipelines gets them together, later
		_, _ = c.W.WriteString(line + "\r\n")
		if c.R.Buffered() == 0 {
			_ = c.W.Flush()
		}
	}
	reply("220 boite.example ESMTP")
	var to []string
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch {
		case verb == "EHLO":
			reply("250-boite.example")
			reply("250-8BITMIME")
			reply("250-PIPELINING")
			reply("250 ENHANCEDSTATUSCODES")
		case strings.HasPrefix(strings.ToUpper(line), "RCPT TO:"):
			address, _, _ := strings.Cut(line[len("RCPT TO:"):], ">")
			to = append(to, strings.TrimLeft(address, " <"))
			reply("250 2.1.5 ok")
		case verb == "DATA":
			reply("354 go on")
			data, err := c.ReadDotBytes()
			if err != nil {
				return
			}
			for _, recipient := range to {
				m, err := readMail(string(data))
				if err != nil {
					p.fault("a mail that cannot be read: %v\n%s", err, data)
				}
				m.to = recipient
				p.take(m)
			}
			to = nil
			reply("250 2.0.0 taken")
		case verb == "QUIT":
			reply("221 2.0.0 bye")
			return
		case verb == "HELO", verb == "MAIL", verb == "RSET", verb == "NOOP":
			reply("250 2.0.0 ok")
		default:
			reply("502 5.5.1 what?")
		}
	}
}

// readMail parses a mail as a mail program does.
func readMail(raw string) (message, error) {
	parsed, err := mail.ReadMessage(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		return message{}, err
	}
	m := message{header: parsed.Header}
	if m.subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		return m, err
	}
	return m, m.readPart(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), parsed.Body)
}

func (m *message) readPart(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.readPart(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); err != nil {
				return err
			}
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch kind {
	case "text/plain":
		m.text = string(text)
	case "text/html":
		m.html = string(text)
	}
	return nil
}
