package handlers_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// inTime is the longest time that a member may need to get into the account.
const inTime = 2 * time.Minute

const (
	rider  = "1630586123456" // exploitant who can be reached by SMS only: has connected, and no longer has an address
	newly  = "2711086123456" // particulier with a card, who has never connected
	others = `identifiant;categorie;civilite;nom;prenom;adresse6;email;portable;carte_vitale
` + rider + `;exploitant;M.;Motte;Yves;79000 NIORT;;06 39 98 55 66;
` + newly + `;particulier;Mme;Neuve;Lise;86000 POITIERS;lise@poitou.example;06 39 98 77 88;800055545678901
`
	otherPayments = "identifiant;nature;date;montant\n" + rider + ";facture_cotisations;15/09/2026;99,90\n"
)

// owner is a member whom strangers attack.
type owner struct {
	name, identifier, channel string
	connected                 bool
	paper                     bool // can be reached by letter only: « oubli » takes days, from an unknown browser
	answer                    servicetest.Fields
}

var owners = []owner{
	{"a retired person with e-mail and mobile", servicetest.Marie, "sms", true, false, servicetest.Fields{"nature": "vitale", "carte": "800012345678901"}},
	{"somebody with a card who has never connected", newly, "email", false, false, servicetest.Fields{"nature": "vitale", "carte": "800055545678901"}},
	{"a farmer with e-mail alone who has never connected", servicetest.Lucien, "email", false, false, servicetest.Fields{"montant": "1234,56"}},
	{"a farmer with a mobile alone", rider, "sms", true, false, servicetest.Fields{"montant": "99,90"}},
	{"a company with e-mail and mobile", servicetest.Ferme, "sms", true, false, servicetest.Fields{"montant": "15870,00"}},
	{"an employer with a mobile alone who has never connected", servicetest.Jardin, "sms", false, false, servicetest.Fields{"montant": "312,40"}},
	{"a notary with e-mail alone", servicetest.Notaire, "email", true, false, nil},
	{"somebody whom letters alone reach", servicetest.Silence, "email", true, true, nil},
}

// post holds what the members have received: codes, temporary passwords, and the number of messages.
type post struct {
	codes             map[string]string // by the number of the demand
	newest, passwords map[string]string // by destination
	messages          map[string]int
}

