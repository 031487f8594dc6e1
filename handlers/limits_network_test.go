package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

func TestLimitsOfJourneysBegun(t *testing.T) {
	const here, there = "192.0.2.7", "192.0.2.8"
	begin := func(b *servicetest.Browser, identifier string) *servicetest.Page {
		return b.Post(servicetest.Oubli, url.Values{"identifiant": {identifier}})
	}
	t.Run("20 for one identifier in 24 hours, the same for nobody; from elsewhere and in a known browser its owner goes on", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		s.SetPassword(servicetest.Marie, servicetest.First)
		own := s.From(here)
		own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		own.LogOut()
		for range 20 {
			for _, id := range []string{servicetest.Marie, servicetest.Nobody} {
				begin(s.From(here), id).At(servicetest.Oubli+"/canal", 200)
			}
		}
		s.Restart()
		for _, id := range []string{servicetest.Marie, servicetest.Nobody} {
			begin(s.From(here), id).At(servicetest.Oubli, 429).Says("Trop de demandes sont venues de chez vous").RetryAfter(24 * time.Hour)
		}
		begin(s.From(there), servicetest.Marie).At(servicetest.Oubli+"/canal", 200)
		for range 20 {
			if p := begin(own, servicetest.Marie); p.Status != http.StatusOK {
				t.Fatalf("the known browser: %d: %s", p.Status, p.Brief())
			}
		}
		begin(own, servicetest.Marie).At(servicetest.Oubli, 429)
		s.From(here).LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		begin(s.From(here), servicetest.Marie).At(servicetest.Oubli, 429) // a log-in from there lifts nothing
		s.Wait(24*time.Hour - time.Second)
		begin(s.From(here), servicetest.Marie).At(servicetest.Oubli, 429)
		s.Wait(time.Second)
		begin(s.From(here), servicetest.Marie).At(servicetest.Oubli+"/canal", 200)
	})
	t.Run("60 of an address in 24 hours, inscription included", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 60 {
			begin(s.From(here), fmt.Sprintf("X%d", n%5)).At(servicetest.Oubli+"/canal", 200)
		}
		s.Restart()
		begin(s.From(here), "X6").At(servicetest.Oubli, 429).RetryAfter(24 * time.Hour)
		s.From(here).Post("/inscription", url.Values{"identifiant": {"X6"}}).At("/inscription", 429)
		begin(s.From(there), "X6").At(servicetest.Oubli+"/canal", 200)
		s.From(here).LogIn("X6", "faux").At("/connexion", 422)
	})
	t.Run("failed log-ins and journeys of an address in 24 hours; right ones do not count", func(t *testing.T) {
		s := servicetest.NewService(t, proxied, func(o *handlers.Options) { o.Limits.IPTriesDay = 12 })
		s.SetPassword(servicetest.Marie, servicetest.First)
		for n := range 12 {
			if n%2 == 0 {
				begin(s.From(here), "X1").At(servicetest.Oubli+"/canal", 200)
			} else {
				s.From(here).LogIn(fmt.Sprintf("X%d", n%4), "faux").At("/connexion", 422)
			}
			if n < 11 {
				s.From(here).LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			}
		}
		s.Restart()
		s.From(here).LogIn("X1", "faux").RetryAfter(24 * time.Hour)
		s.From(here).LogIn(servicetest.Marie, servicetest.First).RetryAfter(24 * time.Hour)
		s.From(there).LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		if n := s.AuditCount("login", "blocked"); n != 1 {
			t.Errorf("%d rows for what one address was refused in a minute, whatever the identifiers", n)
		}
	})
}

// A /48 of IPv6 has 65,536 networks /64: together they have four times the limit of one.
func TestLimitsOfAWiderNetwork(t *testing.T) {
	part := func(n int) string { return fmt.Sprintf("2001:db8:7:%x::1", n) }
	const beside = "2001:db8:8:1::1"
	t.Run("identifiers", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 40 {
			s.From(part(n)).Asks(n, 200)
		}
		s.Restart()
		s.From(part(50)).Asks(40, 429).RetryAfter(10 * time.Minute)
		s.From(beside).Asks(40, 200)
	})
	t.Run("journeys for one identifier", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 80 {
			s.From(part(n)).Asks(1, 200)
		}
		s.From(part(90)).Asks(1, 429)
		s.From(beside).Asks(1, 200)
	})
	t.Run("wrong codes", func(t *testing.T) {
		s := servicetest.NewService(t, proxied, func(o *handlers.Options) { o.Limits.IPWrongCodesDay = 2 })
		s.ImportMany(5, ownAddress)
		for n := range 4 {
			s.From(part(n)).Forget(fmt.Sprintf("M%d", n+1), "email").Wrong().At(servicetest.Code, 422).Wrong().At(servicetest.Code, 422)
		}
		s.From(part(9)).Forget("M5", "email").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).RetryAfter(24 * time.Hour)
		s.From(beside).Forget("M5", "email").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
	})
	t.Run("contact messages", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		write := func(from string) *servicetest.Page {
			return s.From(from).Post("/contact", url.Values{"sujet": {"a"}, "nom": {"b"}, "email": {"c@exemple.example"}, "message": {"d"}})
		}
		for n := range 40 {
			write(part(n)).At("/contact/confirmation", 200)
		}
		write(part(50)).At("/contact", 429)
		write(beside).At("/contact/confirmation", 200)
	})
}
