package member

import (
	"context"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/openid"
)

// fcLevels are the accepted levels of assurance; the first one is requested.
var fcLevels = []string{"eidas1", "eidas2", "eidas3"}

// readTokens exchanges the code and verifies the ID token, then the userinfo, which is a separate JWT.
func (a *Pages) readTokens(ctx context.Context, p *openid.Provider, t *openid.Attempt, code string) (account.Identity, fcTokens, *fcFailure) {
	var nobody account.Identity
	token, err := a.oauth(p).Exchange(ctx, code)
	if err != nil {
		return nobody, fcTokens{}, exchangeFailure(err)
	}
	raw, _ := token.Extra("id_token").(string)
	checked, err := a.checkIDToken(ctx, p, t, raw, token.AccessToken)
	if err != nil {
		return nobody, fcTokens{}, answerFailure("id_token", err)
	}
	who, err := a.userinfo(ctx, p, token, checked.Subject)
	if err != nil {
		return nobody, fcTokens{}, answerFailure("userinfo", err)
	}
	config := a.FranceConnect.Registration
	return who, fcTokens{db.FranceConnectSubject{Client: config.Issuer + " " + config.ClientID, Subject: checked.Subject}, raw}, nil
}

// answerFailure distinguishes a response that was rejected from one that could not be fetched, or not be verified because
// the keys could not be fetched.
func answerFailure(class string, err error) *fcFailure {
	if openid.Unreachable(err) {
		return &fcFailure{fcDown, class, err}
	}
	return &fcFailure{fcFault, class, err}
}

// exchangeFailure distinguishes a rejected code from an unreachable provider.
func exchangeFailure(err error) *fcFailure {
	if openid.CodeRefused(err) {
		return &fcFailure{fcFault, "token refused", err}
	}
	return &fcFailure{fcDown, "token", err}
}

// checkIDToken verifies the ID token, its level and, for a fresh login, auth_time.
func (a *Pages) checkIDToken(ctx context.Context, p *openid.Provider, t *openid.Attempt, raw, accessToken string) (*oidc.IDToken, error) {
	checked, err := a.FranceConnect.IDToken(ctx, p, t.Nonce, raw, accessToken)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Level    string `json:"acr"`
		AuthTime int64  `json:"auth_time"`
	}
	if err := checked.Claims(&claims); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(fcLevels, claims.Level):
		return nil, openid.ErrLevel
	case t.Fresh && claims.AuthTime < time.Unix(t.Begun, 0).Add(-openid.ClockSkew).Unix():
		return nil, openid.ErrNotFresh
	}
	return checked, nil
}
