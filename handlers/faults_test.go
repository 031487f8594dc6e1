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
	"sesame/handlers/servicetest"
)

// A fault gives nobody access (SECURITY.md, promise 10). Triggers in the database make one write of an act fail: the first one,
// then the second one, and so on until the act has no further write.

// faulty is a service whose log can be read.
func faulty(t *testing.T) (*servicetest.Service, func() string) {
	var (
		mu  sync.Mutex
		log bytes.Buffer
	)
	locked := writerFunc(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(b)
	})
	s := servicetest.NewService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(locked, nil)) })
	return s, func() string {
		mu.Lock()
		defer mu.Unlock()
		return log.String()
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// deed is one act of a journey: its preparation, the button, and the page to which it leads.
type deed struct {
	name   string
	before func(s *servicetest.Service, b *servicetest.Browser) // brings the browser there
	at     string                                               // the page with the button
	button string
	typed  func(s *servicetest.Service) servicetest.Fields
	again  string // the button that sends the entries, where they are shown once more before
	to     string
	status int      // 0 stands for 200
	apart  []string // tables that the act writes before its transaction: tries, which count whatever follows
}

func typed(f servicetest.Fields) func(*servicetest.Service) servicetest.Fields {
	return func(*servicetest.Service) servicetest.Fields { return f }
}

var (
	counts = []string{"limit_events", "audit", "meta"} // a try is counted before the password is compared
	newest = func(kind string) func(*servicetest.Service) servicetest.Fields {
		return func(s *servicetest.Service) servicetest.Fields {
			return servicetest.Fields{"code": s.LastOf(kind).Secret}
		}
	}
	wrongCode = func(s *servicetest.Service) servicetest.Fields {
		return servicetest.Fields{"code": servicetest.OtherCode(s.LastOf(db.KindCode).Secret, 0)}
	}
	chosen   = typed(servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
	account1 = "/espace/mon-compte"
	logsIn   = func(s *servicetest.Service, b *servicetest.Browser) {
		s.SetPassword(servicetest.Marie, servicetest.First)
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	}
	temporised = func(s *servicetest.Service, b *servicetest.Browser) {
		b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
	}
	personal = func(s *servicetest.Service, b *servicetest.Browser) {
		temporised(s, b)
		b.Get("/personnalisation").Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At("/personnalisation/coordonnees", 200)
	}
	stated = func(s *servicetest.Service, b *servicetest.Browser) {
		personal(s, b)
		b.Get("/personnalisation").Press("Je confirme mes coordonnées", nil).At("/personnalisation/adresse-email", 200)
	}
	named = func(id, channel string) func(*servicetest.Service, *servicetest.Browser) {
		return func(s *servicetest.Service, b *servicetest.Browser) {
			if id == servicetest.Marie {
				s.SetPassword(servicetest.Marie, servicetest.First)
			}
			p := b.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": id}).At(servicetest.Oubli+"/canal", 200)
			if channel != "" {
				p.Press("Suivant", servicetest.Fields{"canal": channel})
			}
		}
	}
	proved = func(s *servicetest.Service, b *servicetest.Browser) {
		logsIn(s, b)
		b.Get(account1+"/mot-de-passe").Press("Suivant", servicetest.Fields{"actuel": servicetest.First})
	}
	moved = func(s *servicetest.Service, b *servicetest.Browser) {
		logsIn(s, b)
		b.Get(account1+"/adresse").Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "neuve@poitou.example"}).At(account1+"/adresse/code", 200)
	}
)

