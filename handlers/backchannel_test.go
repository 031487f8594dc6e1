package handlers_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sesame/courier/webhook"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/signing"
)

func TestALogoutWaitsForNoClient(t *testing.T) {
	came, release := make(chan struct{}, 1), make(chan struct{})
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		came <- struct{}{}
		<-release
	}))
	defer hangs.Close()
	var webhooks *webhook.Sender
	s := servicetest.NewService(t, func(o *handlers.Options) { o.Wake = func() { webhooks.Wake() } })
	webhooks = webhook.New(s.DB, webhook.Options{Issuer: s.URL, Sign: (&signing.Keys{DB: s.DB, Now: s.Now}).Sign, Clock: s.Now, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { webhooks.Run(ctx); close(ended) }()
	defer func() { close(release); stop(); <-ended }()

	s.SetPassword(servicetest.Marie, servicetest.First)
	page := s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	m := s.Member(servicetest.Marie)
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", LogoutURL: hangs.URL + "/sortie"}
		if err := t.AddClient(ctx, portal, "secret", s.Now()); err != nil {
			return err
		}
		logins, err := t.Logins(ctx, m.ID, 1)
		if err != nil {
			return err
		}
		_, _, err = t.OpenClient(ctx, logins[0], portal.ID, s.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page.Press("Se déconnecter", nil).At("/connexion?etat=deconnecte", 200) // answered while the client has not answered yet
	select {
	case <-came:
	case <-time.After(time.Minute):
		t.Fatal("the client is not told")
	}
	page.B.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
}
