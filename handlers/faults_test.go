package handlers_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers"
)

// A fault never opens a door (security.md, promise 10). Triggers that the test puts into the file make one write of an
// act fail, the first one, then the second one, and so on until the act has no further one.

// faulty is a service whose log can be read.
func faulty(t *testing.T) (*service, func() string) {
	var (
		mu  sync.Mutex
		log bytes.Buffer
	)
	locked := writerFunc(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(b)
	})
	s := newService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(locked, nil)) })
	return s, func() string {
		mu.Lock()
		defer mu.Unlock()
		return log.String()
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// deed is one act of a journey: what stands before it, the button, and where it leads.
type deed struct {
	name   string
	before func(s *service, b *browser) // the way there
	at     string                       // the page with the button
	button string
	typed  func(s *service) fields
	to     string
	status int      // 200 unless told
	apart  []string // tables that an act writes before its transaction: tries that count whatever follows
}

func typed(f fields) func(*service) fields { return func(*service) fields { return f } }

var (
	counts = []string{"limit_events", "audit", "meta"} // a try is counted before the password is compared
	newest = func(kind string) func(*service) fields {
		return func(s *service) fields { return fields{"code": s.lastOf(kind).Secret} }
	}
	wrongCode  = func(s *service) fields { return fields{"code": otherCode(s.lastOf(db.KindCode).Secret, 0)} }
	chosen     = typed(fields{"nouveau": second, "confirmation": second})
	account1   = "/espace/mon-compte"
	logsIn     = func(s *service, b *browser) { s.settle(marie, first); b.logIn(marie, first).at("/espace", 200) }
	temporised = func(s *service, b *browser) { b.logIn(marie, s.temporary(marie)) }
	personal   = func(s *service, b *browser) {
		temporised(s, b)
		b.get("/personnalisation").press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
	}
	stated = func(s *service, b *browser) {
		personal(s, b)
		b.get("/personnalisation").press("Je confirme mes coordonnées", nil).at("/personnalisation/adresse-email", 200)
	}
	named = func(id, channel string) func(*service, *browser) {
		return func(s *service, b *browser) {
			if id == marie {
				s.settle(marie, first)
			}
			p := b.get(oubli).press("Suivant", fields{"identifiant": id}).at(oubli+"/canal", 200)
			if channel != "" {
				p.press("Suivant", fields{"canal": channel})
			}
		}
	}
	proved = func(s *service, b *browser) {
		logsIn(s, b)
		b.get(account1+"/mot-de-passe").press("Suivant", fields{"actuel": first})
	}
	moved = func(s *service, b *browser) {
		logsIn(s, b)
		b.get(account1+"/adresse").press("Suivant", fields{"actuel": first, "email": "neuve@poitou.example"}).at(account1+"/adresse/code", 200)
	}
)

var deeds = []deed{
	{name: "an identifier begins « oubli »", at: oubli, button: "Suivant", typed: typed(fields{"identifiant": marie}), to: oubli + "/canal"},
	{name: "a channel sends a code", before: named(marie, ""), at: oubli + "/canal", button: "Suivant", typed: typed(fields{"canal": "email"}), to: code},
	{name: "a right code", before: named(marie, "email"), at: code, button: "Valider", typed: newest(db.KindCode), to: end, apart: []string{"codes", "flows", "audit", "meta", "figures"}},
	{name: "a wrong code", before: named(marie, "email"), at: code, button: "Valider", typed: wrongCode, to: code, status: 422},
	{name: "another code", before: func(s *service, b *browser) { named(marie, "email")(s, b); s.wait(time.Minute) }, at: code, button: "Renvoyer un nouveau code", to: code},
	{name: "a right answer", before: named(lucien, "email"), at: oubli + "/question", button: "Suivant", typed: typed(fields{"reponse": "1234,56"}), to: end},
	{name: "a wrong answer", before: named(lucien, "email"), at: oubli + "/question", button: "Suivant", typed: typed(fields{"reponse": "1,00"}), to: end},
	{name: "a letter", before: named(notaire, ""), at: oubli + "/canal", button: "Suivant", typed: typed(fields{"canal": "email"}), to: end},
	{name: "« Abandonner »", before: named(marie, "email"), at: code, button: "Abandonner", to: "/connexion"},
	{name: "an inscription's answer", before: func(s *service, b *browser) { b.get("/inscription").press("Suivant", fields{"identifiant": lucien}) },
		at: "/inscription/question", button: "Suivant", typed: typed(fields{"reponse": "1234,56"}), to: "/inscription/canal"},
	{name: "an inscription's channel", before: func(s *service, b *browser) {
		b.get("/inscription").press("Suivant", fields{"identifiant": lucien}).press("Suivant", fields{"reponse": "1234,56"})
	}, at: "/inscription/canal", button: "Suivant", typed: typed(fields{"canal": "email"}), to: "/inscription/confirmation"},
	{name: "a login", before: func(s *service, b *browser) { s.settle(marie, first) }, at: "/connexion", button: "Se connecter",
		typed: typed(fields{"identifiant": marie, "mot_de_passe": first}), to: "/espace", apart: counts},
	{name: "a wrong login", at: "/connexion", button: "Se connecter",
		typed: typed(fields{"identifiant": marie, "mot_de_passe": "faux"}), to: "/connexion", status: 422, apart: counts},
	{name: "a login with a temporary password", at: "/connexion", button: "Se connecter",
		typed: func(s *service) fields {
			return fields{"identifiant": marie, "mot_de_passe": s.given(marie)}
		}, to: "/personnalisation/mot-de-passe", apart: append([]string{"members", "logins"}, counts...)},
	{name: "a personalised password", before: temporised, at: "/personnalisation/mot-de-passe", button: "Suivant", typed: chosen, to: "/personnalisation/coordonnees"},
	{name: "coordinates", before: personal, at: "/personnalisation/coordonnees", button: "Je confirme mes coordonnées",
		typed: typed(fields{"portable": "06 39 98 77 88"}), to: "/personnalisation/adresse-email"},
	{name: "the code of an address", before: stated, at: "/personnalisation/adresse-email", button: "Valider", typed: newest(db.KindEmailCode), to: "/personnalisation/confirmation"},
	{name: "« Corriger mon adresse email »", before: stated, at: "/personnalisation/adresse-email", button: "Corriger mon adresse email", to: "/personnalisation/coordonnees"},
	{name: "the current password", before: logsIn, at: account1 + "/mot-de-passe", button: "Suivant", typed: typed(fields{"actuel": first}),
		to: account1 + "/mot-de-passe/nouveau-mot-de-passe", apart: counts},
	{name: "a new password", before: proved, at: account1 + "/mot-de-passe/nouveau-mot-de-passe", button: "Suivant", typed: chosen, to: account1 + "/mot-de-passe/confirmation"},
	{name: "a new address", before: logsIn, at: account1 + "/adresse", button: "Suivant", typed: typed(fields{"actuel": first, "email": "neuve@poitou.example"}),
		to: account1 + "/adresse/code", apart: counts},
	{name: "the code of a new address", before: moved, at: account1 + "/adresse/code", button: "Valider", typed: newest(db.KindEmailCode), to: account1 + "/adresse/confirmation"},
	{name: "phones", before: logsIn, at: account1 + "/email-mot-de-passe", button: "Enregistrer mes numéros",
		typed: typed(fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": first}), to: account1 + "/email-mot-de-passe?etat=telephones", apart: counts},
	{name: "log-out", before: logsIn, at: "/espace", button: "Se déconnecter", to: "/connexion?etat=deconnecte"},
	{name: "a message to the caisse", at: "/contact", button: "Envoyer",
		typed: typed(fields{"sujet": "Mon dossier", "nom": "Marie", "email": "marie@poitou.example", "message": "Bonjour"}), to: "/contact/confirmation"},
}

// does presses the button with what of the fields the page has: it may say already that the code is right.
func (d deed) does(s *service, b *browser) *page {
	p := b.get(d.at)
	filled := fields{}
	if d.typed != nil {
		filled = d.typed(s)
	}
	maps.DeleteFunc(filled, func(name, _ string) bool { return p.doc.Find(`[name="`+name+`"]`).Length() == 0 })
	return p.press(d.button, filled)
}

func (d deed) done(p *page) bool {
	return p.path == d.to && (p.status == http.StatusOK || p.status == d.status)
}

func TestAWriteThatFailsLeavesNothingHalfDone(t *testing.T) {
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			s, log := faulty(t)
			b := s.browser()
			if d.before != nil {
				d.before(s, b)
			}
			if d.typed != nil {
				d.typed(s) // what it prepares
			}
			x := s.saboteur()
			for nth := 1; ; nth++ {
				if nth > 60 {
					t.Fatal("it never ends")
				}
				x.do(`DELETE FROM limit_events WHERE kind IN ('login', 'proof', 'temporary')`) // tries that the faults made
				before := x.state()
				x.do(`UPDATE fault SET writes = ?`, nth)
				p := d.does(s, b)
				x.do(`UPDATE fault SET writes = 0`)
				if d.done(p) {
					if nth == 1 {
						t.Error("no write failed")
					}
					break
				}
				if p.status < 500 {
					t.Fatalf("write %d: came to %s (%d):\n%s", nth, p.path, p.status, p.brief())
				}
				p.plainFault(log())
				after := x.state()
				for table := range before {
					if !slices.Contains(d.apart, table) && before[table] != after[table] {
						t.Errorf("write %d failed, and %s has changed: %s", nth, table, cmp.Diff(before[table], after[table]))
					}
				}
				if kinds(s.sent())[db.KindTemporary] > 0 {
					t.Errorf("write %d failed, and a temporary password has left", nth)
				}
			}
			if n := kinds(s.sent())[db.KindTemporary]; n > 1 {
				t.Errorf("%d temporary passwords", n)
			}
			if _, _, err := s.db.VerifyAudit(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestASessionThatCannotBeWrittenOpensNothing(t *testing.T) {
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			s, log := faulty(t)
			b := s.browser()
			if d.before != nil {
				d.before(s, b)
			}
			if d.typed != nil {
				d.typed(s)
			}
			x := s.saboteur()
			for nth := 1; nth <= 2; nth++ {
				x.do(`UPDATE fault SET sessions = ?`, nth)
				p := d.does(s, b)
				x.do(`UPDATE fault SET sessions = 0`)
				if d.done(p) {
					break
				}
				if p.status < 500 {
					t.Fatalf("came to %s (%d):\n%s", p.path, p.status, p.brief())
				}
				p.plainFault(log())
				// The act is whole, or not begun: pressing again, or just looking, leads on.
				if again := b.get(d.at); strings.HasPrefix(again.path, "/connexion") && d.at != again.path && d.to != again.path {
					again = b.logIn(marie, s.newPassword())
					if again.status != 200 {
						t.Errorf("no way on: %s (%d)\n%s", again.path, again.status, again.brief())
					}
					break
				} else if again.path != d.at {
					break // it was done
				}
			}
			if n := kinds(s.sent())[db.KindTemporary]; n > 1 {
				t.Errorf("%d temporary passwords", n)
			}
		})
	}
}

// watched is an outbox that tells what becomes of its messages.
type watched struct {
	*db.DB
	settled chan string
}

func (w watched) Retry(ctx context.Context, id int64, next time.Time, failure string) error {
	err := w.DB.Retry(ctx, id, next, failure)
	w.settled <- "retry " + failure
	return err
}

func (w watched) Sent(ctx context.Context, id int64, now time.Time) error {
	err := w.DB.Sent(ctx, id, now)
	w.settled <- "sent"
	return err
}

// carrier takes mails and text messages, or does not.
type carrier struct {
	mu   sync.Mutex
	down bool
	came []string
}

func (c *carrier) take(body string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return &courier.Failure{Class: "connexion"}
	}
	c.came = append(c.came, body)
	return nil
}

func (c *carrier) SendMail(_ context.Context, m courier.Mail) error { return c.take(m.Text) }
func (c *carrier) SendText(_ context.Context, m courier.Text) error { return c.take(m.Body) }

func TestAMessageWaitsForItsCarrier(t *testing.T) {
	for channel, words := range map[string]string{"email": "par e-mail", "sms": "par SMS"} {
		t.Run(channel, func(t *testing.T) {
			post := &carrier{down: true}
			var c *courier.Courier
			s := newService(t, func(o *handlers.Options) { o.Wake = func() { c.Wake() } })
			s.settle(marie, first)
			outbox := watched{DB: s.db, settled: make(chan string, 10)}
			c = courier.New(outbox, post, post, courier.Options{Caisse: s.caisse, Location: time.UTC, Clock: s.now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { c.Run(ctx); close(ended) }()
			defer func() { stop(); <-ended }()

			p := s.browser().forget(marie, channel).at(code, 200).says("Un code de confirmation vous a été envoyé " + words)
			if got := <-outbox.settled; got != "retry connexion" {
				t.Fatalf("%s", got)
			}
			p.b.get(code).at(code, 200).says("Un code de confirmation vous a été envoyé " + words)
			health, err := s.db.OutboxHealth(t.Context())
			if err != nil || health.Waiting != 1 || health.Retried != 1 {
				t.Errorf("%+v, %v", health, err)
			}
			post.mu.Lock()
			post.down = false
			post.mu.Unlock()
			s.wait(time.Minute)
			c.Wake()
			if got := <-outbox.settled; got != "sent" {
				t.Fatalf("%s", got)
			}
			sent := regexp.MustCompile(`(?m)^\s*(\d{4})\s*$|#(\d{4})`).FindStringSubmatch(post.came[0])
			if sent == nil {
				t.Fatalf("no code in %q", post.came[0])
			}
			p.press("Valider", fields{"code": sent[1] + sent[2]}).at(end, 200)
			if got := <-outbox.settled; got != "sent" || len(post.came) != 2 {
				t.Errorf("%s, %d messages", got, len(post.came))
			}
		})
	}
}
