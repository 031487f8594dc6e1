package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers"
)

// What may happen once happens once, however many ask for it at the same moment (security.md, promise 3). Each test
// holds its requests at a barrier, lets them go together, and counts rows.

// kinds counts messages by kind.
func kinds(messages []db.Waiting) map[string]int {
	n := map[string]int{}
	for _, m := range messages {
		n[m.Kind]++
	}
	return n
}

func TestWhatMayHappenOnceHappensOnce(t *testing.T) {
	t.Run("fifty different wrong codes at once count three tries, and the right one then opens nothing", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		code := s.lastOf(db.KindCode).Secret
		path, form := p.form("Valider", nil)
		var status sync.Map
		atOnce(eachOf(50, func(i int) {
			typed := url.Values{"version": form["version"], "code": {otherCode(code, 100*i)}}
			status.Store(i, p.b.post(path, typed).status)
		})...)
		status.Range(func(_, got any) bool {
			if got != 422 && got != 429 {
				t.Errorf("a wrong code was answered with %d", got)
			}
			return true
		})
		file, key := s.raw(), s.member(marie).IdentifierKey
		if n := number(t, file, `SELECT tries FROM codes ORDER BY id DESC LIMIT 1`); n != 3 {
			t.Errorf("%d tries were counted", n)
		}
		if n := s.counted(db.WrongCodes, key); n != 3 {
			t.Errorf("%d wrong codes of the account", n)
		}
		if n := number(t, file, `SELECT count(*) FROM limit_events WHERE kind = ?`, db.AllWrongCodes); n != 3 {
			t.Errorf("%d wrong codes of everyone", n)
		}
		p.b.post(path, url.Values{"version": form["version"], "code": {code}}).at("/mot-de-passe-oublie/code", 422)
		if n := s.noted("temporary-password-issued", "ok"); n != 0 {
			t.Errorf("%d temporary passwords", n)
		}
	})
	t.Run("fifty codes at once with the right one among them: three tries and one password at most", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for round := range 3 {
			s.sent()
			p := s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
			code := s.lastOf(db.KindCode).Secret
			path, form := p.form("Valider", nil)
			before := s.noted("temporary-password-issued", "ok")
			atOnce(eachOf(50, func(i int) {
				typed := otherCode(code, 100*i)
				if i%10 == round {
					typed = code
				}
				p.b.post(path, url.Values{"version": form["version"], "code": {typed}})
			})...)
			if n := number(t, s.raw(), `SELECT tries FROM codes ORDER BY id DESC LIMIT 1`); n > 3 {
				t.Errorf("%d tries were counted", n)
			}
			if n := s.noted("temporary-password-issued", "ok") - before; n > 1 || n != kinds(s.sent())[db.KindTemporary] {
				t.Errorf("%d temporary passwords of one code", n)
			}
			s.wait(31 * 24 * time.Hour)
		}
	})
	t.Run("two right codes in two browsers, each with a journey of its own: each code counts in its own", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		one := s.browser().forget(marie, "email")
		two := s.browser().forget(marie, "sms")
		sent := s.sent()
		pathOne, formOne := one.form("Valider", fields{"code": sent[1].Secret}) // crossed
		pathTwo, formTwo := two.form("Valider", fields{"code": sent[0].Secret})
		if sent[0].Secret != sent[1].Secret { // once in 10,000 times they are the same digits
			atOnce(func() { one.b.post(pathOne, formOne) }, func() { two.b.post(pathTwo, formTwo) })
		}
		if n := s.noted("temporary-password-issued", "ok"); n != 0 {
			t.Fatal("a code counted in another journey")
		}
		formOne.Set("code", sent[0].Secret)
		formTwo.Set("code", sent[1].Secret)
		atOnce(func() { one.b.post(pathOne, formOne) }, func() { two.b.post(pathTwo, formTwo) })
		// Two codes, two passwords: the newest counts.
		issued := s.sent()
		if n := s.noted("temporary-password-issued", "ok"); n != 2 || kinds(issued)[db.KindTemporary] != 2 {
			t.Fatalf("%d temporary passwords, sent %v", n, kinds(issued))
		}
		works := 0
		for _, m := range issued {
			if s.browser().logIn(marie, m.Secret).path == "/personnalisation/mot-de-passe" {
				works++
			}
		}
		if works != 1 {
			t.Errorf("%d of the two work", works)
		}
	})
	t.Run("five personalisations of one temporary password: one password counts, one session goes on", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		var ready []*page
		var chosen []string
		for i := range 5 {
			ready = append(ready, s.browser().logIn(marie, secret).at("/personnalisation/mot-de-passe", 200))
			chosen = append(chosen, strong(i))
		}
		pages := make([]*page, len(ready))
		atOnce(eachOf(len(ready), func(i int) {
			pages[i] = ready[i].press("Suivant", fields{"nouveau": chosen[i], "confirmation": chosen[i]})
		})...)
		won := slices.IndexFunc(pages, func(p *page) bool { return p.path == "/personnalisation/coordonnees" })
		if won < 0 {
			t.Fatalf("nobody won: %s", pages[0].brief())
		}
		for i, p := range pages {
			if i != won && !strings.HasPrefix(p.path, "/connexion") {
				t.Errorf("browser %d came to %s (%d)", i, p.path, p.status)
			}
			if after := ready[i].b.get("/personnalisation/coordonnees"); i != won && !strings.HasPrefix(after.path, "/connexion") {
				t.Errorf("browser %d goes on at %s", i, after.path)
			}
		}
		if n := s.noted("password-personalised", "ok"); n != 1 {
			t.Errorf("%d passwords were personalised", n)
		}
		if n := kinds(s.sent())[db.KindPasswordChanged]; n == 0 || n > 2 { // one for each channel that is known
			t.Errorf("told %d times", n)
		}
		right, err := keys.NewHasher(1, 1).Verify(t.Context(), s.member(marie).PasswordHash, chosen[won])
		if err != nil || !right {
			t.Errorf("the password is not the winner's (%v)", err)
		}
		s.browser().logIn(marie, secret).at("/connexion", 422)
	})
	t.Run("ten clicks on one personalisation: one password, and the journey goes on", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie))
		path, form := p.form("Suivant", fields{"nouveau": first, "confirmation": first})
		together(10, func() { p.b.post(path, form) })
		if n := s.noted("password-personalised", "ok"); n != 1 {
			t.Errorf("%d passwords were personalised", n)
		}
		s.browser().logIn(marie, first).at("/personnalisation/coordonnees", 200)
	})
	t.Run("two sessions change the password at once: one counts, the other session ends", func(t *testing.T) {
		s := newService(t)
		one, two := s.browser(), s.browser()
		one.establish(marie, first)
		two.logIn(marie, first).at("/espace", 200)
		chosen := []string{second, "Tabouret%Orage5Moisson"}
		forms := make([]*page, 2)
		for i, b := range []*browser{one, two} {
			forms[i] = b.get("/espace/mon-compte/mot-de-passe").press("Suivant", fields{"actuel": first}).at("/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe", 200)
		}
		s.sent()
		pages := make([]*page, 2)
		atOnce(eachOf(2, func(i int) {
			pages[i] = forms[i].press("Suivant", fields{"nouveau": chosen[i], "confirmation": chosen[i]})
		})...)
		won := 0
		if pages[1].path == "/espace/mon-compte/mot-de-passe/confirmation" {
			won = 1
		}
		pages[won].at("/espace/mon-compte/mot-de-passe/confirmation", 200)
		if other := pages[1-won]; !strings.HasPrefix(other.path, "/connexion") {
			t.Errorf("the other one came to %s", other.path)
		}
		if n := s.noted("password-changed", "ok"); n != 1 {
			t.Errorf("%d changes", n)
		}
		if n := kinds(s.sent())[db.KindPasswordChanged]; n != 1 {
			t.Errorf("told %d times", n)
		}
		s.browser().logIn(marie, chosen[won]).at("/espace", 200)
		s.browser().logIn(marie, chosen[1-won]).at("/connexion", 422)
	})
	t.Run("ten clicks on one answer to the identity question: one answer, one password", func(t *testing.T) {
		s := newService(t)
		p := s.browser().forget(lucien, "email").at("/mot-de-passe-oublie/question", 200)
		path, form := p.form("Suivant", fields{"reponse": "1234,56"})
		together(10, func() { p.b.post(path, form) })
		if n := s.counted(db.QuestionsAnswered, s.member(lucien).IdentifierKey); n != 1 {
			t.Errorf("%d answers were counted", n)
		}
		if got := kinds(s.sent()); got[db.KindTemporary] != 1 || len(s.letters()) != 0 {
			t.Errorf("sent %v and %d letters", got, len(s.letters()))
		}
	})
	t.Run("eight browsers answer at once, two of them rightly: the first answer counts, the others lead to one letter", func(t *testing.T) {
		s := newService(t)
		asked := make([]*page, 8)
		for i := range asked {
			asked[i] = s.browser().forget(lucien, "email").at("/mot-de-passe-oublie/question", 200)
		}
		atOnce(eachOf(len(asked), func(i int) {
			answer := fmt.Sprintf("%d,00", i+1)
			if i >= 6 {
				answer = "1234,56"
			}
			asked[i].press("Suivant", fields{"reponse": answer}).at("/mot-de-passe-oublie/confirmation", 200)
		})...)
		if n := s.noted("question-answered", "ok"); n > 1 {
			t.Errorf("%d right answers", n)
		}
		got, letters := kinds(s.sent()), len(s.letters())
		if got[db.KindTemporary] > 1 || letters != 1 || got[db.KindLetterNotice] != 1 {
			t.Errorf("sent %v and %d letters", got, letters)
		}
	})
	t.Run("ten clicks on « Renvoyer un nouveau code » send one", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		s.sent()
		s.wait(time.Minute)
		path, form := p.form("Renvoyer un nouveau code", nil)
		together(10, func() { p.b.post(path, form) })
		if n := len(s.sent()); n != 1 {
			t.Errorf("%d codes were sent", n)
		}
		if n := s.counted(db.CodesSent, s.member(marie).IdentifierKey); n != 2 {
			t.Errorf("%d codes were counted", n)
		}
	})
	t.Run("the right code and a new one at once: the newest only, or the password has left", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		path, form := p.form("Valider", fields{"code": s.lastOf(db.KindCode).Secret})
		again, _ := p.form("Renvoyer un nouveau code", nil)
		s.sent()
		s.wait(time.Minute)
		atOnce(func() { p.b.post(path, form) }, func() { p.b.post(again, form) })
		got := kinds(s.sent())
		if got[db.KindTemporary]+got[db.KindCode] != 1 || s.noted("temporary-password-issued", "ok") != got[db.KindTemporary] {
			t.Errorf("sent %v", got)
		}
	})
	t.Run("six browsers ask for the fifth code of the day at once: one leaves", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for range s.limits.CodesPerDay - 1 {
			s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
		}
		s.sent()
		ready := make([]*page, 6)
		for i := range ready {
			ready[i] = s.browser().get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": marie})
		}
		atOnce(eachOf(len(ready), func(i int) { ready[i].press("Suivant", fields{"canal": "email"}) })...)
		if n := len(s.sent()); n != 1 {
			t.Errorf("%d codes left", n)
		}
	})
	t.Run("eight browsers ask for a letter at once: one letter, one notice, one password", func(t *testing.T) {
		s := newService(t)
		ready := make([]*page, 8)
		for i := range ready {
			ready[i] = s.browser().get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": notaire}).at("/mot-de-passe-oublie/canal", 200)
		}
		atOnce(eachOf(len(ready), func(i int) {
			ready[i].press("Suivant", fields{"canal": "email"}).at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		})...)
		letters := s.letters()
		if got := kinds(s.sent()); len(letters) != 1 || got[db.KindLetterNotice] != 1 || s.noted("temporary-password-issued", "ok") != 1 {
			t.Fatalf("%d letters, sent %v", len(letters), got)
		}
		s.browser().logIn(notaire, letters[0].Payload.Secret).at("/personnalisation/mot-de-passe", 200)
	})
	t.Run("ten clicks on « Je confirme mes coordonnées » confirm once and send one code", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		path, form := p.form("Je confirme mes coordonnées", fields{"portable": "06 39 98 77 88"})
		s.sent()
		together(10, func() { p.b.post(path, form) })
		if got := kinds(s.sent()); got[db.KindEmailCode] != 1 || s.noted("contacts-confirmed", "ok") != 1 || s.noted("phones-changed", "ok") != 1 {
			t.Errorf("sent %v, confirmed %d times", got, s.noted("contacts-confirmed", "ok"))
		}
		if n := s.counted(db.OwnCodesSent, s.member(marie).IdentifierKey); n != 1 {
			t.Errorf("%d codes were counted", n)
		}
	})
	t.Run("ten clicks on the right code of an address end the journey once", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		p = p.press("Je confirme mes coordonnées", nil).at("/personnalisation/adresse-email", 200)
		path, form := p.form("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret})
		together(10, func() { p.b.post(path, form) })
		if n := s.noted("email-verified", "ok"); n != 1 {
			t.Errorf("verified %d times", n)
		}
		if n := number(t, s.raw(), `SELECT count(*) FROM logins WHERE method = 'password' AND ended_at IS NULL`); n != 1 {
			t.Errorf("%d private spaces were opened", n)
		}
	})
	t.Run("two logins with one temporary password both come to the personalisation and no further", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		atOnce(eachOf(2, func(int) {
			b := s.browser()
			b.logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
			b.get("/espace").at("/personnalisation/mot-de-passe", 200)
		})...)
		if n := s.counted(db.LoginFailures, s.member(marie).IdentifierKey); n != 0 {
			t.Errorf("%d failures are counted", n)
		}
	})
	t.Run("ten messages at once when nine have been written today: one is taken", func(t *testing.T) {
		s := newService(t)
		whole := fields{"sujet": "Mon dossier", "nom": "Marie Dupont", "email": "marie@poitou.example", "message": "Bonjour"}
		for range 9 {
			s.browser().get("/contact").press("Envoyer", whole).at("/contact/confirmation", 200)
		}
		var refused sync.Map
		atOnce(eachOf(10, func(i int) {
			p := s.browser().get("/contact").press("Envoyer", whole)
			if p.status == 429 && p.header.Get("Retry-After") != "" {
				refused.Store(i, true)
			}
		})...)
		n := 0
		refused.Range(func(any, any) bool { n++; return true })
		if kept := number(t, s.raw(), `SELECT count(*) FROM contact_messages`); kept != 10 || n != 9 || kinds(s.sent())[db.KindContact] != 10 {
			t.Errorf("%d messages were kept, %d refused", kept, n)
		}
	})
	t.Run("ten wrong current passwords at once count as many as may be tried", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		path, form := b.get("/espace/mon-compte/mot-de-passe").form("Suivant", fields{"actuel": "faux"})
		together(10, func() { b.post(path, form) })
		if n := s.counted(db.PasswordProofs, s.member(marie).IdentifierKey); n != s.limits.LoginFree {
			t.Errorf("%d were checked", n)
		}
	})
}

