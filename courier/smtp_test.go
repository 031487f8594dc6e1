package courier

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

func aMail() Mail {
	return Mail{To: "jeanne@poitou.example", Subject: "Été", Text: "Bonjour\n", HTML: "<p>Bonjour</p>", Reference: "REF1"}
}

func TestRelayAnswersBecomeFailures(t *testing.T) {
	cases := []struct {
		name    string
		answers map[string]string
		want    Failure
	}{
		{"the address does not exist", map[string]string{"RCPT": "550 5.1.1 <jeanne@poitou.example>: unknown"}, Failure{true, "smtp-refus 550 5.1.1"}},
		{"the mail is refused at its end", map[string]string{".": "554 5.7.1 jeanne@poitou.example"}, Failure{true, "smtp-refus 554 5.7.1"}},
		{"a refusal without an enhanced code", map[string]string{"RCPT": "553 jeanne@poitou.example"}, Failure{true, "smtp-refus 553"}},
		{"the box is busy", map[string]string{"RCPT": "450 4.2.1 <jeanne@poitou.example>: busy"}, Failure{false, "smtp-attente 450 4.2.1"}},
		{"the relay is full", map[string]string{"MAIL": "452 4.3.1 full"}, Failure{false, "smtp-attente 452 4.3.1"}},
		{"the relay wants us to authenticate", map[string]string{"MAIL": "530 5.7.0 authenticate"}, Failure{false, "smtp-authentification 530 5.7.0"}},
		{"the relay is closing", map[string]string{"MAIL": "421 4.3.2 closing"}, Failure{false, "smtp-attente 421 4.3.2"}},
		{"the relay serves nobody", map[string]string{"CONNECT": "554 5.3.2 no service"}, Failure{false, "smtp-attente 554 5.3.2"}},
		{"the relay hangs up in the middle", map[string]string{"DATA": "hang up"}, Failure{false, "smtp-connexion"}},
		{"the relay hangs up after the mail", map[string]string{".": "hang up"}, Failure{false, "smtp-connexion"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			relay := newScripted(t, c.answers)
			s, err := NewSMTP(relay.url(), "Mon espace privé <ne-pas-repondre@poitou.example>")
			if err != nil {
				t.Fatal(err)
			}
			err = s.SendMail(t.Context(), aMail())
			var f *Failure
			if !errors.As(err, &f) || *f != c.want {
				t.Fatalf("got %#v, want %#v", err, c.want)
			}
		})
	}
}

func TestNobodyListensIsPassing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	s, err := NewSMTP("smtp://"+address+"?tls=none", "a@poitou.example")
	if err != nil {
		t.Fatal(err)
	}
	err = s.SendMail(t.Context(), aMail())
	if f := failureOf(err); f.Permanent || f.Class != "smtp-connexion" {
		t.Fatalf("got %#v", f)
	}
}

func TestASilentRelayIsGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts, nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // end of the test
	s, err := NewSMTP("smtp://"+listener.Addr().String()+"?tls=none", "a@poitou.example")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if f := failureOf(s.SendMail(ctx, aMail())); f.Permanent || f.Class != "smtp-delai" {
		t.Fatalf("got %#v", f)
	}
}

func TestNothingIsSaidToARelayWithoutSTARTTLS(t *testing.T) {
	relay := newScripted(t, nil)
	s, err := NewSMTP("smtp://sesame:secret@127.0.0.1:"+relay.port(), "a@poitou.example")
	if err != nil {
		t.Fatal(err)
	}
	if f := failureOf(s.SendMail(t.Context(), aMail())); f.Permanent || f.Class != "smtp-tls" {
		t.Fatalf("got %#v", f)
	}
	if seen := relay.commands(); strings.Contains(seen, "AUTH") || strings.Contains(seen, "MAIL") {
		t.Fatalf("said in the clear:\n%s", seen)
	}
}

func TestThePasswordIsNotShownInTheClearToADistantRelay(t *testing.T) {
	for name, offered := range map[string][]string{"PLAIN": {"PLAIN"}, "LOGIN": {"LOGIN"}} {
		distant := &SMTP{host: "relais.example", tls: tlsNone, user: "sesame", password: "secret"}
		if distant.auth(offered) != nil {
			t.Errorf("%s over a distant connection without TLS", name)
		}
		local := &SMTP{host: "127.0.0.1", tls: tlsNone, user: "sesame", password: "secret"}
		if local.auth(offered) == nil {
			t.Errorf("%s refused on this machine", name)
		}
	}
}

func TestConnectionsServeSeveralMailsAndAreReplacedWhenTheRelayClosesThem(t *testing.T) {
	relay := newScripted(t, nil)
	s, err := NewSMTP(relay.url(), "a@poitou.example")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.SendMail(t.Context(), aMail()); err != nil {
			t.Fatal(err)
		}
	}
	if n := relay.connections(); n != 1 {
		t.Fatalf("%d connections for three mails in turn", n)
	}
	relay.hangUp()
	if err := s.SendMail(t.Context(), aMail()); err != nil {
		t.Fatalf("after the relay closed: %v", err)
	}
	if n := relay.connections(); n != 2 {
		t.Fatalf("%d connections", n)
	}
	if n := len(relay.got); n != 4 {
		t.Fatalf("%d mails arrived, want 4", n)
	}
}

func TestSMTPConfiguration(t *testing.T) {
	const from = "Mon espace privé <ne-pas-repondre@poitou.example>"
	refused := []struct{ name, url, from, says string }{
		{"another scheme", "http://relais", from, "schéma"},
		{"no relay", "smtp://", from, "relais manque"},
		{"an unknown kind of TLS", "smtp://relais?tls=oui", from, "« tls=oui »"},
		{"an unknown setting", "smtp://relais?tsl=none", from, "« tsl »"},
		{"a port that does not exist", "smtp://relais:99999", from, "99999"},
		{"a user without a password", "smtp://sesame@relais", from, "vont ensemble"},
		{"a path", "smtp://relais/chemin", from, "après le port"},
		{"a password that was not escaped", "smtp://sesame:tres%secret@relais", from, "illisible"},
		{"no sender", "smtp://relais", "", "SESAME_SMTP_FROM"},
		{"a sender that is no address", "smtp://relais", "Mon espace privé", "SESAME_SMTP_FROM"},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewSMTP(c.url, c.from)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want a sentence with %q", err, c.says)
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("the sentence tells the password or is several lines: %v", err)
			}
		})
	}
	for url, want := range map[string][2]string{
		"smtp://relais":                            {"587", tlsStartTLS},
		"smtp://relais?tls=implicit":               {"465", tlsImplicit},
		"smtp://relais?tls=none":                   {"25", tlsNone},
		"smtp://u:p%2Fq@relais:2525/?tls=starttls": {"2525", tlsStartTLS},
	} {
		s, err := NewSMTP(url, from)
		if err != nil {
			t.Fatal(err)
		}
		if s.port != want[0] || s.tls != want[1] {
			t.Errorf("%s: port %s tls %s", url, s.port, s.tls)
		}
	}
}