// deliver delivers the waiting messages, as the courier does.
func (p *post) deliver(t *testing.T, s *servicetest.Service) {
	t.Helper()
	due, err := s.DB.Due(t.Context(), s.Now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range due {
		if m.Decoy() {
			err = s.DB.Dropped(t.Context(), m.ID, s.Now())
		} else {
			err = s.DB.Sent(t.Context(), m.ID, s.Now())
		}
		if err != nil {
			t.Fatal(err)
		}
		p.messages[m.To]++
		switch m.Kind {
		case db.KindCode:
			p.codes[m.Request], p.newest[m.To] = m.Secret, m.Secret
		case db.KindTemporary:
			p.passwords[m.To] = m.Secret
		}
	}
}

// of returns the newest secret that a member has received by a channel.
func of(secrets map[string]string, m *db.Member, channel string) string {
	kind := db.ContactOf(account.Channel(channel))
	return secrets[m.Contacts[kind].Value]
}

var numberShown = regexp.MustCompile(`\b[A-Z]{3}-\d{3}\b`)

// code returns the code that an owner types on a screen: that of the demand shown there, otherwise that of the newest message.
func (p *post) code(screen *servicetest.Page, m *db.Member, channel string) string {
	if own, ok := p.codes[numberShown.FindString(screen.Text())]; ok {
		return own
	}
	return of(p.newest, m, channel)
}

// comesIn gets the owner into the account by « oubli » from an unknown browser. They read their newest message, answer the
// question if the screen asks it, and request another code when it says so, while strangers go on.
func (o owner) comesIn(t *testing.T, s *servicetest.Service, a *attackers, mail *post, from string) {
	t.Helper()
	began, m := s.Now(), s.Member(o.identifier)
	a.fill()
	p := s.From(from).Forget(o.identifier, o.channel)
	for p.Path != servicetest.End && s.Now().Sub(began) < inTime {
		s.Wait(20 * time.Second) // to read and type
		a.once(o.identifier, o.channel)
		if p.Path == servicetest.Oubli+"/question" {
			p = p.Answer(o.answer)
			continue
		}
		if p.Doc.Find(`[name="montant"]`).Length() > 0 {
			p = p.Press("Envoyer ma réponse", o.answer).At(servicetest.Code, 200).Says("Votre réponse a été reçue.")
		}
		mail.deliver(t, s)
		if p = p.Press("Valider", servicetest.Fields{"code": mail.code(p, m, o.channel)}); p.Path == servicetest.Code {
			p = s.From(from).Forget(o.identifier, o.channel)
		}
	}
	if p.At(servicetest.End, 200); s.Now().Sub(began) > inTime {
		t.Fatalf("%s came in after %v", o.name, s.Now().Sub(began))
	}
	mail.deliver(t, s)
	s.From(from).LogIn(o.identifier, of(mail.passwords, m, o.channel)).At("/personnalisation/mot-de-passe", 200)
}

// settle gives a member a password of their own, and verifies the contact, as the first connection does.
func (o owner) settle(t *testing.T, s *servicetest.Service) {
	t.Helper()
	m, now := s.Member(o.identifier), s.Now()
	err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.ChangePassword(t.Context(), m.ID, m.PasswordHash, servicetest.Hashed(servicetest.First), now)
		err2 := error(nil)
		if !o.paper {
			kind := db.ContactOf(account.Channel(o.channel))
			_, err2 = tx.VerifyContact(t.Context(), m.ID, kind, now)
		}
		return errors.Join(err, err2, tx.EndPersonalisation(t.Context(), m.ID, now))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNinetyDaysOfStrangers: 10,000 network addresses attack a member of each kind and an agent for 90 days, and keep the
// ceiling of SMS reached. Every day each of these people gets in within two minutes, by password in a known browser and by a
// code elsewhere, and receives few messages. Those whom only letters reach get in from a known browser, and from no other.
func TestNinetyDaysOfStrangers(t *testing.T) {
	t.Parallel()
	s := servicetest.NewService(t, proxied, func(o *handlers.Options) { o.Limits = account.DefaultLimits() })
	s.ImportFiles(others, otherPayments)
	a, mail := &attackers{t: t, s: s}, &post{codes: map[string]string{}, newest: map[string]string{}, passwords: map[string]string{}}
	for _, o := range owners {
		if o.connected {
			o.settle(t, s)
		}
	}
	agent := s.From("192.0.2.5")
	s.EnrolAgent("pmercier", db.RoleAgent)
	agent.EnterDesk("pmercier").At("/agent", 200).Press("Se déconnecter", nil)
	if err := s.DB.FollowMembers(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	s.Wait(8 * 24 * time.Hour) // the decoys of unknown identifiers have followed the members
	own := make([]*servicetest.Browser, len(owners))
	for i, o := range owners {
		own[i] = s.From("192.0.2.8")
		if o.connected {
			own[i].LogIn(o.identifier, servicetest.First).At("/espace", 200)
			own[i].LogOut()
		}
	}
	most, letters := 0, 0
	for day := range 90 {
		mail.messages = map[string]int{}
		a.fill()
		for _, o := range owners {
			a.press(o.identifier)
			if o.connected {
				s.From("192.0.2.7").LogIn(o.identifier, servicetest.First).At("/connexion", 429)
			}
		}
		for range s.Limits.LoginFree {
			a.program().does("/agent/connexion", map[string][]string{"agent": {"pmercier"}, "mot_de_passe": {"Faux-Sillon3Brume"}})
		}
		agent.EnterDesk("pmercier").At("/agent", 200).Press("Se déconnecter", nil)
		for i, o := range owners {
			if o.connected {
				own[i].LogIn(o.identifier, servicetest.First).At("/espace", 200)
				own[i].LogOut()
			}
			if o.paper {
				s.From("192.0.2.7").Forget(o.identifier, o.channel).At(servicetest.End, 200).Says("lettre")
				continue
			}
			o.comesIn(t, s, a, mail, "192.0.2.7")
		}
		mail.deliver(t, s)
		for _, o := range owners {
			m := s.Member(o.identifier)
			most = max(most, mail.messages[m.Contacts[db.Email].Value]+mail.messages[m.Contacts[db.Mobile].Value])
		}
		letters = max(letters, len(s.Letters()))
		night(t, s)
		s.Wait(23*time.Hour + time.Duration(day*17%90)*time.Minute) // each day at another hour than the day before
	}
	if most > 10 {
		t.Errorf("%d messages to a member in a day", most)
	}
	for _, o := range owners {
		if n := s.LimitCount(db.WrongCodes, s.Member(o.identifier).IdentifierKey); n > s.Limits.ShortPerYear() {
			t.Errorf("%s: %d comparisons with short codes", o.name, n)
		}
	}
	t.Logf("at most %d messages to a member in a day", most)
}

// night runs the service's nightly work.
func night(t *testing.T, s *servicetest.Service) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	_, err := s.DB.ExpireOutbox(ctx, s.Now())
	if err := errors.Join(err, s.DB.FollowMembers(ctx, s.Now()), s.DB.Purge(ctx, s.Now())); err != nil {
		t.Fatal(err)
	}
}
