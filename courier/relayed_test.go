package courier

import (
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

// Through a real relay: encrypted, authenticated, relayed, and read back where it arrives.
func TestAMailThroughPostfix(t *testing.T) {
	arrival := newScripted(t, nil)
	p := startPostfix(t, arrival.listener.Addr().String())
	right := "smtp://" + relayLogin + "@localhost:" + p.startTLS

	for name, address := range map[string]string{
		"STARTTLS":           right,
		"TLS from the start": "smtp://" + relayLogin + "@localhost:" + p.implicit + "?tls=implicit",
	} {
		t.Run(name+": arrives as it was written", func(t *testing.T) {
			m := aMail()
			m.Text = "Bonjour à tous les adhérents,\n\n4821\n\n.\nUne ligne qui commence par un point\n"
			m.HTML = "<p>Bonjour à tous</p>"
			m.Date = time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)
			if err := p.mailer(t, address).SendMail(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			got, text, html := readMail(t, receive(t, arrival))
			if text != strings.ReplaceAll(m.Text, "\n", "\r\n") || strings.TrimSpace(html) != m.HTML {
				t.Errorf("text %q\nhtml %q", text, html)
			}
			from, err := mail.ParseAddress(got.Header.Get("From"))
			if err != nil || from.Name != "Mon espace privé" || from.Address != "ne-pas-repondre@poitou.example" {
				t.Errorf("From: %v %v", from, err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
			if err != nil || subject != "Été" {
				t.Errorf("Subject: %q", subject)
			}
			for header, want := range map[string]string{
				"To": "<jeanne@poitou.example>", "Message-ID": "<REF1@poitou.example>", "Auto-Submitted": "auto-generated",
				"Date": "Mon, 23 Nov 2026 13:05:00 +0000", "User-Agent": "", "X-Mailer": "",
			} {
				if v := got.Header.Get(header); v != want {
					t.Errorf("%s: %q, want %q", header, v, want)
				}
			}
		})
	}

	failures := []struct {
		name, address, to string
		trust             *x509.CertPool
		want              Failure
	}{
		{"an unknown address", right, "personne@poitou.example", p.authorities, Failure{Class: "smtp-refus 550 5.1.1", Fault: FaultBox, Permanent: true}},
		{"a busy one", right, "plus-tard@poitou.example", p.authorities, Failure{Class: "smtp-attente 450 4.2.1", Fault: FaultBox}},
		{"a wrong password", "smtp://sesame:faux@localhost:" + p.startTLS, "a@poitou.example", p.authorities,
			Failure{Class: "smtp-authentification 535 5.7.8", Fault: FaultUs, Reach: ReachAll}},
		{"a relay that we do not trust", right, "a@poitou.example", x509.NewCertPool(), Failure{Class: "smtp-tls", Fault: FaultRelay, Reach: ReachAll}},
	}
	for _, c := range failures {
		t.Run(c.name, func(t *testing.T) {
			s := p.mailer(t, c.address)
			s.config.RootCAs = c.trust
			m := aMail()
			m.To = c.to
			failed(t, s.SendMail(t.Context(), m), c.want)
		})
	}
	t.Run("a relay whose certificate nobody vouches for gets nothing", func(t *testing.T) {
		s := p.mailer(t, right)
		s.config.RootCAs = nil // the system's
		if err := s.SendMail(t.Context(), Mail{To: "membre@poitou.example", Subject: "x", Text: "x", HTML: "x", Reference: "NOBODYVOUCHES"}); err == nil {
			t.Error("it was sent")
		}
		if len(arrival.got) != 0 {
			t.Fatal("a mail arrived")
		}
	})
	t.Run("the check goes as far as the address and sends nothing", func(t *testing.T) {
		if err := p.mailer(t, right).Check(t.Context(), "contact@poitou.example"); err != nil {
			t.Fatal(err)
		}
		if len(arrival.got) != 0 {
			t.Fatal("a mail arrived")
		}
	})
}

// The whole way: posted in the outbox, rendered, relayed, read as the member reads it.
func TestACodeGoesFromTheOutboxThroughPostfixToTheMember(t *testing.T) {
	arrival := newScripted(t, nil)
	p := startPostfix(t, arrival.listener.Addr().String())
	d := openOutbox(t)
	defer d.Close() //nolint:errcheck // end of the test
	c := New(d, p.mailer(t, "smtp://"+relayLogin+"@localhost:"+p.startTLS), nil,
		Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx) })

	post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
	c.Wake()
	got, text, _ := readMail(t, receive(t, arrival))
	if !strings.Contains(text, "\r\n4821\r\n") || !strings.Contains(text, "Demande KTR-482") {
		t.Errorf("the member reads:\n%s", text)
	}
	for name, values := range got.Header {
		if strings.Contains(strings.Join(values, " "), "4821") && name != "Received" && name != "Content-Type" {
			t.Errorf("the code stands in the header %s", name)
		}
	}
	cancel()
	running.Wait()
	if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 {
		t.Errorf("still in the outbox: %+v %v", health, err)
	}
}

// receive waits for the next mail.
func receive(t *testing.T, relay *scripted) string {
	t.Helper()
	select {
	case raw := <-relay.got:
		return raw
	case <-time.After(30 * time.Second):
		t.Fatal("no mail arrived")
		return ""
	}
}

// readMail takes a mail apart into its headers, its text and its HTML.
func readMail(t *testing.T, raw string) (m *mail.Message, text, html string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type %q %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{"text/plain", "text/html"} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil || kind != want || !strings.EqualFold(params["charset"], "utf-8") {
			t.Fatalf("part %q %v %v", kind, params, err)
		}
		if e := part.Header.Get("Content-Transfer-Encoding"); e != "quoted-printable" {
			t.Fatalf("encoding %q", e)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if want == "text/plain" {
			text = string(body)
		} else {
			html = string(body)
		}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatal("a third part")
	}
	return m, text, html
}
