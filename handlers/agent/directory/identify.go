package directory

import (
	"context"
	"encoding/json"
	"maps"
	"mime"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"sesame/db"
	"sesame/handlers/openid"
)

// Person is the person whom the directory has authenticated.
type Person struct {
	Subject string
	Login   string  // empty if the directory's name cannot be an agent's login
	Name    string  // the name shown to colleagues; empty if the directory sends none that is valid
	Role    db.Role // empty for none of the roles here
	SID     string  // the ID of the directory's session; empty if it sends none
	IDToken string
}

// Failure is a login that did not succeed. Class is logged; Err may be nil.
type Failure struct {
	Down  bool // the directory does not work at the moment; otherwise its answer was rejected
	Class string
	Err   error
}

// Identify exchanges the code of an attempt, verifies the ID token, and reads login, name and role from it or from the
// userinfo. longest is the maximum age of the directory's authentication.
func (d *Directory) Identify(ctx context.Context, t *openid.Attempt, redirect string, longest time.Duration, now func() time.Time) (Person, *Failure) {
	ctx, cancel := d.client.Context(ctx)
	defer cancel()
	p, err := d.client.Provider(now)
	if err != nil {
		return Person{}, &Failure{true, "discovery", err}
	}
	var more []oauth2.AuthCodeOption
	if t.Verifier != "" {
		more = append(more, oauth2.VerifierOption(t.Verifier))
	}
	token, err := d.oauth(p, redirect).Exchange(ctx, t.Code, more...)
	switch {
	case openid.CodeRefused(err):
		return Person{}, &Failure{false, "token refused", err}
	case err != nil:
		return Person{}, &Failure{true, "token", err}
	}
	raw, _ := token.Extra("id_token").(string)
	checked, err := d.client.IDToken(ctx, p, t.Nonce, raw, token.AccessToken)
	if err != nil {
		return Person{}, &Failure{openid.Unreachable(err), "id_token", err}
	}
	said := claims{}
	if err := checked.Claims(&said); err != nil {
		return Person{}, &Failure{false, "id_token", err}
	}
	if err := d.accept(t, said, longest, now()); err != nil {
		return Person{}, &Failure{false, "id_token", err}
	}
	sid, _ := said["sid"].(string)
	if d.lacks(said) && p.UserInfoEndpoint() != "" {
		told, err := d.userinfo(ctx, p, token, checked.Subject)
		if err != nil {
			return Person{}, &Failure{openid.Unreachable(err), "userinfo", err}
		}
		maps.Copy(told, said) // the ID token takes precedence, because it is about this login
		said = told
	}
	return Person{Subject: checked.Subject, Login: said.login(d.LoginClaim), Name: said.name(), Role: said.role(d.RoleClaim, d.Roles), SID: sid, IDToken: raw}, nil
}

// accept checks how and when the directory has authenticated the person.
func (d *Directory) accept(t *openid.Attempt, said claims, longest time.Duration, now time.Time) error {
	if !said.level(d.Levels) {
		return openid.ErrLevel
	}
	at, told := said["auth_time"].(float64)
	oldest := now.Add(-longest)
	if t.Fresh {
		oldest = time.Unix(t.Begun, 0)
	}
	// max_age obliges a directory to send auth_time; one that did not get it may leave it out.
	if !told && t.Verifier != "" || told && time.Unix(int64(at), 0).Before(oldest.Add(-openid.ClockSkew)) {
		return openid.ErrNotFresh
	}
	return nil
}

// lacks says whether the ID token lacks the login or role claim. ProConnect sends them only in the userinfo.
func (d *Directory) lacks(said claims) bool {
	_, login := said.at(d.LoginClaim)
	_, role := said.at(d.RoleClaim)
	return !login || !role
}

// userinfo fetches the directory's claims about the person, as JSON or as a signed JWT.
func (d *Directory) userinfo(ctx context.Context, p *openid.Provider, token *oauth2.Token, subject string) (claims, error) {
	body, kind, err := d.client.Userinfo(ctx, p, token)
	if err != nil {
		return nil, err
	}
	told := claims{}
	if kind, _, _ := mime.ParseMediaType(kind); kind == "application/jwt" {
		signed, err := p.Signed.Verify(ctx, strings.TrimSpace(string(body)))
		if err != nil {
			return nil, err
		}
		if err := signed.Claims(&told); err != nil {
			return nil, err
		}
	} else if err := json.Unmarshal(body, &told); err != nil {
		return nil, err
	}
	if told["sub"] != subject {
		return nil, openid.ErrSubject
	}
	return told, nil
}
