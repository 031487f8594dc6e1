package handlers_test

import (
	"context"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"sesame/db"
)

// invite opens an enrolment, for a new agent where nobody has the login.
func (s *service) invite(login string, role db.Role, secret string) {
	s.t.Helper()
	err := s.db.InTx(context.Background(), func(t *db.Tx) error {
		a, err := t.AgentByLogin(context.Background(), login)
		if errors.Is(err, db.ErrNotFound) {
			a, err = t.AddAgent(context.Background(), login, role, s.now())
		}
		if err != nil {
			return err
		}
		return t.Invite(context.Background(), a, secret, s.now(), s.now().Add(time.Hour))
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// enrolsUntilFactor goes from the secret to the choice of the second factor.
func (b *browser) enrolsUntilFactor(login, secret string) *page {
	b.s.t.Helper()
	return b.get("/agent/enrolement").press("Suivant", fields{"agent": login, "secret": secret}).at("/agent/enrolement/mot-de-passe", 200).
		press("Suivant", fields{"nouveau": agentPassword, "confirmation": agentPassword}).at("/agent/enrolement/second-facteur", 200)
}

// enrols goes the whole way, with an authenticator.
func (b *browser) enrols(login, secret string) *page {
	b.s.t.Helper()
	p := b.enrolsUntilFactor(login, secret)
	return p.press("Valider le code", fields{"code": p.shownCode()})
}

// agentsLeft is what agents leave when the files are stolen: one has enrolled and is logged in, one is about to choose the
// second factor, one has not begun.
func (s *service) agentsLeft(l *loot) {
	s.t.Helper()
	secrets := map[string]string{"enrolled": "verger7kmpqx", "halfway": "champ9wxyzab", "waiting": "foret2cdefgh"}
	for login, secret := range secrets {
		s.invite(login, db.RoleSupervisor, secret)
		l.add("enrolment secret", secret, secret[:4]+" "+secret[4:8]+" "+secret[8:])
	}
	l.add("agent's password", agentPassword, "Loutre=Brumeuse5Panier")
	authenticator := func(p *page) {
		secret := strings.ReplaceAll(p.doc.Find("code").First().Text(), " ", "")
		plain, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if err != nil {
			s.t.Fatal(err)
		}
		l.add("authenticator's secret", secret, string(plain))
	}
	b, half := s.browser(), s.browser()
	p := b.enrolsUntilFactor("enrolled", secrets["enrolled"])
	authenticator(p)
	p.press("Valider le code", fields{"code": p.shownCode()}).at("/agent/codes-de-secours", 200).doc.Find("code").Each(func(_ int, q *goquery.Selection) {
		l.add("recovery code", q.Text(), strings.ReplaceAll(q.Text(), "-", ""))
	})
	authenticator(half.enrolsUntilFactor("halfway", secrets["halfway"]))
	key := db.Passkey{ID: []byte("identifies a key"), Record: []byte(`{"publicKey":"pQECAyYgASFYIHlvdSBmb3VuZCBtZQ"}`), Name: "Clé"}
	if err := s.db.InTx(context.Background(), func(t *db.Tx) error { return t.AddPasskey(context.Background(), s.agent("enrolled"), key, s.now()) }); err != nil {
		s.t.Fatal(err)
	}
	l.add("passkey", "pQECAyYgASFYIHlvdSBmb3VuZCBtZQ")
	s.browser().deskPassword("enrolled", "Loutre=Brumeuse5Panier").at("/agent/connexion", 422)
	l.seen(s, b, half)
}

// shownCode is what an authenticator shows that was given the secret on the page.
func (p *page) shownCode() string {
	p.b.s.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(p.doc.Find("code").First().Text(), " ", ""), p.b.s.now())
	if err != nil {
		p.b.s.t.Fatal(err)
	}
	return code
}
