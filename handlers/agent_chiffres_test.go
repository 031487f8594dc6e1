package handlers_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
)

// Journeys walked over three days are counted on the day when each was begun, once, however often the database is purged.
func TestJourneysAreCountedByDay(t *testing.T) {
	s := newService(t)
	s.supervisor = s.agentBrowser(db.RoleSupervisor)
	purge := func() {
		t.Helper()
		if err := s.db.Purge(t.Context(), s.now()); err != nil {
			t.Fatal(err)
		}
	}
	// Monday: Marie establishes her account, then forgets her password and types the code; five others are left.
	s.browser().establish(marie, first)
	s.browser().forget(marie, "email").press("Valider", fields{"code": "0000"}).press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).
		at("/mot-de-passe-oublie/confirmation", 200)
	for range 5 {
		s.browser().forget(lucien, "email").at("/mot-de-passe-oublie/question", 200)
	}
	s.browser().get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": lucien}).at("/mot-de-passe-oublie/canal", 200)
	s.browser().forget(nobody, "email")
	// Tuesday: a letter, and six refused logins.
	s.wait(24 * time.Hour)
	s.browser().forget(silence, "email").at("/mot-de-passe-oublie/confirmation", 200)
	for range 4 {
		s.browser().logIn(lucien, "faux-Mot2Passe")
	}
	purge()
	// Friday: all that was left is known.
	s.wait(3 * 24 * time.Hour)
	s.supervisor = s.agentBrowser(db.RoleSupervisor)
	purge()
	purge()
	told := s.figures("jour")
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
		"2026-11-24 | Courriers et courriers évités | courriers":                                          "1",
		"2026-11-25 | Parcours | commencés":                                                               "0",
		"2026-11-27 | Connexions | réussies":                                                              "0",
	} {
		if told[what] != want {
			t.Errorf("%s: %q, want %s", what, told[what], want)
		}
	}
	weeks := s.figures("semaine")
	if got := weeks["2026-11-23 | Parcours | commencés"]; got != "9" {
		t.Errorf("%s journeys in the week", got)
	}
	// The page says the same, and nothing of anybody.
	s.supervisor.get("/agent/chiffres").at("/agent/chiffres", 200).says("commencés : 9", "terminés : 3", "laissés : 6", "moins de 5").silent(lucien, "Garnier", "poitou.example")
	s.supervisor.get("/agent/chiffres?par=semaine").says("Semaine du", "23/11/2026")
	events, err := s.db.AuditOf(t.Context(), s.member(marie).Identifier(), 1000)
	if err != nil || len(events) == 0 {
		t.Error(err)
	}
}

// A message counts when the relay has taken it; a decoy never does.
func TestMessagesAreCountedWhenTheyLeave(t *testing.T) {
	s := newService(t, func(o *handlers.Options) { o.SMSCost = 45 })
	s.supervisor = s.agentBrowser(db.RoleSupervisor)
	s.browser().establish(marie, first)
	s.browser().forget(marie, "sms")
	s.browser().forget(nobody, "sms")
	due, err := s.db.Due(context.Background(), s.now(), 100)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, m := range due {
		settle := s.db.Sent
		if m.Decoy() {
			settle = s.db.Dropped
		} else {
			want[m.Channel]++
		}
		for range 2 { // twice is once
			if err := settle(context.Background(), m.ID, s.now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := s.figures("jour")
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

// A clock that goes back counts on the days that it shows, and breaks nothing.
func TestFiguresUnderAClockThatGoesBack(t *testing.T) {
	s := newService(t)
	s.browser().forget(marie, "email")
	s.wait(-10 * 24 * time.Hour)
	s.browser().forget(marie, "email")
	s.supervisor = s.agentBrowser(db.RoleSupervisor)
	if got := s.figures("jour")["2026-11-13 | Parcours | commencés"]; got != "1" {
		t.Errorf("%s journeys on the day that the clock shows", got)
	}
	s.supervisor.get("/agent/chiffres").at("/agent/chiffres", 200)
	if err := s.db.Purge(t.Context(), s.now()); err != nil {
		t.Error(err)
	}
}
