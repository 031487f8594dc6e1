package oidc_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// isTold gives a portal a logout address.
func isTold(c *db.Client) { c.LogoutURL = c.StartURL + "deconnexion" }

// told lists the sids of the logout tokens that are queued for a portal.
func (p *portal) told(s *servicetest.Service) (sids []string) {
	p.t.Helper()
	due, err := s.DB.DueDeliveries(p.t.Context(), p.client.ID, s.Now().Add(time.Second), 100)
	must(p.t, err)
	for _, d := range due {
		sids = append(sids, d.SID)
	}
	slices.Sort(sids)
	return sids
}

// All clients that a browser has opened are notified when its member logs out there, also those of an earlier login of that
// browser, and also after the session was idle too long.
func TestEveryProgramOfABrowserLearnsOfItsLogout(t *testing.T) {
	const tooLong = 20 * time.Minute
	for name, ends := range map[string]func(t *testing.T, s *servicetest.Service, b *servicetest.Browser, idToken string){
		"here": func(_ *testing.T, _ *servicetest.Service, b *servicetest.Browser, _ string) {
			b.Get("/espace").Press("Se déconnecter", nil).At("/connexion?etat=deconnecte", 200)
		},
		"from a program": func(_ *testing.T, s *servicetest.Service, b *servicetest.Browser, idToken string) {
			b.Open(s.URL+"/deconnexion/service?"+url.Values{"id_token_hint": {idToken}}.Encode()).At("/connexion?etat=deconnecte", 200)
		},
		"from a program, after a while": func(_ *testing.T, s *servicetest.Service, b *servicetest.Browser, idToken string) {
			s.Wait(tooLong)
			b.Open(s.URL+"/deconnexion/service?"+url.Values{"id_token_hint": {idToken}}.Encode()).At("/connexion?etat=deconnecte", 200)
		},
		"on a page that was left open": func(_ *testing.T, s *servicetest.Service, b *servicetest.Browser, _ string) {
			page := b.Get("/espace")
			s.Wait(tooLong)
			page.Press("Se déconnecter", nil).At("/connexion?etat=deconnecte", 200)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewLiveService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			portal, payments := newPortal(t, s, isTold), newPortal(t, s, isTold)
			b := s.Browser()
			b.LogIn(servicetest.Marie, servicetest.First)
			b.Open(portal.sends())
			first, _, token := portal.reads(portal.code())
			idToken, _ := token.Extra("id_token").(string)
			// Each request of the other program requires a new login: at once, and after the session was idle too long.
			b.Open(payments.sends(oauth2.SetAuthURLParam("prompt", "login"))).At("/connexion", 200).
				Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First})
			payments.code()
			s.Wait(tooLong)
			b.Open(payments.sends()).At("/connexion", 200).
				Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First})
			second, _, _ := payments.reads(payments.code())
			if told := append(portal.told(s), payments.told(s)...); len(told) != 0 {
				t.Fatalf("who logs in again logs out nobody: %q", told)
			}
			if open, err := s.DB.OpenLogins(t.Context(), s.Member(servicetest.Marie).ID, s.Now().Add(-time.Hour)); err != nil || len(open) != 2 {
				t.Errorf("%d logins are open, want this browser's and that of the beginning: %v", len(open), err)
			}
			ends(t, s, b, idToken)
			if told := portal.told(s); !slices.Equal(told, []string{first.SID}) {
				t.Errorf("the first program is told of %q, want %q", told, first.SID)
			}
			if told := payments.told(s); !slices.Equal(told, []string{second.SID}) {
				t.Errorf("the second program is told of %q, want %q", told, second.SID)
			}
		})
	}
}

// A person who logs in after another person's idle session ends that session, and the clients that it had opened are notified.
func TestAnotherPersonsLoginEndsAnIdleOne(t *testing.T) {
	s := servicetest.NewLiveService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Browser().Establish(servicetest.Lucien, servicetest.Second)
	portal := newPortal(t, s, isTold)
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First)
	b.Open(portal.sends())
	first, _, _ := portal.reads(portal.code())
	s.Wait(20 * time.Minute)
	b.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
	if told := portal.told(s); !slices.Equal(told, []string{first.SID}) {
		t.Errorf("the program is told of %q, want %q", told, first.SID)
	}
}
