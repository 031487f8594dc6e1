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
	"sesame/db"
)

// fcLevels are the accepted levels of assurance; the first one is requested.
var fcLevels = []string{"eidas1", "eidas2", "eidas3"}

// clockSkew is the tolerated difference between FranceConnect's clock and ours.
const clockSkew = 30 * time.Second

var (
	errNonce    = errors.New("another nonce")
	errLevel    = errors.New("level of assurance too low")
	errParty    = errors.New("issued to another party")
	errSubject  = errors.New("another subject")
	errNotFresh = errors.New("not a fresh login")
)

// readTokens exchanges the code and verifies the ID token, then the userinfo, which is a separate JWT.
func (a *Pages) readTokens(ctx context.Context, p *fcProvider, t *attempt, code string) (account.Identity, fcTokens, *fcFailure) {
	var nobody account.Identity
	ctx = a.FranceConnect.context(ctx)
	token, err := a.oauth(p).Exchange(ctx, code)
	if err != nil {
		return nobody, fcTokens{}, exchangeFailure(err)
	}
	raw, _ := token.Extra("id_token").(string)
	checked, err := a.checkIDToken(ctx, p, t, raw, token.AccessToken)
	if err != nil {
		return nobody, fcTokens{}, &fcFailure{fcFault, "id_token", err}
	}
	who, err := a.userinfo(ctx, p, token, checked.Subject)
	if unreachable(err) {
		return nobody, fcTokens{}, &fcFailure{fcDown, "userinfo", err}
	}
	if err != nil {
		return nobody, fcTokens{}, &fcFailure{fcFault, "userinfo", err}
	}
	config := a.FranceConnect.config
	return who, fcTokens{db.FranceConnectSubject{Client: config.Issuer + " " + config.ClientID, Subject: checked.Subject}, raw}, nil
}

// statusError is an unexpected HTTP status.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("status %d", int(s)) }

// unreachable says that the error is a temporary one of FranceConnect or the network.
func unreachable(err error) bool {
	var (
		sending *url.Error
		status  statusError
	)
	return errors.As(err, &sending) || errors.As(err, &status) && status >= http.StatusInternalServerError
}

// exchangeFailure distinguishes a rejected code from an unreachable provider.
func exchangeFailure(err error) *fcFailure {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return &fcFailure{fcFault, "token refused", err}
	}
	return &fcFailure{fcDown, "token", err}
}

// checkIDToken verifies the ID token: signature, iss, aud and exp by the library; nonce, level, azp, access token hash
// and, for a fresh login, auth_time here.
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

// soleParty checks that a token with several audiences was issued to us (azp).
func (a *Pages) soleParty(audience []string, party string) bool {
	if party == "" {
		return len(audience) == 1
	}
	return party == a.FranceConnect.config.ClientID
}
