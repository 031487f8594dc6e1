package handlers_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/account"
	"sesame/db"
	. "sesame/handlers/servicetest"
)

const codeStep = "/mot-de-passe-oublie/code"

// down records that a channel takes no message from now on; up records that it does again.
func down(s *Service, t *testing.T, channel account.Channel) {
	t.Helper()
	lasting, err := s.DB.Troubles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lasting = append(lasting, db.Trouble{Channel: channel, Class: "smtp-connexion", Since: s.Now()})
	if err := s.DB.NoteTroubles(t.Context(), lasting, s.Now()); err != nil {
		t.Fatal(err)
	}
}

func up(s *Service, t *testing.T) {
	t.Helper()
	if err := s.DB.NoteTroubles(t.Context(), nil, s.Now()); err != nil {
		t.Fatal(err)
	}
}

func TestAnOutageIsToldAlikeToEverybody(t *testing.T) {
	s := NewService(t)
	s.SetPassword(Marie, First)
	s.CatchUpDecoys()
	stranger := "" // an unknown identifier, whose path is by code too
	for i := 0; stranger == ""; i++ {
		if id := fmt.Sprintf("29912861%05d", i); s.Browser().Forget(id, "email").Path == codeStep {
			stranger = id
		}
	}
	s.Wait(24 * time.Hour)
	down(s, t, account.Email)
	if err := s.DB.NoteTroubles(t.Context(), []db.Trouble{
		{Channel: account.Email, Class: "smtp-connexion", Since: s.Now()},
		{Channel: account.Email, Provider: "La Poste", Class: "smtp-attente 450", Waiting: 3, Since: s.Now()},
		{Channel: account.Email, Provider: "Orange", Class: "smtp-attente 450", Waiting: 3, Since: s.Now()},
		{Channel: account.Email, Provider: "gaec-dupont.example", Class: "smtp-attente 450", Waiting: 3, Since: s.Now()},
	}, s.Now()); err != nil {
		t.Fatal(err)
	}
	said := []string{"Les e-mails partent avec retard depuis 15 h 05 : le vôtre partira dès que possible.",
		"Les boîtes La Poste et Orange reçoivent nos e-mails avec retard en ce moment."}
	walk := func(id string) (traces []string) {
		b := s.Browser()
		p := b.Get("/mot-de-passe-oublie").Press("Suivant", Fields{"identifiant": id}).Says(said...).SaysNot("dupont")
		traces = append(traces, p.Trace(id))
		p = p.Press("Suivant", Fields{"canal": "email"}).At(codeStep, 200).Says(said...).SaysNot("dupont")
		traces = append(traces, p.Trace(id))
		for range 4 {
			s.Wait(61 * time.Second)
			p = b.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200)
			traces = append(traces, p.Trace(id))
		}
		p = p.Press("Recevoir le code par SMS", nil).At(codeStep, 200).Says("par SMS").SaysNot("avec retard")
		return append(traces, p.Trace(id), b.Get(codeStep).Trace(id))
	}
	began := s.Now()
	known := walk(Marie)
	took := s.Now().Sub(began)
	s.Wait(24*time.Hour - took)
	up(s, t)
	if err := s.DB.NoteTroubles(t.Context(), []db.Trouble{
		{Channel: account.Email, Class: "smtp-connexion", Since: s.Now()},
		{Channel: account.Email, Provider: "La Poste", Class: "smtp-attente 450", Waiting: 3, Since: s.Now()},
		{Channel: account.Email, Provider: "Orange", Class: "smtp-attente 450", Waiting: 3, Since: s.Now()},
	}, s.Now()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(known, walk(stranger)); diff != "" {
		t.Error(diff)
	}
}