var deeds = []deed{
	{name: "an identifier begins « oubli »", at: servicetest.Oubli, button: "Suivant", typed: typed(servicetest.Fields{"identifiant": servicetest.Marie}), to: servicetest.Oubli + "/canal"},
	{name: "a channel sends a code", before: named(servicetest.Marie, ""), at: servicetest.Oubli + "/canal", button: "Suivant", typed: typed(servicetest.Fields{"canal": "email"}), to: servicetest.Code},
	{name: "a right code", before: named(servicetest.Marie, "email"), at: servicetest.Code, button: "Valider", typed: newest(db.KindCode), to: servicetest.End, apart: []string{"codes", "flows", "audit", "meta", "figures"}},
	{name: "a wrong code", before: named(servicetest.Marie, "email"), at: servicetest.Code, button: "Valider", typed: wrongCode, to: servicetest.Code, status: 422},
	{name: "another code", before: func(s *servicetest.Service, b *servicetest.Browser) {
		named(servicetest.Marie, "email")(s, b)
		s.Wait(time.Minute)
	}, at: servicetest.Code, button: "Renvoyer un nouveau code", to: servicetest.Code},
	{name: "a right answer", before: named(servicetest.Lucien, "email"), at: servicetest.Oubli + "/question", button: "Suivant", typed: typed(servicetest.Fields{"montant": "1234,56"}), again: "Envoyer ma réponse", to: servicetest.End},
	{name: "a wrong answer", before: named(servicetest.Lucien, "email"), at: servicetest.Oubli + "/question", button: "Suivant", typed: typed(servicetest.Fields{"montant": "1,00"}), again: "Envoyer ma réponse", to: servicetest.End},
	{name: "a letter", before: named(servicetest.Notaire, ""), at: servicetest.Oubli + "/canal", button: "Suivant", typed: typed(servicetest.Fields{"canal": "email"}), to: servicetest.End},
	{name: "« Abandonner »", before: named(servicetest.Marie, "email"), at: servicetest.Code, button: "Abandonner", to: "/connexion?etat=abandon-demande"},
	{name: "an inscription's answer", before: func(s *servicetest.Service, b *servicetest.Browser) {
		b.Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien})
	},
		at: "/inscription/question", button: "Suivant", typed: typed(servicetest.Fields{"montant": "1234,56"}), again: "Envoyer ma réponse", to: "/inscription/canal"},
	{name: "an inscription's channel", before: func(s *servicetest.Service, b *servicetest.Browser) {
		b.Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien}).Answer(servicetest.Fields{"montant": "1234,56"})
	}, at: "/inscription/canal", button: "Suivant", typed: typed(servicetest.Fields{"canal": "email"}), to: "/inscription/confirmation"},
	{name: "a login", before: func(s *servicetest.Service, b *servicetest.Browser) {
		s.SetPassword(servicetest.Marie, servicetest.First)
	}, at: "/connexion", button: "Se connecter",
		typed: typed(servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First}), to: "/espace", apart: counts},
	{name: "a wrong login", at: "/connexion", button: "Se connecter",
		typed: typed(servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": "faux"}), to: "/connexion", status: 422, apart: counts},
	{name: "a login with a temporary password", at: "/connexion", button: "Se connecter",
		typed: func(s *servicetest.Service) servicetest.Fields {
			return servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": s.IssueTemporary(servicetest.Marie)}
		}, to: "/personnalisation/mot-de-passe", apart: append([]string{"members", "logins"}, counts...)},
	{name: "a personalised password", before: temporised, at: "/personnalisation/mot-de-passe", button: "Suivant", typed: chosen, to: "/personnalisation/coordonnees"},
	{name: "coordinates", before: personal, at: "/personnalisation/coordonnees", button: "Je confirme mes coordonnées",
		typed: typed(servicetest.Fields{"portable": "06 39 98 77 88"}), to: "/personnalisation/adresse-email"},
	{name: "the code of an address", before: stated, at: "/personnalisation/adresse-email", button: "Valider", typed: newest(db.KindEmailCode), to: "/personnalisation/confirmation"},
	{name: "« Corriger mon adresse e-mail »", before: stated, at: "/personnalisation/adresse-email", button: "Corriger mon adresse e-mail", to: "/personnalisation/coordonnees"},
	{name: "the current password", before: logsIn, at: account1 + "/mot-de-passe", button: "Suivant", typed: typed(servicetest.Fields{"actuel": servicetest.First}),
		to: account1 + "/mot-de-passe/nouveau-mot-de-passe", apart: counts},
	{name: "a new password", before: proved, at: account1 + "/mot-de-passe/nouveau-mot-de-passe", button: "Suivant", typed: chosen, to: account1 + "/mot-de-passe/confirmation"},
	{name: "a new address", before: logsIn, at: account1 + "/adresse", button: "Suivant", typed: typed(servicetest.Fields{"actuel": servicetest.First, "email": "neuve@poitou.example"}),
		to: account1 + "/adresse/code", apart: counts},
	{name: "the code of a new address", before: moved, at: account1 + "/adresse/code", button: "Valider", typed: newest(db.KindEmailCode), to: account1 + "/adresse/confirmation"},
	{name: "phones", before: logsIn, at: account1 + "/telephones", button: "Enregistrer mes numéros",
		typed: typed(servicetest.Fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": servicetest.First}), to: account1 + "/telephones/code", apart: counts},
	{name: "log-out", before: logsIn, at: "/espace", button: "Se déconnecter", to: "/connexion?etat=deconnecte"},
	{name: "a message to the caisse", at: "/contact", button: "Envoyer",
		typed: typed(servicetest.Fields{"sujet": "Mon dossier", "nom": "Marie", "email": "marie@poitou.example", "message": "Bonjour"}), to: "/contact/confirmation"},
}

// does presses the button with those of the fields that the page has: the page may already say that the code is right.
func (d deed) does(s *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
	p := b.Get(d.at)
	filled := servicetest.Fields{}
	if d.typed != nil {
		filled = d.typed(s)
	}
	maps.DeleteFunc(filled, func(name, _ string) bool { return p.Doc.Find(`[name="`+name+`"]`).Length() == 0 })
	if p = p.Press(d.button, filled); d.again != "" && p.Status == http.StatusOK {
		p = p.Press(d.again, nil)
	}
	return p
}

func (d deed) done(p *servicetest.Page) bool {
	return p.Path == d.to && (p.Status == http.StatusOK || p.Status == d.status)
}

func TestAWriteThatFailsLeavesNothingHalfDone(t *testing.T) {
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			s, log := faulty(t)
			b := s.Browser()
			if d.before != nil {
				d.before(s, b)
			}
			if d.typed != nil {
				d.typed(s) // only for its preparation
			}
			x := s.Saboteur()
			for nth := 1; ; nth++ {
				if nth > 60 {
					t.Fatal("it never ends")
				}
				x.Do(`DELETE FROM limit_events WHERE kind IN ('login', 'proof', 'temporary')`) // tries that the faults have caused
				before := x.State()
				x.Do(`UPDATE fault SET writes = ?`, nth)
				p := d.does(s, b)
				x.Do(`UPDATE fault SET writes = 0`)
				if d.done(p) {
					if nth == 1 {
						t.Error("no write failed")
					}
					break
				}
				if p.Status < 500 {
					t.Fatalf("write %d: came to %s (%d):\n%s", nth, p.Path, p.Status, p.Brief())
				}
				p.PlainFault(log())
				after := x.State()
				for table := range before {
					if !slices.Contains(d.apart, table) && before[table] != after[table] {
						t.Errorf("write %d failed, and %s has changed: %s", nth, table, cmp.Diff(before[table], after[table]))
					}
				}
				if kinds(s.Sent())[db.KindTemporary] > 0 {
					t.Errorf("write %d failed, and a temporary password has left", nth)
				}
			}
			if n := kinds(s.Sent())[db.KindTemporary]; n > 1 {
				t.Errorf("%d temporary passwords", n)
			}
			if _, _, err := s.DB.VerifyAudit(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestASessionThatCannotBeWrittenOpensNothing(t *testing.T) {
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			s, log := faulty(t)
			b := s.Browser()
			if d.before != nil {
				d.before(s, b)
			}
			if d.typed != nil {
				d.typed(s)
			}
			x := s.Saboteur()
			for nth := 1; nth <= 2; nth++ {
				x.Do(`UPDATE fault SET sessions = ?`, nth)
				p := d.does(s, b)
				x.Do(`UPDATE fault SET sessions = 0`)
				if d.done(p) {
					break
				}
				if p.Status != 500 { // 503 would mean that too many people log in at this moment
					t.Fatalf("came to %s (%d):\n%s", p.Path, p.Status, p.Brief())
				}
				p.PlainFault(log())
				// The act is complete, or has not begun: pressing the button again, or opening the page again, goes on.
				if again := b.Get(d.at); strings.HasPrefix(again.Path, "/connexion") && d.at != again.Path && d.to != again.Path {
					again = b.LogIn(servicetest.Marie, s.NewPassword())
					if again.Status != 200 {
						t.Errorf("no way on: %s (%d)\n%s", again.Path, again.Status, again.Brief())
					}
					break
				} else if again.Path != d.at {
					break // the act is complete
				}
			}
			if n := kinds(s.Sent())[db.KindTemporary]; n > 1 {
				t.Errorf("%d temporary passwords", n)
			}
		})
	}
}

// watched is an outbox that reports the results of its messages.
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

// carrier accepts mails and SMS, or refuses them while down is true.
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
			s := servicetest.NewService(t, func(o *handlers.Options) { o.Wake = func() { c.Wake() } })
			s.SetPassword(servicetest.Marie, servicetest.First)
			outbox := watched{DB: s.DB, settled: make(chan string, 10)}
			c = courier.New(outbox, post, post, courier.Options{Caisse: s.Caisse, Location: time.UTC, Clock: s.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { c.Run(ctx); close(ended) }()
			defer func() { stop(); <-ended }()

			p := s.Browser().Forget(servicetest.Marie, channel).At(servicetest.Code, 200).Says("Un code de confirmation vous a été envoyé " + words)
			if got := <-outbox.settled; got != "retry connexion" {
				t.Fatalf("%s", got)
			}
			p.B.Get(servicetest.Code).At(servicetest.Code, 200).Says("Un code de confirmation vous a été envoyé " + words)
			health, err := s.DB.OutboxHealth(t.Context())
			if err != nil || health.Waiting != 1 || health.Retried != 1 {
				t.Errorf("%+v, %v", health, err)
			}
			post.mu.Lock()
			post.down = false
			post.mu.Unlock()
			s.Wait(time.Minute)
			c.Wake()
			if got := <-outbox.settled; got != "sent" {
				t.Fatalf("%s", got)
			}
			sent := regexp.MustCompile(`(?m)^\s*(\d{4})\s*$|#(\d{4})`).FindStringSubmatch(post.came[0])
			if sent == nil {
				t.Fatalf("no code in %q", post.came[0])
			}
			p.Press("Valider", servicetest.Fields{"code": sent[1] + sent[2]}).At(servicetest.End, 200)
			if got := <-outbox.settled; got != "sent" || len(post.came) != 2 {
				t.Errorf("%s, %d messages", got, len(post.came))
			}
		})
	}
}
