package courier

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"strings"
	"testing"
	"time"

	"sesame/server/servertest"
)

func aMail() Mail {
	return Mail{To: "jeanne@poitou.example", Subject: "Été", Text: "Bonjour\n", HTML: "<p>Bonjour</p>", Reference: "REF1"}
}

func TestEachPlaceOfTheDialogueHasItsFailure(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers map[string]string
		want    Failure
	}{
		{"the relay serves nobody", map[string]string{"CONNECT": "554 5.3.2 no service"}, Failure{Class: "smtp-accueil 554 5.3.2", Fault: FaultUs, Reach: ReachAll}},
		{"the relay has no time", map[string]string{"CONNECT": "421 4.3.2 too many connections"}, Failure{Class: "smtp-attente 421 4.3.2", Fault: FaultRelay, Reach: ReachAll}},
		{"what answers is no relay", map[string]string{"CONNECT": "* OK IMAP4rev1 ready"}, Failure{Class: "smtp-protocole", Fault: FaultRelay, Reach: ReachAll}},
		{"our name is refused", map[string]string{"EHLO": "504 5.5.2 need a name", "HELO": "504 5.5.2 need a name"}, Failure{Class: "smtp-ehlo 504 5.5.2", Fault: FaultUs, Reach: ReachAll}},
		{"the sender is refused", map[string]string{"MAIL": "553 5.7.1 rejected"}, Failure{Class: "smtp-expediteur 553 5.7.1", Fault: FaultUs, Reach: ReachAll}},
		{"the relay wants us to authenticate", map[string]string{"MAIL": "530 5.7.0 authenticate"}, Failure{Class: "smtp-authentification 530 5.7.0", Fault: FaultUs, Reach: ReachAll}},
		{"the relay wants TLS", map[string]string{"MAIL": "530 5.7.0 Must issue a STARTTLS command first"}, Failure{Class: "smtp-tls-exige 530 5.7.0", Fault: FaultUs, Reach: ReachAll}},
		{"the relay is full", map[string]string{"MAIL": "452 4.3.1 full"}, Failure{Class: "smtp-attente 452 4.3.1", Fault: FaultRelay, Reach: ReachAll}},
		{"the relay is closing", map[string]string{"MAIL": "421 4.3.2 closing"}, Failure{Class: "smtp-attente 421 4.3.2", Fault: FaultRelay, Reach: ReachAll}},
		{"the address does not exist", map[string]string{"RCPT": "550 5.1.1 <jeanne@poitou.example>: unknown"}, Failure{Class: "smtp-refus 550 5.1.1", Fault: FaultBox, Permanent: true}},
		{"the relay hangs up at the address", map[string]string{"RCPT": "hang up"}, Failure{Class: "smtp-coupure", Fault: FaultRelay, Reach: ReachMany}},
		{"the relay hangs up in the middle", map[string]string{"DATA": "hang up"}, Failure{Class: "smtp-coupure", Fault: FaultRelay, Reach: ReachMany}},
		{"the relay hangs up after the mail", map[string]string{".": "hang up"}, Failure{Class: "smtp-coupure", Fault: FaultRelay, Reach: ReachMany}},
		{"the mail is refused at its end", map[string]string{".": "554 5.7.1 jeanne@poitou.example"}, Failure{Class: "smtp-contenu 554 5.7.1", Fault: FaultUs}},
		{"the mail is refused at its end for now", map[string]string{".": "451 4.3.0 jeanne@poitou.example"}, Failure{Class: "smtp-attente 451 4.3.0", Fault: FaultRelay, Reach: ReachMany}},
		{"the box is refused at the end of the mail", map[string]string{".": "550 5.2.1 jeanne@poitou.example"}, Failure{Class: "smtp-refus 550 5.2.1", Fault: FaultBox, Permanent: true}},
	} {
		for name, hello := range map[string]string{"": "", ", commands together": pipelining} {
			t.Run(c.name+name, func(t *testing.T) {
				answers := maps.Clone(c.answers)
				if hello != "" && answers["EHLO"] == "" {
					answers["EHLO"] = hello
				}
				relay := newScripted(t, answers)
				s, err := NewSMTP(relay.url(), "Mon espace privé <ne-pas-repondre@poitou.example>", aCaisse.Host)
				if err != nil {
					t.Fatal(err)
				}
				failed(t, s.SendMail(t.Context(), aMail()), c.want)
			})
		}
	}
}

