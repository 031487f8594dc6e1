package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// codeScreens brings a member to each screen that asks for a code, and names the message that carries it.
var codeScreens = []struct {
	name, kind string
	reach      func(s *servicetest.Service) *servicetest.Page
}{
	{"oubli", db.KindCode, func(s *servicetest.Service) *servicetest.Page {
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		return s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
	}},
	{"personnalisation", db.KindEmailCode, func(s *servicetest.Service) *servicetest.Page {
		b := s.Browser()
		p := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		return p.Press("Je confirme mes coordonnées", nil).At("/personnalisation/adresse-email", 200)
	}},
	{"personnalisation, in another browser", db.KindBrowserCode, func(s *servicetest.Service) *servicetest.Page {
		secret := s.Temporary(servicetest.Lucien)
		s.Browser().LogIn(servicetest.Lucien, secret)
		return s.Browser().LogIn(servicetest.Lucien, secret).At("/personnalisation/code", 200)
	}},
	{"adresse", db.KindEmailCode, func(s *servicetest.Service) *servicetest.Page {
		s.Settle(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		return b.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "marie@vienne.example"})
	}},
	{"telephones", db.KindMobileCode, func(s *servicetest.Service) *servicetest.Page {
		s.Settle(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		return b.Get("/espace/mon-compte/telephones").Press("Enregistrer mes numéros", servicetest.Fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": servicetest.First})
	}},
}

// tries reads how many tries the newest code has had.
func tries(t *testing.T, s *servicetest.Service) int {
	return servicetest.Number(t, s.Raw(), `SELECT tries FROM codes ORDER BY id DESC LIMIT 1`)
}

// wrongCodes counts what the limits have counted of wrong codes, whosever.
func wrongCodes(t *testing.T, s *servicetest.Service) int {
	return servicetest.Number(t, s.Raw(), `SELECT count(*) FROM limit_events WHERE kind IN (?, ?, ?, ?)`, db.WrongCodes, db.OwnWrongCodes, db.KnownWrongCodes, db.AllWrongCodes)
}

func TestTheSameWrongCodeTypedAgainCountsOnce(t *testing.T) {
	for _, screen := range codeScreens {
		t.Run(screen.name, func(t *testing.T) {
			s := servicetest.NewService(t)
			p := screen.reach(s)
			code := s.LastOf(screen.kind).Secret
			path, form := p.Form("Valider", servicetest.Fields{"code": servicetest.OtherCode(code, 0)})
			counted := wrongCodes(t, s)
			first := p.B.Post(path, form).At(path, 422).Says("Ce code n'est pas le bon", "il vous reste 2 essais")
			once, noted := wrongCodes(t, s), s.Noted("code-tried", "refused")
			for range 4 { // the same form again, as a page that is loaded again sends it
				if diff := cmp.Diff(first.Brief(), p.B.Post(path, form).At(path, 422).Brief()); diff != "" {
					t.Fatalf("the answer differs: %s", diff)
				}
			}
			if tries(t, s) != 1 || once == counted || wrongCodes(t, s) != once || s.Noted("code-tried", "refused") != noted {
				t.Errorf("%d tries; %d, %d, %d wrong codes; noted %d times, %d after the first", tries(t, s), counted, once, wrongCodes(t, s), s.Noted("code-tried", "refused"), noted)
			}
			next := p.B.Post(path, withCode(form, servicetest.OtherCode(code, 100))).At(path, 422).Says("il vous reste un essai")
			next.Press("Valider", servicetest.Fields{"code": code})
			if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM codes WHERE spent_at IS NOT NULL`); n == 0 {
				t.Error("the right code was refused after the wrong ones")
			}
		})
	}
}

// withCode is a form with another code.
func withCode(form url.Values, code string) url.Values {
	return url.Values{"version": form["version"], "code": {code}}
}

func TestWhatTheSameWrongCodeIsAnswered(t *testing.T) {
	begin := func(t *testing.T) (s *servicetest.Service, p *servicetest.Page, path string, form url.Values, wrong [3]string) {
		s = servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p = s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		code := s.LastOf(db.KindCode).Secret
		for i := range wrong {
			wrong[i] = servicetest.OtherCode(code, 100*i)
		}
		path, form = p.Form("Valider", nil)
		return s, p, path, form, wrong
	}
	t.Run("ten at once count one try", func(t *testing.T) {
		s, p, path, form, wrong := begin(t)
		servicetest.Together(10, func() { p.B.Post(path, withCode(form, wrong[0])).At(path, 422).Says("il vous reste 2 essais") })
		if tries(t, s) != 1 {
			t.Errorf("%d tries", tries(t, s))
		}
	})
	t.Run("after another wrong code it counts", func(t *testing.T) {
		_, p, path, form, wrong := begin(t)
		p.B.Post(path, withCode(form, wrong[0])).Says("il vous reste 2 essais")
		p.B.Post(path, withCode(form, wrong[1])).Says("il vous reste un essai")
		p.B.Post(path, withCode(form, wrong[0])).Says("il ne peut plus servir")
	})
	t.Run("the last try is answered as before, too", func(t *testing.T) {
		_, p, path, form, wrong := begin(t)
		for _, code := range wrong {
			p.B.Post(path, withCode(form, code))
		}
		p.B.Post(path, withCode(form, wrong[2])).At(path, 422).Says("Ce code n'est pas le bon, et il ne peut plus servir.")
		p.B.Post(path, withCode(form, wrong[0])).At(path, 422).Says("Ce code ne peut plus servir")
	})
	t.Run("to a newer code it is a try of its own", func(t *testing.T) {
		s, p, path, form, wrong := begin(t)
		p.B.Post(path, withCode(form, wrong[0])).Says("il vous reste 2 essais")
		s.Wait(time.Minute)
		p = p.B.Get(servicetest.Code).Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200)
		typed := servicetest.OtherCode(s.LastOf(db.KindCode).Secret, 0)
		p.Press("Valider", servicetest.Fields{"code": typed}).At(servicetest.Code, 422)
		if tries(t, s) != 1 {
			t.Errorf("%d tries of the newer code", tries(t, s))
		}
	})
	t.Run("past the code's time it is late", func(t *testing.T) {
		s, p, path, form, wrong := begin(t)
		p.B.Post(path, withCode(form, wrong[0])).Says("il vous reste 2 essais")
		s.Wait(s.Limits.CodeTTL)
		p.B.Post(path, withCode(form, wrong[0])).At(path, 422).Says("il était valable 30 minutes")
	})
	t.Run("a code of another demand is named again, and compared with nothing that came since", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		screens := []*servicetest.Page{s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)}
		others := []db.Waiting{s.LastOf(db.KindCode)}
		for len(others) < 2 || others[0].Secret == others[len(others)-1].Secret { // once in 10,000 times two codes have the same digits
			screens = append(screens, s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200))
			others = append(others, s.LastOf(db.KindCode))
		}
		p := screens[len(screens)-1].Press("Valider", servicetest.Fields{"code": others[0].Secret}).Says("Ce code est celui de la demande " + others[0].Request)
		counted := wrongCodes(t, s)
		screens[0].Press("Abandonner", nil)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		p.Press("Valider", servicetest.Fields{"code": others[0].Secret}).Says("Ce code est celui de la demande "+others[0].Request, "il vous reste 2 essais")
		if n := wrongCodes(t, s); n != counted {
			t.Errorf("%d wrong codes were counted, then %d", counted, n)
		}
	})
}

// A decoy's wrong code is kept and answered as a member's is.
func TestTheSameWrongCodeOfADecoyIsAnsweredAsAMembers(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Follow()
	walk := func(id string) (traces []string, counted, secrets int) {
		p := s.Browser().Forget(id, "email")
		if !strings.HasSuffix(p.Path, "/code") {
			return nil, 0, 0
		}
		codes := s.Codes()
		path, form := p.Form("Valider", nil)
		for _, i := range []int{0, 0, 1, 1, 1, 2, 2} {
			traces = append(traces, p.B.Post(path, withCode(form, servicetest.OtherCode(codes[len(codes)-1], 100*i))).Trace(id))
		}
		parsed, err := account.ParseIdentifier(id)
		if err != nil {
			t.Fatal(err)
		}
		return traces, s.Counted(db.WrongCodes, s.DB.Keys().IdentifierKey(parsed)), servicetest.Number(t, s.Raw(), `SELECT max(length(secrets)) FROM flows WHERE ended_at IS NULL`)
	}
	wanted, wantedCount, wantedSize := walk(servicetest.Marie)
	for i := range 60 {
		s.Wait(40 * 24 * time.Hour)
		got, count, size := walk(fmt.Sprintf("29912861%05d", i))
		if got == nil {
			continue
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("a decoy differs (-member +decoy)\n%s", diff)
		}
		if count != wantedCount || count != 3 || size != wantedSize {
			t.Errorf("%d wrong codes and %d bytes of a decoy, %d and %d of a member", count, size, wantedCount, wantedSize)
		}
		return
	}
	t.Fatal("no decoy went by code")
}
