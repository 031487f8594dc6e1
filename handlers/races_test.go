package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// An act that may happen once happens once, however many requests ask for it at the same moment (SECURITY.md, promise 3). Each
// test holds its requests at a barrier, releases them together, and counts rows.

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
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		code := s.LastOf(db.KindCode).Secret
		path, form := p.Form("Valider", nil)
		var status sync.Map
		servicetest.AtOnce(servicetest.EachOf(50, func(i int) {
			typed := url.Values{"version": form["version"], "code": {servicetest.OtherCode(code, 100*i)}}
			status.Store(i, p.B.Post(path, typed).Status)
		})...)
		status.Range(func(_, got any) bool {
			if got != 422 && got != 429 {
				t.Errorf("a wrong code was answered with %d", got)
			}
			return true
		})
		file, key := s.Raw(), s.Member(servicetest.Marie).IdentifierKey
		if n := servicetest.Number(t, file, `SELECT tries FROM codes ORDER BY id DESC LIMIT 1`); n != 3 {
			t.Errorf("%d tries were counted", n)
		}
		if n := s.LimitCount(db.WrongCodes, key); n != 3 {
			t.Errorf("%d wrong codes of the account", n)
		}
		if n := servicetest.Number(t, file, `SELECT count(*) FROM limit_events WHERE kind = ?`, db.AllWrongCodes); n != 3 {
			t.Errorf("%d wrong codes of everyone", n)
		}
		p.B.Post(path, url.Values{"version": form["version"], "code": {code}}).At("/mot-de-passe-oublie/code", 422)
		if n := s.AuditCount("temporary-password-issued", "ok"); n != 0 {
			t.Errorf("%d temporary passwords", n)
		}
	})
	t.Run("fifty codes at once with the right one among them: three tries and one password at most", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for round := range 3 {
			s.Sent()
			p := s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
			code := s.LastOf(db.KindCode).Secret
			path, form := p.Form("Valider", nil)
			before := s.AuditCount("temporary-password-issued", "ok")
			servicetest.AtOnce(servicetest.EachOf(50, func(i int) {
				typed := servicetest.OtherCode(code, 100*i)
				if i%10 == round {
					typed = code
				}
				p.B.Post(path, url.Values{"version": form["version"], "code": {typed}})
			})...)
			if n := servicetest.Number(t, s.Raw(), `SELECT tries FROM codes ORDER BY id DESC LIMIT 1`); n > 3 {
				t.Errorf("%d tries were counted", n)
			}
			if n := s.AuditCount("temporary-password-issued", "ok") - before; n > 1 || n != kinds(s.Sent())[db.KindTemporary] {
				t.Errorf("%d temporary passwords of one code", n)
			}
			s.Wait(31 * 24 * time.Hour)
		}
	})
	t.Run("two right codes in two browsers, each with a journey of its own: each code counts in its own", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		one := s.Browser().Forget(servicetest.Marie, "email")
		two := s.Browser().Forget(servicetest.Marie, "sms")
		sent := s.Sent()
		pathOne, formOne := one.Form("Valider", servicetest.Fields{"code": sent[1].Secret}) // crossed
		pathTwo, formTwo := two.Form("Valider", servicetest.Fields{"code": sent[0].Secret})
		if sent[0].Secret != sent[1].Secret { // they are the same digits once in 10,000 times
			servicetest.AtOnce(func() { one.B.Post(pathOne, formOne) }, func() { two.B.Post(pathTwo, formTwo) })
		}
		if n := s.AuditCount("temporary-password-issued", "ok"); n != 0 {
			t.Fatal("a code counted in another journey")
		}
		formOne.Set("code", sent[0].Secret)
		formTwo.Set("code", sent[1].Secret)
		servicetest.AtOnce(func() { one.B.Post(pathOne, formOne) }, func() { two.B.Post(pathTwo, formTwo) })
		// Two codes, or two passwords: the newest is valid, and replaces the message that has not been sent yet.
		issued := s.Sent()
		if n := s.AuditCount("temporary-password-issued", "ok"); n != 2 || kinds(issued)[db.KindTemporary] != 1 {
			t.Fatalf("%d temporary passwords, sent %v", n, kinds(issued))
		}
		s.Browser().LogIn(servicetest.Marie, s.LastOf(db.KindTemporary).Secret).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("fifty browsers enter one temporary password at once: one personalises, the others prove themselves or wait", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		pages := make([]*servicetest.Page, 50)
		servicetest.AtOnce(servicetest.EachOf(len(pages), func(i int) { pages[i] = s.Browser().LogIn(servicetest.Marie, secret) })...)
		came := map[string]int{}
		for _, p := range pages {
			came[p.Path]++
			p.B.Get("/espace").At(map[bool]string{true: "/personnalisation/mot-de-passe", false: "/connexion"}[p.Path == "/personnalisation/mot-de-passe"], 200)
		}
		// Attempts are counted before they are compared, so that some of them have to wait.
		if came["/personnalisation/mot-de-passe"] != 1 || came["/personnalisation/code"] == 0 || came["/personnalisation/code"]+came["/connexion"] != 49 {
			t.Errorf("they came to %v", came)
		}
		if n := s.LimitCount(db.LoginFailures, s.Member(servicetest.Marie).IdentifierKey); n != 0 {
			t.Errorf("%d failures are counted", n)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins`); n != 1 {
			t.Errorf("%d sessions", n)
		}
		if n := kinds(s.Sent())[db.KindTemporaryUsed]; n == 0 || n > 2 { // one for each known channel
			t.Errorf("told %d times", n)
		}
	})
	t.Run("five forms of one personalisation, in five sessions of one browser: one password counts, one session goes on", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		var ready []*servicetest.Page
		var chosen []string
		known := &http.Cookie{Name: "sesame-connu"}
		for i := range 5 {
			b := s.Browser()
			if i > 0 { // a browser whose session was lost, but which kept its known-browser cookie
				b.Keep(known)
			}
			ready = append(ready, b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200))
			known.Value = b.Cookie(known.Name)
			chosen = append(chosen, strong(i))
		}
		pages := make([]*servicetest.Page, len(ready))
		servicetest.AtOnce(servicetest.EachOf(len(ready), func(i int) {
			pages[i] = ready[i].Press("Suivant", servicetest.Fields{"nouveau": chosen[i], "confirmation": chosen[i]})
		})...)
		won := slices.IndexFunc(pages, func(p *servicetest.Page) bool { return p.Path == "/personnalisation/coordonnees" })
		if won < 0 {
			t.Fatalf("nobody won: %s", pages[0].Brief())
		}
		for i, p := range pages {
			if i != won && !strings.HasPrefix(p.Path, "/connexion") {
				t.Errorf("browser %d came to %s (%d)", i, p.Path, p.Status)
			}
			if after := ready[i].B.Get("/personnalisation/coordonnees"); i != won && !strings.HasPrefix(after.Path, "/connexion") {
				t.Errorf("browser %d goes on at %s", i, after.Path)
			}
		}
		if n := s.AuditCount("password-personalised", "ok"); n != 1 {
			t.Errorf("%d passwords were personalised", n)
		}
		if n := kinds(s.Sent())[db.KindPasswordChanged]; n == 0 || n > 2 { // one for each known channel
			t.Errorf("told %d times", n)
		}
		right, err := servicetest.NewHasher(1, 1).Verify(t.Context(), s.Member(servicetest.Marie).PasswordHash, chosen[won])
		if err != nil || !right {
			t.Errorf("the password is not the winner's (%v)", err)
		}
		s.Browser().LogIn(servicetest.Marie, secret).At("/connexion", 422)
	})
	t.Run("ten clicks on one personalisation: one password, and the journey goes on", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		path, form := p.Form("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		servicetest.Together(10, func() { p.B.Post(path, form) })
		if n := s.AuditCount("password-personalised", "ok"); n != 1 {
			t.Errorf("%d passwords were personalised", n)
		}
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/coordonnees", 200)
	})
	t.Run("two sessions change the password at once: one counts, the other session ends", func(t *testing.T) {
		s := servicetest.NewService(t)
		one, two := s.Browser(), s.Browser()
		one.Establish(servicetest.Marie, servicetest.First)
		two.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		chosen := []string{servicetest.Second, "Tabouret%Orage5Moisson"}
		forms := make([]*servicetest.Page, 2)
		for i, b := range []*servicetest.Browser{one, two} {
			forms[i] = b.Get("/espace/mon-compte/mot-de-passe").Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At("/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe", 200)
		}
		s.Sent()
		pages := make([]*servicetest.Page, 2)
		servicetest.AtOnce(servicetest.EachOf(2, func(i int) {
			pages[i] = forms[i].Press("Suivant", servicetest.Fields{"nouveau": chosen[i], "confirmation": chosen[i]})
		})...)
		won := 0
		if pages[1].Path == "/espace/mon-compte/mot-de-passe/confirmation" {
			won = 1
		}
		pages[won].At("/espace/mon-compte/mot-de-passe/confirmation", 200)
		if other := pages[1-won]; !strings.HasPrefix(other.Path, "/connexion") {
			t.Errorf("the other one came to %s", other.Path)
		}
		if n := s.AuditCount("password-changed", "ok"); n != 1 {
			t.Errorf("%d changes", n)
		}
		if n := kinds(s.Sent())[db.KindPasswordChanged]; n != 1 {
			t.Errorf("told %d times", n)
		}
		s.Browser().LogIn(servicetest.Marie, chosen[won]).At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, chosen[1-won]).At("/connexion", 422)
	})
	t.Run("ten clicks on one answer to the identity question: one answer, one password", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Forget(servicetest.Lucien, "email").At("/mot-de-passe-oublie/question", 200)
		path, form := p.Press("Suivant", servicetest.Fields{"montant": "1234,56"}).Form("Envoyer ma réponse", nil)
		servicetest.Together(10, func() { p.B.Post(path, form) })
		if n := s.AuditCount("question-answered", "ok"); n != 1 {
			t.Errorf("%d answers were taken", n)
		}
		if got := kinds(s.Sent()); got[db.KindTemporary] != 1 || len(s.Letters()) != 0 {
			t.Errorf("sent %v and %d letters", got, len(s.Letters()))
		}
	})
	t.Run("eight browsers answer at once, two of them rightly: one wrong answer counts, and the others need a code", func(t *testing.T) {
		s := servicetest.NewService(t)
		asked := make([]*servicetest.Page, 8)
		for i := range asked {
			asked[i] = s.Browser().Forget(servicetest.Lucien, "email").At("/mot-de-passe-oublie/question", 200)
		}
		servicetest.AtOnce(servicetest.EachOf(len(asked), func(i int) {
			answer := fmt.Sprintf("%d,00", i+1)
			if i >= 6 {
				answer = "1234,56"
			}
			asked[i].Answer(servicetest.Fields{"montant": answer})
		})...)
		got, letters, right := kinds(s.Sent()), len(s.Letters()), s.AuditCount("question-answered", "ok")
		if s.AuditCount("question-answered", "refused") != 1 || letters != 1 || got[db.KindLetterNotice] != 1 {
			t.Errorf("sent %v and %d letters", got, letters)
		}
		if got[db.KindTemporary] != min(right, 1) { // the letter has no influence on it; of two, the newer one leaves
			t.Errorf("%d temporary passwords after %d right answers", got[db.KindTemporary], right)
		}
	})
	t.Run("ten clicks on « Renvoyer un nouveau code » send one", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		s.Sent()
		s.Wait(time.Minute)
		path, form := p.Form("Renvoyer un nouveau code", nil)
		servicetest.Together(10, func() { p.B.Post(path, form) })
		if n := len(s.Sent()); n != 1 {
			t.Errorf("%d codes were sent", n)
		}
		if n := s.LimitCount(db.CodesSent, s.Member(servicetest.Marie).IdentifierKey); n != 2 {
			t.Errorf("%d codes were counted", n)
		}
	})
	t.Run("the right code and a new one at once: the newest only, or the password has left", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		path, form := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret})
		again, _ := p.Form("Renvoyer un nouveau code", nil)
		s.Sent()
		s.Wait(time.Minute)
		servicetest.AtOnce(func() { p.B.Post(path, form) }, func() { p.B.Post(again, form) })
		got := kinds(s.Sent())
		if got[db.KindTemporary]+got[db.KindCode] != 1 || s.AuditCount("temporary-password-issued", "ok") != got[db.KindTemporary] {
			t.Errorf("sent %v", got)
		}
	})
	t.Run("six browsers ask for the fifth code of the day at once: it leaves, and one hardened", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for range s.Limits.CodesPerDay - 1 {
			s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
		}
		s.Sent()
		ready := make([]*servicetest.Page, 6)
		for i := range ready {
			ready[i] = s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
		}
		servicetest.AtOnce(servicetest.EachOf(len(ready), func(i int) { ready[i].Press("Suivant", servicetest.Fields{"canal": "email"}) })...)
		digits := map[int]int{}
		for _, m := range s.Sent() {
			digits[len(m.Secret)]++
		}
		if diff := cmp.Diff(map[int]int{4: 1, 8: 1}, digits); diff != "" {
			t.Errorf("codes that left, by digits (-want +got)\n%s", diff)
		}
	})
	t.Run("eight browsers ask for a letter at once: one letter, one notice, one password", func(t *testing.T) {
		s := servicetest.NewService(t)
		ready := make([]*servicetest.Page, 8)
		for i := range ready {
			ready[i] = s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Notaire}).At("/mot-de-passe-oublie/canal", 200)
		}
		servicetest.AtOnce(servicetest.EachOf(len(ready), func(i int) {
			ready[i].Press("Suivant", servicetest.Fields{"canal": "email"}).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		})...)
		letters := s.Letters()
		if got := kinds(s.Sent()); len(letters) != 1 || got[db.KindLetterNotice] != 1 || s.AuditCount("temporary-password-issued", "ok") != 1 {
			t.Fatalf("%d letters, sent %v", len(letters), got)
		}
		s.Browser().LogIn(servicetest.Notaire, letters[0].Payload.Secret).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("ten clicks on « Je confirme mes coordonnées » confirm once and send one code", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		path, form := p.Form("Je confirme mes coordonnées", servicetest.Fields{"portable": "06 39 98 77 88", "fixe": "05 36 49 01 02"})
		s.Sent()
		servicetest.Together(10, func() { p.B.Post(path, form) })
		if got := kinds(s.Sent()); got[db.KindEmailCode] != 1 || s.AuditCount("contacts-confirmed", "ok") != 1 || s.AuditCount("phones-changed", "ok") != 1 {
			t.Errorf("sent %v, confirmed %d times", got, s.AuditCount("contacts-confirmed", "ok"))
		}
		if n := s.LimitCount(db.OwnCodesSent, s.Member(servicetest.Marie).IdentifierKey); n != 1 {
			t.Errorf("%d codes were counted", n)
		}
	})
	t.Run("ten clicks on the right code of an address end the journey once", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"portable": "06 39 98 77 88"}).At("/personnalisation/adresse-email", 200)
		path, form := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret})
		s.Sent()
		servicetest.Together(10, func() { p.B.Post(path, form) })
		if n := kinds(s.Sent())[db.KindMobileCode]; n != 1 {
			t.Errorf("%d codes left for the new mobile number", n)
		}
		if n := s.AuditCount("email-verified", "ok"); n != 1 {
			t.Errorf("verified %d times", n)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins WHERE method = 'password' AND ended_at IS NULL`); n != 1 {
			t.Errorf("%d private spaces were opened", n)
		}
	})
	t.Run("ten messages at once when nine have been written today: one is taken", func(t *testing.T) {
		s := servicetest.NewService(t)
		whole := servicetest.Fields{"sujet": "Mon dossier", "nom": "Marie Dupont", "email": "marie@poitou.example", "message": "Bonjour"}
		for range 9 {
			s.Browser().Get("/contact").Press("Envoyer", whole).At("/contact/confirmation", 200)
		}
		var refused sync.Map
		servicetest.AtOnce(servicetest.EachOf(10, func(i int) {
			p := s.Browser().Get("/contact").Press("Envoyer", whole)
			if p.Status == 429 && p.Header.Get("Retry-After") != "" {
				refused.Store(i, true)
			}
		})...)
		n := 0
		refused.Range(func(any, any) bool { n++; return true })
		if kept := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM contact_messages`); kept != 10 || n != 9 || kinds(s.Sent())[db.KindContact] != 10 {
			t.Errorf("%d messages were kept, %d refused", kept, n)
		}
	})
	t.Run("ten wrong current passwords at once count as many as may be tried", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		path, form := b.Get("/espace/mon-compte/mot-de-passe").Form("Suivant", servicetest.Fields{"actuel": "faux"})
		servicetest.Together(10, func() { b.Post(path, form) })
		if n := s.LimitCount(db.PasswordProofs, s.Member(servicetest.Marie).IdentifierKey); n != s.Limits.LoginFree {
			t.Errorf("%d were checked", n)
		}
	})
}

// meanwhile creates a service in which something happens in the middle of a request: after arm(nth, act), act runs when the
// request reads the clock for the nth time.
func meanwhile(t *testing.T) (s *servicetest.Service, arm func(nth int, act func())) {
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
		return s.Now()
	}
	s = servicetest.NewService(t, func(o *handlers.Options) { o.Now = now })
	return s, func(nth int, act func()) {
		mu.Lock()
		defer mu.Unlock()
		left, doing = nth, act
	}
}

func TestWhatChangedMeanwhileCounts(t *testing.T) {
	// soon gives up after 50 ms, for the case that the interrupted request itself holds the writer.
	soon := func(f func(context.Context)) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		f(ctx)
	}
	t.Run("a login that was checked against a password which is then changed opens nothing", func(t *testing.T) {
		s, arm := meanwhile(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		for nth := range 8 {
			m, was, next, changed := s.Member(servicetest.Marie), []string{servicetest.First, servicetest.Second}[nth%2], []string{servicetest.Second, servicetest.First}[nth%2], false
			form := s.Browser().Get("/connexion")
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					changed = nil == s.DB.InTx(ctx, func(tx *db.Tx) error {
						if _, err := tx.ChangePassword(ctx, m.ID, m.PasswordHash, servicetest.Hashed(next), s.Now()); err != nil {
							return err
						}
						return tx.CloseLogins(ctx, m.ID, 0, s.Now())
					})
				})
			})
			form.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": was})
			arm(0, nil)
			if !changed {
				if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := tx.ChangePassword(t.Context(), m.ID, m.PasswordHash, servicetest.Hashed(next), s.Now())
					return errors.Join(err, tx.CloseLogins(t.Context(), m.ID, 0, s.Now()))
				}); err != nil {
					t.Fatal(err)
				}
			}
			if p := form.B.Get("/espace"); p.Path == "/espace" {
				t.Errorf("changed at the clock's reading %d of the login, and the session of the old password is open", nth+1)
			}
			s.Wait(25 * time.Hour)
		}
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
	t.Run("nor one that was checked against a temporary password which is then replaced", func(t *testing.T) {
		s, arm := meanwhile(t)
		for nth := range 8 {
			m, secret, replaced := s.Member(servicetest.Marie), s.Temporary(servicetest.Marie), false
			form := s.Browser().Get("/connexion")
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					replaced = nil == s.DB.InTx(ctx, func(tx *db.Tx) error {
						return tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: servicetest.Hashed("abcdefghjkmn"), Channel: "letter", IssuedAt: s.Now(), ExpiresAt: s.Now().Add(24 * time.Hour)})
					})
				})
			})
			form.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": secret})
			arm(0, nil)
			if p := form.B.Get("/personnalisation/mot-de-passe"); replaced && p.Path == "/personnalisation/mot-de-passe" {
				t.Errorf("replaced at the clock's reading %d of the login, and who gave the old one may personalise the new one", nth+1)
			}
			s.Wait(25 * time.Hour)
		}
	})
	t.Run("nor does a personalisation under way go on when the temporary password is replaced", func(t *testing.T) {
		s, arm := meanwhile(t)
		m := s.Member(servicetest.Marie)
		for nth := range 8 {
			form, replaced := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).At("/personnalisation/mot-de-passe", 200), false
			was := s.Member(servicetest.Marie).PasswordHash
			arm(nth+1, func() {
				soon(func(ctx context.Context) {
					replaced = nil == s.DB.InTx(ctx, func(tx *db.Tx) error {
						return tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: servicetest.Hashed("abcdefghjkmn"), Channel: "letter", IssuedAt: s.Now(), ExpiresAt: s.Now().Add(24 * time.Hour)})
					})
				})
			})
			form.Press("Suivant", servicetest.Fields{"nouveau": strong(nth), "confirmation": strong(nth)})
			arm(0, nil)
			if now := s.Member(servicetest.Marie); replaced && now.Temporary == nil {
				t.Errorf("replaced at the clock's reading %d: who gave the old one has personalised the new one (%t)", nth+1, was != now.PasswordHash)
			}
			s.Wait(25 * time.Hour)
		}
	})
	t.Run("a code verifies the address that it was sent to, and no other", func(t *testing.T) {
		s := servicetest.NewService(t)
		one := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		one = one.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "mienne@poitou.example"}).At("/personnalisation/adresse-email", 200)
		code := s.LastOf(db.KindEmailCode)
		two := s.Browser().LogIn(servicetest.Marie, servicetest.First).Press("Corriger mon adresse e-mail", nil).At("/personnalisation/coordonnees", 200)
		two.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "autrui@poitou.example"}).At("/personnalisation/adresse-email", 200)
		one.Press("Valider", servicetest.Fields{"code": code.Secret}).At("/personnalisation/adresse-email", 422).Says("Demandez un nouveau code")
		if got := s.Member(servicetest.Marie).Contacts[db.Email]; code.To != "mienne@poitou.example" || got.Value == "autrui@poitou.example" {
			t.Errorf("the code sent to %s verified %s", code.To, got.Value)
		}
	})
	t.Run("an address that was replaced elsewhere is confirmed by a new code", func(t *testing.T) {
		s := servicetest.NewService(t)
		one := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		one = one.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "mienne@poitou.example"})
		two := s.Browser().LogIn(servicetest.Marie, servicetest.First).Press("Corriger mon adresse e-mail", nil)
		two.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "autre@poitou.example"})
		s.Wait(time.Minute)
		one = one.Press("Renvoyer un nouveau code", nil).At("/personnalisation/adresse-email", 200).Says("autre@poitou.example", "Un nouveau code est parti à 15 h 06. Le précédent ne sert plus.")
		code := s.LastOf(db.KindEmailCode)
		one.Press("Valider", servicetest.Fields{"code": code.Secret}).At("/personnalisation/confirmation", 200)
		if got := s.Member(servicetest.Marie).Contacts[db.Email]; code.To != "autre@poitou.example" || got.Value != code.To {
			t.Errorf("the code sent to %s verified %s", code.To, got.Value)
		}
	})
	t.Run("a personalisation that ended in one browser is over in the other, and takes no address away", func(t *testing.T) {
		s := servicetest.NewService(t)
		one := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		one = one.Press("Je confirme mes coordonnées", nil).At("/personnalisation/adresse-email", 200)
		codeOne := s.LastOf(db.KindEmailCode).Secret
		two := s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/adresse-email", 200) // it sends a code of its own
		codeTwo := s.LastOf(db.KindEmailCode).Secret
		one.Press("Valider", servicetest.Fields{"code": codeOne}).At("/personnalisation/confirmation", 200)
		if p := two.Press("Valider", servicetest.Fields{"code": codeTwo}); !strings.HasPrefix(p.Path, "/connexion") {
			t.Errorf("came to %s", p.Path)
		}
		if got := s.Member(servicetest.Marie).Contacts[db.Email]; got.Value != "marie@poitou.example" || got.VerifiedAt.IsZero() {
			t.Errorf("the address is %+v", got)
		}
		one.B.Get("/espace").At("/espace", 200)
		two.B.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
}

// strong returns the nth of five passwords that the gauge accepts one after the other.
func strong(n int) string {
	return []string{servicetest.First, servicetest.Second, "Tabouret%Orage5Moisson", "Lanterne+Fougere8Charrue", "Plume!Caravelle6Noisette"}[n%5]
}
