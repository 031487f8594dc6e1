package servicetest

import (
	"context"
	"errors"

	"sesame/db"
	"sesame/signing"
)

// ServicesLeft puts a member on the way to another program, and inside it, and adds to the loot what a thief would look for.
func (s *Service) ServicesLeft(l *Loot, identifier string) {
	s.t.Helper()
	ctx, m := context.Background(), s.Member(identifier)
	if _, err := (&signing.Keys{DB: s.DB, Now: s.Now}).Sign(ctx, "ES256", "JWT", nil); err != nil {
		s.t.Fatal(err)
	}
	keys, err := s.DB.SigningKeys(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, k := range keys {
		l.add("signing key", string(k.Private[len(k.Private)-32:]))
	}
	err = s.DB.InTx(ctx, func(t *db.Tx) error {
		clients, err := t.Clients(ctx)
		if err != nil {
			return err
		}
		c := clients[0]
		request := db.AuthorizationRequest{RedirectURI: c.Redirects[0], State: "state-that-a-thief-wants", Nonce: "nonce-that-a-thief-wants", LoginHint: identifier}
		l.add("request of a client", request.State, request.Nonce, request.LoginHint)
		id, err := t.OpenLogin(ctx, m.ID, "password", "Firefox", s.Now())
		if err != nil {
			return err
		}
		login, err := t.Login(ctx, id)
		if err != nil {
			return err
		}
		_, _, err = t.OpenClient(ctx, login, c.ID, s.Now())
		code, err2 := t.Grant(ctx, c.ID, id, request, s.Now(), s.Now().Add(s.Limits.CodeTTL))
		spent, err3 := t.Grant(ctx, c.ID, id, request, s.Now(), s.Now().Add(s.Limits.CodeTTL))
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		g, err := t.GrantByCode(ctx, c.ID, spent, s.Now())
		if err != nil {
			return err
		}
		token, _, err := t.SpendCode(ctx, g, s.Now(), s.Now().Add(s.Limits.CodeTTL))
		l.add("authorization code", code, spent)
		l.add("access token", token)
		return errors.Join(err, t.KeepAuthorization(ctx, m.IdentifierKey, &db.Authorization{ClientID: c.ID, AuthorizationRequest: request}, s.Now(), s.Now().Add(s.Limits.CodeTTL)))
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
