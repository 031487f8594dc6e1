package member_test

import (
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

const (
	windows = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
)

// on is a browser of a kind.
func on(s *servicetest.Service, userAgent string) *servicetest.Browser {
	b := s.Browser()
	b.Header.Set("User-Agent", userAgent)
	return b
}

// byChannel issues a temporary password to a member by a channel.
func byChannel(t *testing.T, s *servicetest.Service, identifier string, channel account.Channel) string {
	t.Helper()
	m, secret := s.Member(identifier), account.NewTemporaryPassword()
	err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.IssueTemporary(t.Context(), m.ID, db.Temporary{Hash: servicetest.Hashed(secret), Channel: channel, IssuedAt: s.Now(), ExpiresAt: s.Now().Add(s.Limits.TemporaryTTL)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

var chosen = servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}

func TestATemporaryPasswordBelongsToTheFirstBrowser(t *testing.T) {
	t.Run("another browser proves itself by a code on the same channel, and the first one's personalisation lasts until then", func(t *testing.T) {
		for channel, to := range map[account.Channel]string{account.Email: "marie@poitou.example", account.SMS: "+33639981234"} {
			s := servicetest.NewService(t)
			secret := byChannel(t, s, servicetest.Marie, channel)
			first, other := on(s, windows), on(s, iphone)
			first.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
			s.Sent()
			p := other.LogIn(servicetest.Marie, secret).At("/personnalisation/code", 200).Says("déjà utilisé", "Firefox sur Windows")
			code := s.LastOf(db.KindBrowserCode)
			if code.To != to {
				t.Errorf("%s: the code went to %s", channel, code.To)
			}
			for _, path := range []string{"/espace", "/personnalisation/mot-de-passe", "/personnalisation/coordonnees"} {
				if q := other.Get(path); q.Path != "/personnalisation/code" && q.Path != "/connexion" {
					t.Errorf("%s shows %s", path, q.Path)
				}
			}
			p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(code.Secret, 0)}).At("/personnalisation/code", 422)
			first.Get("/personnalisation/mot-de-passe").At("/personnalisation/mot-de-passe", 200)
			p = p.Press("Valider", servicetest.Fields{"code": code.Secret}).At("/personnalisation/mot-de-passe", 200)
			first.Get("/personnalisation/mot-de-passe").At("/connexion?etat=fin", 200)
			first.LogIn(servicetest.Marie, secret).At("/personnalisation/code", 200).Says("Safari sur iPhone") // it is the other's
			p.Press("Suivant", chosen).At("/personnalisation/coordonnees", 200)
			if n := s.AuditCount("temporary-password-elsewhere", "ok"); n != 1 {
				t.Errorf("%d proofs are in the log", n)
			}
		}
	})
	t.Run("the first browser enters it as often as it likes, after « Abandonner » and a closed session, too", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		b := s.Browser()
		b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200).Press("Abandonner", nil)
		b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		s.Wait(time.Hour)
		b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("two clicks in a browser that came without a cookie are one browser's", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		b := s.Browser()
		path, form := b.Get("/connexion").Form("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": secret})
		servicetest.Together(2, func() { b.Post(path, form) })
		if n := s.AuditCount("temporary-password-elsewhere", "refused"); n != 0 {
			t.Errorf("%d proofs were asked for", n)
		}
	})
	t.Run("the member is told once, at the known contacts, on which devices", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		on(s, windows).LogIn(servicetest.Marie, secret)
		s.Sent()
		for range 2 {
			on(s, iphone).LogIn(servicetest.Marie, secret).At("/personnalisation/code", 200)
		}
		told := map[string]int{}
		for _, m := range s.Sent() {
			if m.Kind != db.KindTemporaryUsed {
				continue
			}
			told[m.To]++
			if m.Detail != "Firefox sur Windows" || m.Fields["other"] != "Safari sur iPhone" || m.Secret != "" {
				t.Errorf("told %+v", m.Message)
			}
		}
		if told["marie@poitou.example"] != 1 || told["+33639981234"] != 1 || len(told) != 2 {
			t.Errorf("told %v", told)
		}
	})
	t.Run("a reload, a second click and a new log-in send no second code", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Lucien)
		s.Browser().LogIn(servicetest.Lucien, secret)
		s.Sent()
		other := s.Browser()
		for range 3 {
			other.LogIn(servicetest.Lucien, secret).At("/personnalisation/code", 200)
			other.Get("/personnalisation/code").At("/personnalisation/code", 200)
		}
		codes := 0
		for _, m := range s.Sent() {
			if m.Kind == db.KindBrowserCode {
				codes++
			}
		}
		if codes != 1 {
			t.Errorf("%d codes", codes)
		}
		s.Wait(time.Minute)
		p := other.Get("/personnalisation/code").Press("Renvoyer un nouveau code", nil).At("/personnalisation/code", 200)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindBrowserCode).Secret}).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("a letter's reader without a contact answers the identity question, once", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Silence)
		first, other := s.Browser(), s.Browser()
		first.LogIn(servicetest.Silence, secret)
		p := other.LogIn(servicetest.Silence, secret).At("/personnalisation/question", 200).Says("déjà utilisé")
		p.Answer(servicetest.Fields{"nature": "vitale", "carte": "800099945678901"}).At("/personnalisation/mot-de-passe", 200)
		first.Get("/personnalisation").At("/connexion?etat=fin", 200)

		s = servicetest.NewService(t)
		secret = s.Temporary(servicetest.Silence)
		first, other = s.Browser(), s.Browser()
		first.LogIn(servicetest.Silence, secret)
		p = other.LogIn(servicetest.Silence, secret)
		p = p.Answer(servicetest.Fields{"nature": "vitale", "carte": "800099945678902"}).At("/personnalisation/sans-preuve", 200)
		p.Says(s.Caisse.Phone)
		s.Browser().LogIn(servicetest.Silence, secret).At("/personnalisation/sans-preuve", 200) // nobody gets another answer
		first.Get("/personnalisation/mot-de-passe").At("/personnalisation/mot-de-passe", 200)
		p.Press("Demander un nouveau mot de passe", nil).At("/mot-de-passe-oublie", 200)
	})
	t.Run("strangers who have answered the question wrong do not keep the letter's reader from it", func(t *testing.T) {
		s := servicetest.NewService(t)
		if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.Count(t.Context(), db.QuestionsAnswered, s.Member(servicetest.Silence).IdentifierKey, s.Now())
		}); err != nil {
			t.Fatal(err)
		}
		secret := s.Temporary(servicetest.Silence)
		s.Browser().LogIn(servicetest.Silence, secret)
		s.Browser().LogIn(servicetest.Silence, secret).At("/personnalisation/question", 200)
	})
	t.Run("a newer temporary password ends the proof, and belongs to nobody yet", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		s.Browser().LogIn(servicetest.Marie, secret)
		other := s.Browser()
		p := other.LogIn(servicetest.Marie, secret).At("/personnalisation/code", 200)
		code := s.LastOf(db.KindBrowserCode).Secret
		newer := s.Temporary(servicetest.Marie)
		p.Press("Valider", servicetest.Fields{"code": code}).At("/connexion", 200)
		s.Browser().LogIn(servicetest.Marie, newer).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("an agent's reset is bound like any other", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		agent.Resets(servicetest.Lucien, "email")
		secret := s.LastOf(db.KindTemporary).Secret
		s.Browser().LogIn(servicetest.Lucien, secret).At("/personnalisation/mot-de-passe", 200)
		p := s.Browser().LogIn(servicetest.Lucien, secret).At("/personnalisation/code", 200)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindBrowserCode).Secret}).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("codes of the proof are the account's: wrong ones harden the next", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Lucien)
		s.Browser().LogIn(servicetest.Lucien, secret)
		for range 2 {
			p := s.Browser().LogIn(servicetest.Lucien, secret).At("/personnalisation/code", 200)
			for range s.Limits.CodeTries {
				p = p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(s.LastOf(db.KindBrowserCode).Secret, 0)})
			}
		}
		if n := s.LimitCount(db.WrongCodes, s.Member(servicetest.Lucien).IdentifierKey); n != 2*s.Limits.CodeTries {
			t.Errorf("%d wrong codes of the account", n)
		}
		p := s.Browser().LogIn(servicetest.Lucien, secret)
		code := s.LastOf(db.KindBrowserCode).Secret
		if len(code) != s.Limits.ReinforcedDigits {
			t.Errorf("the code %q is not hardened", code)
		}
		p.Press("Valider", servicetest.Fields{"code": code}).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("no device is copied from the request", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		on(s, "Appelez le 0899 Firefox").LogIn(servicetest.Marie, secret)
		p := on(s, "<b>Chrome</b> Linux").LogIn(servicetest.Marie, secret)
		notice := s.LastOf(db.KindTemporaryUsed)
		if notice.Detail != "Firefox" || notice.Fields["other"] != "Chrome sur Linux" || strings.Contains(p.Text(), "0899") {
			t.Errorf("told %+v", notice.Message)
		}
	})
}
