package oidc

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/go-jose/go-jose/v4"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// CodeExchange exchanges a code for an access token and an ID token: once, for the client and redirect address that it was
// issued for, and with proof that the client requested it (PKCE).
func (s *server) CodeExchange(ctx context.Context, r *op.ClientRequest[spec.AccessTokenRequest]) (*op.Response, error) {
	c := r.Client.(client).Client
	g, err := s.DB.GrantByCode(ctx, c.ID, r.Data.Code, s.Now())
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil, s.refused(ctx, c.Name, events.CodeUnknown, spec.ErrInvalidGrant())
	case errors.Is(err, db.ErrCodeSpent):
		return nil, s.codeAgain(ctx, c, g)
	case errors.Is(err, db.ErrCodeExpired):
		return nil, s.refused(ctx, c.Name, events.CodeLate, spec.ErrInvalidGrant())
	case err != nil:
		return nil, err
	case r.Data.RedirectURI != g.RedirectURI:
		return nil, s.refused(ctx, c.Name, events.RedirectUnknown, spec.ErrInvalidGrant())
	}
	var challenge *spec.CodeChallenge
	if g.Challenge != "" {
		challenge = &spec.CodeChallenge{Challenge: g.Challenge, Method: spec.CodeChallengeMethodS256}
	}
	if err := op.AuthorizeCodeChallenge(r.Data.CodeVerifier, challenge); err != nil {
		return nil, s.refused(ctx, c.Name, events.BadProof, spec.ErrInvalidGrant())
	}
	opened, err := s.Acts.ExchangeCode(ctx, g)
	switch {
	case errors.Is(err, db.ErrCodeSpent):
		return nil, s.codeAgain(ctx, c, g)
	case errors.Is(err, acts.ErrLoginGone):
		return nil, s.refused(ctx, c.Name, events.CodeLate, spec.ErrInvalidGrant())
	case err != nil:
		return nil, err
	}
	idToken, err := s.idToken(ctx, c, g, opened)
	if err != nil {
		return nil, err
	}
	return op.NewResponse(&spec.AccessTokenResponse{AccessToken: opened.Token, TokenType: spec.BearerToken, ExpiresIn: uint64(acts.TokenLife.Seconds()), IDToken: idToken, Scope: g.Scopes}), nil
}

// codeAgain refuses a code that is used a second time, and revokes the tokens of the first use, because one of the two users
// is a thief (RFC 6749, sections 4.1.2 and 10.5). A code that another client presents has leaked as well, because it cannot be
// guessed.
func (s *server) codeAgain(ctx context.Context, c *db.Client, g *db.Grant) error {
	if err := s.Acts.RevokeService(ctx, g); err != nil {
		return err
	}
	return s.refused(ctx, c.Name, events.CodeAgain, spec.ErrInvalidGrant())
}

// idToken returns the signed ID token: who has logged in, when and how (OpenID Connect Core, section 2). Personal data is
// available from the userinfo endpoint only.
func (s *server) idToken(ctx context.Context, c *db.Client, g *db.Grant, o acts.Opened) (string, error) {
	atHash, err := spec.ClaimHash(o.Token, jose.SignatureAlgorithm(c.Signature))
	if err != nil {
		return "", err
	}
	acr := acrOf(g.Login.Method)
	claims := spec.NewIDTokenClaims(s.issuer(), o.Subject, nil, s.Now().Add(idTokenLife), g.Login.OpenedAt, g.Nonce, acr, amrOf(acr), c.ClientID, 0)
	claims.IssuedAt, claims.AccessTokenHash = spec.FromTime(s.Now()), atHash
	claims.Claims = map[string]any{"sid": o.SID}
	return s.signing().Sign(ctx, c.Signature, "JWT", claims)
}

// amrOf returns the authentication methods of a login (RFC 8176). FranceConnect does not name its own.
func amrOf(acr string) []string {
	switch acr {
	case acrPassword:
		return []string{"pwd"}
	case acrPasskey:
		return []string{"pop", "user"}
	}
	return []string{"franceconnect"}
}

// UserInfo returns the claims about the member of an access token, within its scopes.
func (s *server) UserInfo(ctx context.Context, r *op.Request[spec.UserInfoRequest]) (*op.Response, error) {
	g, err := s.DB.GrantByToken(ctx, r.Data.AccessToken, s.Now())
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return nil, err
	}
	var m *db.Member
	if err == nil {
		if m, err = s.DB.Member(ctx, g.Login.MemberID); err != nil {
			return nil, err
		}
	}
	if m == nil || s.DB.Barred(m, s.Now()) {
		request(ctx).Response().Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`) // RFC 6750, section 3
		return nil, op.NewStatusError(&spec.Error{ErrorType: "invalid_token"}, http.StatusUnauthorized)
	}
	subject, err := s.DB.Subject(ctx, m.ID, g.ClientID)
	if err != nil {
		return nil, err
	}
	return op.NewResponse(claimsOf(m, subject, g.Scopes)), nil
}

// Revocation revokes a token (RFC 7009). An unknown token is not an error.
func (s *server) Revocation(ctx context.Context, r *op.ClientRequest[spec.RevocationRequest]) (*op.Response, error) {
	g, err := s.DB.GrantByToken(ctx, r.Data.Token, s.Now())
	if errors.Is(err, db.ErrNotFound) || err == nil && g.ClientID != r.Client.(client).ID {
		return op.NewResponse(nil), nil
	}
	if err != nil {
		return nil, err
	}
	return op.NewResponse(nil), s.Acts.RevokeService(ctx, g)
}

// claimsOf returns the claims of each scope (OpenID Connect Core, section 5.4). The scope « identifiant » is the caisse's
// own.
func claimsOf(m *db.Member, subject string, scopes []string) *spec.UserInfo {
	u := &spec.UserInfo{Subject: subject}
	if slices.Contains(scopes, spec.ScopeProfile) {
		u.Name, u.GivenName, u.FamilyName, u.Birthdate = m.Profile.PlainName(), m.Profile.FirstName, m.Profile.LastName, m.Profile.BirthDate
		u.Gender = spec.Gender(m.Profile.Gender())
	}
	if email := m.Contacts[db.Email]; slices.Contains(scopes, spec.ScopeEmail) && email.Value != "" {
		u.Email = email.Value
		u.AppendClaims("email_verified", !email.VerifiedAt.IsZero()) // so that false is sent, too
	}
	if mobile := m.Contacts[db.Mobile]; slices.Contains(scopes, spec.ScopePhone) && mobile.Value != "" {
		u.PhoneNumber = mobile.Value
		u.AppendClaims("phone_number_verified", !mobile.VerifiedAt.IsZero())
	}
	if slices.Contains(scopes, "identifiant") {
		u.AppendClaims("identifiant", m.Profile.Identifier)
		u.AppendClaims("categorie", string(m.Category))
		if m.Profile.Company != "" {
			u.AppendClaims("raison_sociale", m.Profile.Company)
		}
	}
	return u
}