// meanwhile makes a service whose clock lets something happen in the middle of a request: act runs when the request
// reads the clock for the nth time.
func meanwhile(t *testing.T) (s *service, arm func(nth int, act func())) {
	var (
		mu    sync.Mutex
		left  int
		doing func()
	)
	now := func() time.Time {
		mu.Lock()
		act := func() {}
		if left > 0 {
			if left--; left == 0 {
				act = doing
			}
		}
		mu.Unlock()
		act()
		return s.now()
	}
	s = newService(t, func(o *handlers.Options) { o.Now = now })
	return s, func(nth int, act func()) {
		mu.Lock()
		defer mu.Unlock()
		left, doing = nth, act
	}
}

func TestWhatChangedMeanwhileCounts(t *testing.T) {
	// soon gives up where the request that is interrupted holds the writer itself.
	soon := func(f func(context.Context)) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		f(ctx)
	}
	t.Run("a login that was checked against a password which is then changed opens nothing", func(t *testing.T) {
		s, arm := meanwhile(t)
		s.settle(marie, first)
		for nth := range 8 {
			m, was, next, changed := s.member(marie), []string{first, second}[nth%2], []string{second, first}[nth%2], false
			form := s.browser().get("/connexion")
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					changed = nil == s.db.InTx(ctx, func(tx *db.Tx) error {
						if _, err := tx.ChangePassword(ctx, m.ID, m.PasswordHash, hashed(next), s.now()); err != nil {
							return err
						}
						return tx.CloseLogins(ctx, m.ID, 0, s.now())
					})
				})
			})
			form.press("Se connecter", fields{"identifiant": marie, "mot_de_passe": was})
			arm(0, nil)
			if !changed {
				if err := s.db.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := tx.ChangePassword(t.Context(), m.ID, m.PasswordHash, hashed(next), s.now())
					return errors.Join(err, tx.CloseLogins(t.Context(), m.ID, 0, s.now()))
				}); err != nil {
					t.Fatal(err)
				}
			}
			if p := form.b.get("/espace"); p.path == "/espace" {
				t.Errorf("changed at the clock's reading %d of the login, and the session of the old password is open", nth+1)
			}
			s.wait(25 * time.Hour)
		}
		s.browser().logIn(marie, first).at("/espace", 200)
	})
	t.Run("nor one that was checked against a temporary password which is then replaced", func(t *testing.T) {
		s, arm := meanwhile(t)
		for nth := range 8 {
			m, secret, replaced := s.member(marie), s.temporary(marie), false
			form := s.browser().get("/connexion")
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					replaced = nil == s.db.InTx(ctx, func(tx *db.Tx) error {
						return tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hashed("abcdefghjkmn"), Channel: "letter", IssuedAt: s.now(), ExpiresAt: s.now().Add(24 * time.Hour)})
					})
				})
			})
			form.press("Se connecter", fields{"identifiant": marie, "mot_de_passe": secret})
			arm(0, nil)
			if p := form.b.get("/personnalisation/mot-de-passe"); replaced && p.path == "/personnalisation/mot-de-passe" {
				t.Errorf("replaced at the clock's reading %d of the login, and who gave the old one may personalise the new one", nth+1)
			}
			s.wait(25 * time.Hour)
		}
	})
	t.Run("nor does a personalisation under way go on when the temporary password is replaced", func(t *testing.T) {
		s, arm := meanwhile(t)
		m := s.member(marie)
		for nth := range 8 {
			form, replaced := s.browser().logIn(marie, s.temporary(marie)).at("/personnalisation/mot-de-passe", 200), false
			was := s.member(marie).PasswordHash
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					replaced = nil == s.db.InTx(ctx, func(tx *db.Tx) error {
						return tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hashed("abcdefghjkmn"), Channel: "letter", IssuedAt: s.now(), ExpiresAt: s.now().Add(24 * time.Hour)})
					})
				})
			})
			form.press("Suivant", fields{"nouveau": strong(nth), "confirmation": strong(nth)})
			arm(0, nil)
			if now := s.member(marie); replaced && now.Temporary == nil {
				t.Errorf("replaced at the clock's reading %d: who gave the old one has personalised the new one (%t)", nth+1, was != now.PasswordHash)
			}
			s.wait(25 * time.Hour)
		}
	})
	t.Run("a code verifies the address that it was sent to, and no other", func(t *testing.T) {
		s := newService(t)
		one := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		one = one.press("Je confirme mes coordonnées", fields{"email": "mienne@poitou.example"}).at("/personnalisation/adresse-email", 200)
		code := s.lastOf(db.KindEmailCode)
		two := s.browser().logIn(marie, first).press("Corriger mon adresse email", nil).at("/personnalisation/coordonnees", 200)
		two.press("Je confirme mes coordonnées", fields{"email": "autrui@poitou.example"}).at("/personnalisation/adresse-email", 200)
		one.press("Valider", fields{"code": code.Secret}).at("/personnalisation/adresse-email", 422).says("Demandez un nouveau code")
		if got := s.member(marie).Contacts[db.Email]; code.To != "mienne@poitou.example" || got.Value == "autrui@poitou.example" {
			t.Errorf("the code sent to %s verified %s", code.To, got.Value)
		}
	})
	t.Run("an address that was replaced elsewhere is confirmed by a new code", func(t *testing.T) {
		s := newService(t)
		one := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		one = one.press("Je confirme mes coordonnées", fields{"email": "mienne@poitou.example"})
		two := s.browser().logIn(marie, first).press("Corriger mon adresse email", nil)
		two.press("Je confirme mes coordonnées", fields{"email": "autre@poitou.example"})
		s.wait(time.Minute)
		one = one.press("Renvoyer un nouveau code", nil).at("/personnalisation/adresse-email", 200).says("autre@poitou.example")
		code := s.lastOf(db.KindEmailCode)
		one.press("Valider", fields{"code": code.Secret}).at("/personnalisation/confirmation", 200)
		if got := s.member(marie).Contacts[db.Email]; code.To != "autre@poitou.example" || got.Value != code.To {
			t.Errorf("the code sent to %s verified %s", code.To, got.Value)
		}
	})
	t.Run("a personalisation that ended in one browser is over in the other, and takes no address away", func(t *testing.T) {
		s := newService(t)
		one := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		one = one.press("Je confirme mes coordonnées", nil).at("/personnalisation/adresse-email", 200)
		codeOne := s.lastOf(db.KindEmailCode).Secret
		two := s.browser().logIn(marie, first).at("/personnalisation/adresse-email", 200) // sends a code of its own
		codeTwo := s.lastOf(db.KindEmailCode).Secret
		one.press("Valider", fields{"code": codeOne}).at("/personnalisation/confirmation", 200)
		if p := two.press("Valider", fields{"code": codeTwo}); !strings.HasPrefix(p.path, "/connexion") {
			t.Errorf("came to %s", p.path)
		}
		if got := s.member(marie).Contacts[db.Email]; got.Value != "marie@poitou.example" || got.VerifiedAt.IsZero() {
			t.Errorf("the address is %+v", got)
		}
		one.b.get("/espace").at("/espace", 200)
		two.b.logIn(marie, first).at("/espace", 200)
	})
}

// strong are passwords that the gauge takes one after the other.
func strong(n int) string {
	return []string{first, second, "Tabouret%Orage5Moisson", "Lanterne+Fougere8Charrue", "Plume!Caravelle6Noisette"}[n%5]
}