// A relay that has refused the address may still ask for the mail, if it received both commands together.
func TestARelayThatTakesCommandsTogetherGetsThemTogetherAndNoMailThatItHasRefused(t *testing.T) {
	relay := newScripted(t, map[string]string{"EHLO": pipelining})
	s, err := NewSMTP(relay.url(), "a@poitou.example", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.SendMail(t.Context(), aMail()); err != nil {
			t.Fatal(err)
		}
	}
	relay.mu.Lock()
	waited := relay.waited
	relay.mu.Unlock()
	if waited != 4 || len(relay.got) != 2 || relay.connections() != 1 {
		t.Fatalf("%d commands before an answer, %d mails, %d connections:\n%s", waited, len(relay.got), relay.connections(), relay.commands())
	}
	relay.becomes(map[string]string{"EHLO": pipelining, "RCPT": "550 5.1.1 unknown"})
	failed(t, s.SendMail(t.Context(), aMail()), Failure{Class: "smtp-refus 550 5.1.1", Fault: FaultBox, Permanent: true})
	if len(relay.got) != 2 {
		t.Fatal("a mail to a refused address was said to its end")
	}
	relay.becomes(map[string]string{"EHLO": pipelining})
	if err := s.SendMail(t.Context(), aMail()); err != nil || relay.connections() != 2 {
		t.Fatalf("after a refusal: %v, %d connections", err, relay.connections())
	}
}

// failed checks a failure, except its cause.
func failed(t *testing.T, err error, want Failure) {
	t.Helper()
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want %+v", err, want)
	}
	got := *f
	if got.cause = nil; got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

func TestEHLOGivesTheNameOfTheSite(t *testing.T) {
	for _, c := range []struct{ setting, site, want string }{
		{"", "espace.poitou.example", "EHLO espace.poitou.example"},
		{"&helo=mail.poitou.example", "espace.poitou.example", "EHLO mail.poitou.example"},
		{"", "127.0.0.1", "EHLO [127.0.0.1]"},
		{"", "::1", "EHLO [IPv6:::1]"},
		{"&helo=[192.0.2.1]", "espace.poitou.example", "EHLO [192.0.2.1]"},
	} {
		relay := newScripted(t, nil)
		s, err := NewSMTP(relay.url()+c.setting, "a@poitou.example", c.site)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SendMail(t.Context(), aMail()); err != nil {
			t.Fatal(err)
		}
		if said := relay.commands(); !strings.HasPrefix(said, c.want+"\n") {
			t.Errorf("%s, %s: said\n%s", c.setting, c.site, said)
		}
	}
}

func TestNobodyListensIsPassing(t *testing.T) {
	s, err := NewSMTP(fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", servertest.FreePort(t)), "a@poitou.example", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	failed(t, s.SendMail(t.Context(), aMail()), Failure{Class: "smtp-connexion", Fault: FaultRelay, Reach: ReachAll})
}

func TestASilentRelayIsGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts, nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // end of the test
	s, err := NewSMTP("smtp://"+listener.Addr().String()+"?tls=none", "a@poitou.example", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	failed(t, s.SendMail(ctx, aMail()), Failure{Class: "smtp-muet", Fault: FaultRelay, Reach: ReachAll})
}

func TestNothingIsSaidToARelayWithoutSTARTTLS(t *testing.T) {
	relay := newScripted(t, nil)
	s, err := NewSMTP("smtp://sesame:secret@127.0.0.1:"+relay.port(), "a@poitou.example", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	failed(t, s.SendMail(t.Context(), aMail()), Failure{Class: "smtp-tls-absent", Fault: FaultRelay, Reach: ReachAll})
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
	s, err := NewSMTP(relay.url(), "a@poitou.example", aCaisse.Host)
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
		{"another scheme", "http://relais", from, "doit commencer par smtp://"},
		{"no relay", "smtp://", from, "relais manque"},
		{"an unknown kind of TLS", "smtp://relais?tls=oui", from, "« tls=oui »"},
		{"an unknown setting", "smtp://relais?tsl=none", from, "« tsl »"},
		{"a name for EHLO that is none", "smtp://relais?helo=mon%20relais", from, "« helo=mon relais »"},
		{"a port that does not exist", "smtp://relais:99999", from, "99999"},
		{"a user without a password", "smtp://sesame@relais", from, "vont ensemble"},
		{"a path", "smtp://relais/chemin", from, "après le port"},
		{"a password that was not escaped", "smtp://sesame:tres%secret@relais", from, "illisible"},
		{"no sender", "smtp://relais", "", "SESAME_SMTP_FROM"},
		{"a sender that is no address", "smtp://relais", "Mon espace privé", "SESAME_SMTP_FROM"},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewSMTP(c.url, c.from, aCaisse.Host)
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
		s, err := NewSMTP(url, from, aCaisse.Host)
		if err != nil {
			t.Fatal(err)
		}
		if s.port != want[0] || s.tls != want[1] {
			t.Errorf("%s: port %s tls %s", url, s.port, s.tls)
		}
	}
}
