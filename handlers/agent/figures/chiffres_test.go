package figures_test

import (
	"sesame/handlers"

	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// Journeys over three days count once, on the day when each was begun, however often the database is purged.
func TestJourneysAreCountedByDay(t *testing.T) {
	s := servicetest.NewService(t)
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	purge := func() {
		t.Helper()
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
	}
	// Monday: Marie completes the personalisation, then forgets her password and types the code; five other journeys are
	// abandoned.
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Browser().Forget(servicetest.Marie, "email").Wrong().Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).
		At("/mot-de-passe-oublie/confirmation", 200)
	for range 5 {
		s.Browser().Forget(servicetest.Lucien, "email").At("/mot-de-passe-oublie/question", 200)
	}
	s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien}).At("/mot-de-passe-oublie/canal", 200)
	s.Browser().Forget(servicetest.Nobody, "email")
	// Tuesday: a letter, and six refused logins.
	s.Wait(24 * time.Hour)
	s.Browser().Forget(servicetest.Silence, "email").At("/mot-de-passe-oublie/confirmation", 200)
	for range 4 {
		s.Browser().LogIn(servicetest.Lucien, "faux-Mot2Passe")
	}
	purge()
	// Friday: all abandoned journeys are counted.
	s.Wait(3 * 24 * time.Hour)
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	purge()
	purge()
	told := s.Figures("jour")
	for what, want := range map[string]string{
		"2026-11-23 | Parcours | commencés": "8",
		"2026-11-23 | Parcours | terminés":  "2",
		"2026-11-23 | Parcours | laissés":   "6",
		"2026-11-23 | Où les parcours sont laissés | Mot de passe oublié, étape « question de sécurité »": "non montré",
		"2026-11-23 | Où les parcours sont laissés | Mot de passe oublié, étape « e-mail ou SMS »":        "moins de 5",
		"2026-11-23 | Parcours avec un identifiant inconnu | ":                                            "1",
		"2026-11-23 | Codes de confirmation | faux":                                                       "1",
		"2026-11-23 | Connexions | réussies":                                                              "2",
		"2026-11-23 | Courriers et courriers évités | courriers":                                          "1", // by which Marie came in
		"2026-11-23 | Courriers et courriers évités | courriers évités":                                   "1",
		"2026-11-24 | Parcours | commencés":                                                               "1",
		"2026-11-24 | Parcours | terminés":                                                                "1",
		"2026-11-24 | Parcours | laissés":                                                                 "0",
		"2026-11-24 | Connexions | refusées":                                                              "4",
		"2026-11-24 | Pourquoi c'est refusé | connexion : mot de passe faux":                              "moins de 5",
		"2026-11-23 | Pourquoi c'est refusé | code : code faux":                                           "moins de 5",
		"2026-11-24 | Courriers et courriers évités | courriers":                                          "1",
		"2026-11-25 | Parcours | commencés":                                                               "0",
		"2026-11-27 | Connexions | réussies":                                                              "0",
	} {
		if told[what] != want {
			t.Errorf("%s: %q, want %s", what, told[what], want)
		}
	}
	weeks := s.Figures("semaine")
	if got := weeks["2026-11-23 | Parcours | commencés"]; got != "9" {
		t.Errorf("%s journeys in the week", got)
	}
	// The page says the same, and nothing about any person.
	s.Supervisor.Get("/agent/chiffres").At("/agent/chiffres", 200).Says("commencés : 9", "terminés : 3", "laissés : 6", "moins de 5").SaysNot(servicetest.Lucien, "Garnier", "poitou.example")
	s.Supervisor.Get("/agent/chiffres?par=semaine").Says("Semaine du", "23/11/2026")
	events, err := s.DB.AuditOf(t.Context(), s.Member(servicetest.Marie).Identifier(), 1000)
	if err != nil || len(events) == 0 {
		t.Error(err)
	}
}

// A message counts when the relay has accepted it; a decoy never counts.
func TestMessagesAreCountedWhenTheyLeave(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) { o.SMSCost = 45 })
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Browser().Forget(servicetest.Marie, "sms")
	s.Browser().Forget(servicetest.Nobody, "sms")
	due, err := s.DB.Due(context.Background(), s.Now(), 100)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, m := range due {
		settle := s.DB.Sent
		if m.Decoy() {
			settle = s.DB.Dropped
		} else {
			want[string(m.Channel)]++
		}
		for range 2 { // twice is once
			if err := settle(context.Background(), m.ID, s.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := s.Figures("jour")
	if want["sms"] == 0 || told["2026-11-23 | Messages partis | SMS"] != fmt.Sprint(want["sms"]) || told["2026-11-23 | Messages partis | e-mails"] != fmt.Sprint(want["email"]) {
		t.Errorf("messages %v, told %s SMS and %s mails", want, told["2026-11-23 | Messages partis | SMS"], told["2026-11-23 | Messages partis | e-mails"])
	}
	if got, cost := told["2026-11-23 | Coût des SMS, en euros | "], fmt.Sprintf("0,%02d", (want["sms"]*45+5)/10); got != cost {
		t.Errorf("SMS cost %s, want %s", got, cost)
	}
	if got := told["2026-11-23 | Codes de confirmation | partis par SMS"]; got != "1" {
		t.Errorf("%s codes by SMS", got)
	}
}

// When the clock goes back, events count on the days that it shows, and nothing fails.
func TestFiguresUnderAClockThatGoesBack(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Forget(servicetest.Marie, "email")
	s.Wait(-10 * 24 * time.Hour)
	s.Browser().Forget(servicetest.Marie, "email")
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	if got := s.Figures("jour")["2026-11-13 | Parcours | commencés"]; got != "1" {
		t.Errorf("%s journeys on the day that the clock shows", got)
	}
	s.Supervisor.Get("/agent/chiffres").At("/agent/chiffres", 200)
	if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
		t.Error(err)
	}
}

// Refused mails are shown by provider, with what to do. Fewer than five are not shown, nor a total from which a single one
// could be computed.
func TestRefusedMailsAreToldByHouse(t *testing.T) {
	s := servicetest.NewService(t)
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return errors.Join(tx.AddFigures(t.Context(), s.Now(), db.FigureRefusedBy, "Orange", 12), tx.AddFigures(t.Context(), s.Now(), db.FigureRefusedBy, "Free", 3),
			tx.AddFigures(t.Context(), s.Now(), db.FigureRefusedBy, "SFR", 2), tx.AddFigures(t.Context(), s.Now(), db.FigureRefusedBy, db.OtherProvider, 6),
			tx.AddFigures(t.Context(), s.Now(), db.FigureBouncedBy, "Free", 7))
	}); err != nil {
		t.Fatal(err)
	}
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	told := s.Figures("jour")
	for provider, want := range map[string]string{"Orange": "12", "Free": "moins de 5", "SFR": "moins de 5", "Gmail": "0", "autres fournisseurs": "6"} {
		if got := told["2026-11-23 | Qui refuse les e-mails | "+provider]; got != want {
			t.Errorf("%s: %q, want %s", provider, got, want)
		}
	}
	if got := told["2026-11-23 | D'où reviennent les e-mails | Free"]; got != "7" {
		t.Errorf("mails that came back from Free: %q, want 7", got)
	}
	s.Supervisor.Get("/agent/chiffres").Says(texts.AdviseFigureProvider, texts.AdviseFigureOtherProviders)
}