func TestACodeThatAnOutageKeepsBackDoesNotCount(t *testing.T) {
	t.Run("asked for again while it lasts: as many again as a journey has, and no more", func(t *testing.T) {
		s := NewService(t)
		s.SetPassword(Marie, First)
		down(s, t, account.Email)
		b := s.Browser()
		b.Forget(Marie, "email").At(codeStep, 200)
		for range 2*s.Limits.CodesPerJourney - 1 {
			s.Wait(5 * time.Minute)
			b.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200)
		}
		b.Get(codeStep).SaysNot("Renvoyer un nouveau code")
		if n := s.LimitCount(db.CodesSent, s.Member(Marie).IdentifierKey); n != s.Limits.CodesPerJourney {
			t.Errorf("%d are counted, want %d", n, s.Limits.CodesPerJourney)
		}
	})
	t.Run("once it is over, only the newest counts", func(t *testing.T) {
		s := NewService(t)
		s.SetPassword(Marie, First)
		down(s, t, account.Email)
		b := s.Browser()
		b.Forget(Marie, "email").At(codeStep, 200)
		for range 2 {
			s.Wait(61 * time.Second)
			b.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200)
		}
		up(s, t)
		if n := s.LimitCount(db.CodesSent, s.Member(Marie).IdentifierKey); n != 1 {
			t.Errorf("%d are counted", n)
		}
		s.Wait(61 * time.Second)
		b.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200).Says("Le précédent ne sert plus.")
		s.Wait(121 * time.Second)
		b.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200).SaysNot("Renvoyer un nouveau code")
	})
	t.Run("one that died in it leaves the day's codes whole", func(t *testing.T) {
		s := NewService(t)
		s.SetPassword(Marie, First)
		down(s, t, account.Email)
		s.Browser().Forget(Marie, "email").At(codeStep, 200)
		s.Wait(s.Limits.CodeTTL)
		up(s, t)
		for range s.Limits.CodesPerDay {
			s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("4 chiffres")
		}
		s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("8 chiffres")
	})
	t.Run("one that was late counts", func(t *testing.T) {
		s := NewService(t)
		s.SetPassword(Marie, First)
		down(s, t, account.Email)
		s.Browser().Forget(Marie, "email").At(codeStep, 200)
		s.Wait(s.Limits.CodeTTL - time.Minute)
		up(s, t)
		s.Wait(time.Hour)
		for range s.Limits.CodesPerDay - 1 {
			s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("4 chiffres")
		}
		s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("8 chiffres")
	})
	t.Run("an outage of the other channel changes nothing", func(t *testing.T) {
		s := NewService(t)
		s.SetPassword(Marie, First)
		down(s, t, account.SMS)
		s.Browser().Forget(Marie, "email").At(codeStep, 200).SaysNot("retard")
		s.Wait(s.Limits.CodeTTL)
		up(s, t)
		for range s.Limits.CodesPerDay - 1 {
			s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("4 chiffres")
		}
		s.Browser().Forget(Marie, "email").At(codeStep, 200).Says("8 chiffres")
	})
}

func TestTheCodeComesByTheOtherChannel(t *testing.T) {
	s := NewService(t)
	s.SetPassword(Marie, First)
	b := s.Browser()
	p := b.Forget(Marie, "email").At(codeStep, 200)
	s.Sent()
	p = p.Press("Recevoir le code par SMS", nil).At(codeStep, 200).Says("par SMS")
	got := s.Sent()
	if len(got) != 1 || got[0].Channel != account.SMS || got[0].Kind != db.KindCode {
		t.Fatalf("sent %+v", got)
	}
	p.Press("Recevoir le code par e-mail", nil).Says("Un code vient de vous être envoyé.")
	if again := s.Sent(); len(again) != 0 {
		t.Errorf("sent %+v", again)
	}
	b.Get(codeStep).Press("Valider", Fields{"code": got[0].Secret}).At("/mot-de-passe-oublie/confirmation", 200).Says("par SMS")
	if got := s.Sent(); len(got) != 1 || got[0].Channel != account.SMS || got[0].Kind != db.KindTemporary {
		t.Errorf("sent %+v", got)
	}
}

func TestALetterMayBeHadWhileTheCodeIsHeldBack(t *testing.T) {
	s := NewService(t)
	s.SetPassword(Marie, First)
	p := s.Browser().Forget(Marie, "email").At(codeStep, 200)
	down(s, t, account.Email)
	p.B.Get(codeStep).Press("Recevoir un mot de passe par lettre", nil).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
}

func TestAnAnswerWhosePasswordIsLostMayBeGivenAgain(t *testing.T) {
	s := NewService(t)
	down(s, t, account.Email)
	confirmed := "/mot-de-passe-oublie/confirmation"
	s.Browser().Forget(Lucien, "email").Answer(Fields{"montant": "1234,56"}).At(confirmed, 200).Says("par e-mail", "Les e-mails partent avec retard")
	s.Wait(s.Limits.TemporaryTTL)
	up(s, t)
	s.Sent()
	s.Browser().Forget(Lucien, "email").Answer(Fields{"montant": "1234,56"}).At(confirmed, 200).Says("par e-mail")
	if got := s.Sent(); len(got) != 1 || got[0].Kind != db.KindTemporary {
		t.Errorf("sent %+v", got)
	}
}
