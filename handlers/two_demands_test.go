package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestACodeOfAnotherDemandIsNamed(t *testing.T) {
	// demands begins « oubli » of a member in n browsers, and returns the screens and the messages.
	demands := func(t *testing.T, n int) (s *servicetest.Service, screens []*servicetest.Page, sent []db.Waiting) {
		s = servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for {
			screens, sent = nil, nil
			digits := map[string]bool{}
			for range n {
				screens = append(screens, s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200))
				sent = append(sent, s.LastOf(db.KindCode))
				digits[sent[len(sent)-1].Secret] = true
			}
			if len(digits) == n { // two codes have the same digits once in 10,000 times
				return s, screens, sent
			}
			s.Wait(40 * 24 * time.Hour)
		}
	}
	counted := func(s *servicetest.Service) int {
		return s.LimitCount(db.WrongCodes, s.Member(servicetest.Marie).IdentifierKey)
	}
	types := func(p *servicetest.Page, code string) *servicetest.Page {
		return p.Press("Valider", servicetest.Fields{"code": code})
	}

	t.Run("with both numbers and the attempts left; it counts twice here, and not at all there", func(t *testing.T) {
		s, screens, sent := demands(t, 2)
		p := types(screens[1], sent[0].Secret).At(servicetest.Code, 422)
		p.Says("Ce code est celui de la demande "+sent[0].Request+".", "Cherchez le message de la demande "+sent[1].Request+" : il vous reste 2 essais.")
		if n := counted(s); n != 2 {
			t.Errorf("%d wrong codes of the account, want 2", n)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT tries FROM codes WHERE request = ?`, sent[0].Request); n != 0 {
			t.Errorf("%d attempts of the other code", n)
		}
		types(p, sent[1].Secret).At(servicetest.End, 200)
		types(screens[0], sent[0].Secret).At(servicetest.End, 200)
	})
	t.Run("a code that is neither counts twice too", func(t *testing.T) {
		s, screens, sent := demands(t, 2)
		wrong := servicetest.OtherCode(sent[0].Secret, 0)
		if wrong == sent[1].Secret {
			wrong = servicetest.OtherCode(sent[0].Secret, 1)
		}
		types(screens[1], wrong).At(servicetest.Code, 422).Says("Ce code n'est pas le bon")
		if n := counted(s); n != 2 {
			t.Errorf("%d wrong codes of the account, want 2", n)
		}
	})
	t.Run("of several that are alive only the newest is compared", func(t *testing.T) {
		s, screens, sent := demands(t, 3)
		types(screens[2], sent[0].Secret).At(servicetest.Code, 422).Says("Ce code n'est pas le bon").SaysNot(sent[0].Request)
		if n := counted(s); n != 2 {
			t.Errorf("%d wrong codes of the account, want 2", n)
		}
	})
	t.Run("nothing is compared beyond the comparisons of a year", func(t *testing.T) {
		s, screens, sent := demands(t, 2)
		s.WrongBefore(servicetest.Marie, s.Limits.ShortPerYear()-1)
		types(screens[1], sent[0].Secret).At(servicetest.Code, 422).SaysNot(sent[0].Request)
		if n := counted(s); n != s.Limits.ShortPerYear() {
			t.Errorf("%d wrong codes of the account, want %d", n, s.Limits.ShortPerYear())
		}
	})
	t.Run("nothing is compared where the screen's own code is closed", func(t *testing.T) {
		s, screens, sent := demands(t, 2)
		s.Wait(s.Limits.CodeTTL - time.Minute)
		renewed := screens[0].B.Get(servicetest.Code).Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200)
		s.Wait(time.Minute)
		types(screens[1], s.LastOf(db.KindCode).Secret).At(servicetest.Code, 422).Says("il était valable 30 minutes").SaysNot(sent[0].Request)
		if n := counted(s); n != 0 {
			t.Errorf("%d wrong codes of the account", n)
		}
		types(renewed, s.LastOf(db.KindCode).Secret).At(servicetest.End, 200)
	})
	t.Run("a code of a demand that is over counts once", func(t *testing.T) {
		s, screens, sent := demands(t, 2)
		screens[0].Press("Abandonner", nil)
		types(screens[1], sent[0].Secret).At(servicetest.Code, 422).Says("Ce code est celui de la demande " + sent[0].Request)
		if n := counted(s); n != 1 {
			t.Errorf("%d wrong codes of the account, want 1", n)
		}
	})
	t.Run("an earlier code of the same demand was replaced", func(t *testing.T) {
		s, screens, sent := demands(t, 1)
		p, newest := screens[0], sent[0]
		for newest.Secret == sent[0].Secret { // the same digits again: once in 10,000 times
			s.Wait(2 * time.Minute)
			p = p.Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200)
			newest = s.LastOf(db.KindCode)
		}
		p = types(p, sent[0].Secret).Says("Ce code a été remplacé par un plus récent.", "Cherchez le message de la demande "+newest.Request)
		p = types(types(p, sent[0].Secret), sent[0].Secret).Says("Vous n'avez plus d'essai. Demandez un nouveau code.")
		if n := counted(s); n != 3 {
			t.Errorf("%d wrong codes of the account, want 3", n)
		}
		types(p, newest.Secret).At(servicetest.Code, 422).Says("Ce code ne peut plus servir")
	})
}

// A stranger without a code learns nothing: a decoy, whose codes are sent to nobody, answers as a member's journey does.
func TestADecoyNamesItsCodesAsAMemberDoes(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.CatchUpDecoys()
	walk := func(id string) (traces []string, counted int) {
		keep := func(p *servicetest.Page) *servicetest.Page {
			traces = append(traces, p.Trace(id))
			return p
		}
		types := func(p *servicetest.Page, code string) *servicetest.Page {
			return keep(p.Press("Valider", servicetest.Fields{"code": code}))
		}
		one, two := s.Browser().Forget(id, "email"), s.Browser().Forget(id, "email")
		codes := s.Codes()
		first, second := codes[len(codes)-2], codes[len(codes)-1]
		if first == second {
			return nil, 0
		}
		two = types(two, first).Says("Ce code est celui de la demande")
		s.Wait(time.Minute)
		two = keep(two.Press("Renvoyer un nouveau code", nil))
		two = types(two, second).Says("Ce code a été remplacé par un plus récent.")
		s.Wait(s.Limits.CodeTTL)
		types(two, second)
		one.Press("Abandonner", nil)
		parsed, err := account.ParseIdentifier(id)
		if err != nil {
			t.Fatal(err)
		}
		return traces, s.LimitCount(db.WrongCodes, s.DB.Keys().IdentifierKey(parsed))
	}
	wanted, wantedCount := walk(servicetest.Marie)
	for wanted == nil {
		s.Wait(40 * 24 * time.Hour)
		wanted, wantedCount = walk(servicetest.Marie)
	}
	for i := range 60 {
		id := fmt.Sprintf("29912861%05d", i)
		s.Wait(40 * 24 * time.Hour)
		if p := s.Browser().Forget(id, "email"); !strings.HasSuffix(p.Path, "/code") {
			continue
		}
		s.Wait(40 * 24 * time.Hour)
		got, count := walk(id)
		if got == nil {
			continue
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("a decoy differs (-member +decoy)\n%s", diff)
		}
		if count != wantedCount {
			t.Errorf("%d wrong codes of a decoy, %d of a member", count, wantedCount)
		}
		return
	}
	t.Fatal("no decoy went by code")
}

func TestAFormerTemporaryPasswordIsNamed(t *testing.T) {
	const (
		used      = "Un mot de passe a été choisi depuis"
		incorrect = "Identifiant ou mot de passe incorrect."
	)
	// issued completes « oubli » of a member, and returns the message with the temporary password.
	issued := func(s *servicetest.Service) db.Waiting {
		p := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
		return s.LastOf(db.KindTemporary)
	}
	settled := func(t *testing.T) *servicetest.Service {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		return s
	}
	refused := func(s *servicetest.Service, typed string) *servicetest.Page {
		b := s.Browser()
		p := b.LogIn(servicetest.Marie, typed).At("/connexion", 422)
		b.Get("/espace").At("/connexion", 200)
		b.Get("/personnalisation").At("/connexion?etat=perdu", 200)
		return p
	}

	t.Run("with the number and the channel of the one that counts, as typed from a letter too", func(t *testing.T) {
		s := settled(t)
		first, second := issued(s), issued(s)
		for _, typed := range []string{first.Secret, first.Secret[:4] + " " + first.Secret[4:8] + " " + first.Secret[8:], strings.ToUpper(first.Secret)} {
			refused(s, typed).Says("Ce mot de passe a été remplacé par celui de la demande " + second.Request + ", donné plus tard par e-mail.")
		}
		s.Browser().LogIn(servicetest.Marie, second.Secret).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("after a reset by an agent, with the letter's number", func(t *testing.T) {
		s := settled(t)
		first := issued(s)
		s.AgentBrowser(db.RoleAgent).Resets(servicetest.Marie, "courrier")
		refused(s, first.Secret).Says("la demande "+s.Letters()[0].Payload.Request, "par lettre")
	})
	t.Run("after the member's own password, by « Personnaliser » and by « Changer »", func(t *testing.T) {
		s := settled(t)
		first := issued(s)
		b := s.Browser()
		b.LogIn(servicetest.Marie, first.Secret).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).
			Press("Je confirme mes coordonnées", nil)
		refused(s, first.Secret).Says(used).SaysNot(incorrect)
		second := issued(s)
		b.Get("/espace/mon-compte/mot-de-passe").Press("Suivant", servicetest.Fields{"actuel": servicetest.Second}).
			Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		refused(s, second.Secret).Says(used)
	})
	t.Run("the newest three, until their time is over", func(t *testing.T) {
		s := settled(t)
		s.Limits.CodesPerDay = 20
		var all []db.Waiting
		for range 5 {
			all = append(all, issued(s))
		}
		refused(s, all[0].Secret).Says(incorrect)
		refused(s, all[1].Secret).Says(all[4].Request)
		s.Wait(s.Limits.TemporaryTTL)
		refused(s, all[3].Secret).Says(incorrect)
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM former_temporaries`); n != 0 {
			t.Errorf("%d are kept", n)
		}
	})
	t.Run("its attempts count, and forgive none", func(t *testing.T) {
		s := settled(t)
		first := issued(s)
		issued(s)
		for range s.Limits.LoginFree {
			refused(s, first.Secret)
		}
		s.Browser().LogIn(servicetest.Marie, first.Secret).RetryAfter(s.Limits.LoginFirstDelay)
	})
	t.Run("somebody else's says nothing", func(t *testing.T) {
		s := settled(t)
		first := issued(s)
		issued(s)
		for _, id := range []string{servicetest.Lucien, servicetest.Nobody} {
			s.Browser().LogIn(id, first.Secret).At("/connexion", 422).Says(incorrect)
		}
	})
}
