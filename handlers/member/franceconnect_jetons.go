package member

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sesame/account"
)

// fcLevels are the levels of assurance that are enough; the first one is asked for.
var fcLevels = []string{"eidas1", "eidas2", "eidas3"}

// clockSkew is how far FranceConnect's clock may be from ours, where an instant of its own is compared.
const clockSkew = 30 * time.Second

var (
	errNonce    = errors.New("another nonce")
	errLevel    = errors.New("level of assurance too low")
	errParty    = errors.New("issued to another party")
	errSubject  = errors.New("another subject")
	errNotFresh = errors.New("not a fresh login")
)

// readTokens exchanges the code and checks all that comes: the ID token, then the userinfo, which is a JWT of its own.
func (a *Pages) readTokens(ctx context.Context, p *fcProvider, t *attempt, code string) (account.Identity, string, *fcFailure) {
	var nobody account.Identity
	ctx = a.FranceConnect.context(ctx)
	token, err := a.oauth(p).Exchange(ctx, code)
	if err != nil {
		return nobody, "", exchangeFailure(err)
	}
	raw, _ := token.Extra("id_token").(string)
	checked, err := a.checkIDToken(ctx, p, t, raw, token.AccessToken)
	if err != nil {
		return nobody, "", &fcFailure{fcFault, "id_token", err}
	}
	who, err := a.userinfo(ctx, p, token, checked.Subject)
	if unreachable(err) {
		return nobody, "", &fcFailure{fcDown, "userinfo", err}
	}
	if err != nil {
		return nobody, "", &fcFailure{fcFault, "userinfo", err}
	}
	return who, raw, nil
}

// statusError is an answer that is none.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("status %d", int(s)) }

// unreachable: the fault is FranceConnect's or the network's, and passes by itself.
func unreachable(err error) bool {
	var (
		sending *url.Error
		status  statusError
	)
	return errors.As(err, &sending) || errors.As(err, &status) && status >= http.StatusInternalServerError
}

// exchangeFailure tells a code that is not accepted from a provider that does not answer.
func exchangeFailure(err error) *fcFailure {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return &fcFailure{fcFault, "token refused", err}
	}
	return &fcFailure{fcDown, "token", err}
}

// checkIDToken: signature, iss, aud and exp by the library; nonce, level, party, access token and, for a proof, the
// instant of the login here.
func (a *Pages) checkIDToken(ctx context.Context, p *fcProvider, t *attempt, raw, accessToken string) (*oidc.IDToken, error) {
	checked, err := p.tokens.Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Level    string `json:"acr"`
		Party    string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	if err := checked.Claims(&claims); err != nil {
		return nil, err
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(checked.Nonce), []byte(t.Nonce)) != 1:
		return nil, errNonce
	case !slices.Contains(fcLevels, claims.Level):
		return nil, errLevel
	case !a.soleParty(checked.Audience, claims.Party):
		return nil, errParty
	case t.Login != 0 && claims.AuthTime < time.Unix(t.Begun, 0).Add(-clockSkew).Unix():
		return nil, errNotFresh
	}
	if checked.AccessTokenHash != "" {
		if err := checked.VerifyAccessToken(accessToken); err != nil {
			return nil, err
		}
	}
	return checked, nil
}

// soleParty: a token that is also for others must say that it was issued to us.
func (a *Pages) soleParty(audience []string, party string) bool {
	if party == "" {
		return len(audience) == 1
	}
	return party == a.FranceConnect.config.ClientID
}
