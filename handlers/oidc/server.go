package oidc

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/signing"
)

// idTokenLife is the validity of an ID token.
const idTokenLife = acts.TokenLife

// server implements the library's interface with the database.
type server struct {
	op.UnimplementedServer
	*Pages
}

// issuer returns the issuer: the address of the service, without a path or final slash.
func (p *Pages) issuer() string { return p.BaseURL.String() }

func (p *Pages) signing() *signing.Keys { return &signing.Keys{DB: p.DB, Now: p.Now} }

// Discovery describes the provider (OpenID Connect Discovery 1.0, section 3).
func (s *server) Discovery(context.Context, *op.Request[struct{}]) (*op.Response, error) {
	issuer := s.issuer()
	return op.NewResponse(&discovery{true, &spec.DiscoveryConfiguration{
		Issuer: issuer, AuthorizationEndpoint: issuer + authorizePath, TokenEndpoint: issuer + tokenPath, UserinfoEndpoint: issuer + userinfoPath,
		RevocationEndpoint: issuer + revokePath, EndSessionEndpoint: issuer + logoutPath, JwksURI: issuer + keysPath,
		ScopesSupported: account.ClientScopes, ResponseTypesSupported: []string{"code"}, ResponseModesSupported: []string{"query"},
		GrantTypesSupported: []spec.GrantType{spec.GrantTypeCode}, SubjectTypesSupported: []string{"pairwise"},
		IDTokenSigningAlgValuesSupported: account.ClientSignatures, ACRValuesSupported: []string{acrPassword, acrFranceConnect, acrPasskey},
		TokenEndpointAuthMethodsSupported:      []spec.AuthMethod{spec.AuthMethodBasic, spec.AuthMethodPost, spec.AuthMethodNone},
		RevocationEndpointAuthMethodsSupported: []spec.AuthMethod{spec.AuthMethodBasic, spec.AuthMethodPost, spec.AuthMethodNone},
		CodeChallengeMethodsSupported:          []spec.CodeChallengeMethod{spec.CodeChallengeMethodS256},
		ClaimsSupported: []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "name", "given_name", "family_name", "gender", "birthdate",
			"email", "email_verified", "phone_number", "phone_number_verified", "identifiant", "categorie", "raison_sociale"},
		UILocalesSupported:         []language.Tag{language.French},
		BackChannelLogoutSupported: true, BackChannelLogoutSessionSupported: true,
	}}), nil
}

// discovery adds a field that the library's type lacks: each authorization response names its issuer (RFC 9207).
type discovery struct {
	IssSupported bool `json:"authorization_response_iss_parameter_supported"`
	*spec.DiscoveryConfiguration
}

// Keys publishes the keys that verify tokens.
func (s *server) Keys(ctx context.Context, _ *op.Request[struct{}]) (*op.Response, error) {
	set, err := s.signing().Published(ctx)
	return op.NewResponse(set), err
}

// refused records a refused request, and returns the standard's error, or an error of the database.
func (s *server) refused(ctx context.Context, name string, cause events.Cause, answer error) error {
	if err := s.Acts.RefuseService(ctx, s.Actor(request(ctx)), name, cause); err != nil {
		return err
	}
	return answer
}

// client returns the client with this client_id. An unknown one costs the same as a known one.
func (s *server) client(ctx context.Context, clientID string) (*db.Client, error) {
	c, err := s.DB.ClientByClientID(ctx, clientID)
	if errors.Is(err, db.ErrNotFound) {
		return nil, s.refused(ctx, "", events.ClientUnknown, op.NewStatusError(spec.ErrInvalidClient(), http.StatusUnauthorized))
	}
	return c, err
}

// VerifyClient authenticates a client at the token and revocation endpoints.
func (s *server) VerifyClient(ctx context.Context, r *op.Request[op.ClientCredentials]) (op.Client, error) {
	c, err := s.client(ctx, r.Data.ClientID)
	if err != nil {
		return nil, err
	}
	if err := checkCredentials(r); err != nil {
		return nil, s.refused(ctx, c.Name, events.BadRequest, err)
	}
	right := c.Public && r.Data.ClientSecret == ""
	if !c.Public {
		if right, err = s.DB.IsClientSecret(ctx, c, r.Data.ClientSecret); err != nil {
			return nil, err
		}
	}
	if !right || r.Data.ClientAssertion != "" {
		return nil, s.refused(ctx, c.Name, events.WrongSecret, op.NewStatusError(spec.ErrInvalidClient(), http.StatusUnauthorized))
	}
	return client{Client: c}, nil
}

// checkCredentials refuses a form in which a parameter occurs twice, and a client that authenticates both by the header and by the
// form (RFC 6749, section 2.3). The form may repeat the client_id.
func checkCredentials(r *op.Request[op.ClientCredentials]) error {
	if err := checkOnce(r.Form); err != nil {
		return err
	}
	if r.Header.Get("Authorization") == "" || r.Form.Get("client_secret") == "" && slices.Contains([]string{"", r.Data.ClientID}, r.Form.Get("client_id")) {
		return nil
	}
	return spec.ErrInvalidRequest().WithDescription("client authentication must not use more than one method")
}

// VerifyAuthRequest returns the client of an authorization request.
func (s *server) VerifyAuthRequest(ctx context.Context, r *op.Request[spec.AuthRequest]) (*op.ClientRequest[spec.AuthRequest], error) {
	if len(r.Form["client_id"]) > 1 || len(r.Form["redirect_uri"]) > 1 { // it is not clear which client to redirect to
		return nil, s.refused(ctx, "", events.BadRequest, spec.ErrInvalidRequestRedirectURI())
	}
	c, err := s.client(ctx, r.Data.ClientID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(c.Redirects, r.Data.RedirectURI) {
		return nil, s.refused(ctx, c.Name, events.RedirectUnknown, spec.ErrInvalidRequestRedirectURI())
	}
	return &op.ClientRequest[spec.AuthRequest]{Request: r, Client: client{c, r.Data.ResponseType}}, nil
}

// Authorize answers an authorization request whose client and redirect address are valid: with a code if the visitor's
// login satisfies it, with the standard's error, or with a redirect to the login.
func (s *server) Authorize(ctx context.Context, r *op.ClientRequest[spec.AuthRequest]) (*op.Redirect, error) {
	c, asked := r.Client.(client).Client, r.Data
	if err := checkRequest(c, asked, r.Form); err != nil {
		return nil, s.refused(ctx, c.Name, events.BadRequest, err)
	}
	visitor, err := s.Visitor(request(ctx))
	if err != nil {
		return nil, err
	}
	wish := db.AuthorizationRequest{RedirectURI: asked.RedirectURI, State: asked.State, Nonce: asked.Nonce, Scopes: granted(c, asked.Scopes),
		Challenge: asked.CodeChallenge, LoginHint: hint(asked.LoginHint), Fresh: asked.MaxAge != nil || prompts(asked, spec.PromptLogin, spec.PromptSelectAccount)}
	if wish.Subject, err = s.hinted(ctx, c, asked.IDTokenHint); err != nil {
		return nil, err
	}
	if visitor != nil {
		old := asked.MaxAge != nil && (*asked.MaxAge == 0 || s.Now().Sub(visitor.Login.OpenedAt) > time.Duration(*asked.MaxAge)*time.Second) //nolint:gosec // G115: bounded by checkRequest
		other, err := s.isAnother(ctx, c, visitor.Member.ID, wish.Subject)
		if err != nil {
			return nil, err
		}
		another, err := s.prefersAnotherWay(ctx, asked.ACRValues, visitor)
		if err != nil {
			return nil, err
		}
		if old || other || prompts(asked, spec.PromptLogin, spec.PromptSelectAccount) || another && !prompts(asked, spec.PromptNone) {
			wish.NotLogin = visitor.Login.ID
		}
	}
	switch {
	case visitor.Satisfies(wish):
		to, err := s.answer(ctx, s.Actor(request(ctx)), c, visitor.Login.ID, wish, nil)
		if errors.Is(err, acts.ErrLoginGone) {
			err = spec.ErrLoginRequired()
		}
		return op.NewRedirect(to), err
	case prompts(asked, spec.PromptNone) && visitor != nil && visitor.Login.ID != wish.NotLogin:
		return nil, spec.ErrInteractionRequired()
	case prompts(asked, spec.PromptNone):
		return nil, spec.ErrLoginRequired()
	}
	if err := s.KeepRequest(request(ctx), &db.Authorization{ClientID: c.ID, AuthorizationRequest: wish}); err != nil {
		request(ctx).Set(keyNotKept, err)
		return nil, err
	}
	return op.NewRedirect("/connexion"), nil
}

// answer issues a code, and returns the address that takes it to the client.
func (p *Pages) answer(ctx context.Context, who acts.Actor, c *db.Client, loginID int64, wish db.AuthorizationRequest, waiting []byte) (string, error) {
	code, err := p.Acts.OpenService(ctx, who, c, loginID, wish, waiting)
	if err != nil {
		return "", err
	}
	return op.AuthResponseURL(wish.RedirectURI, spec.ResponseTypeCode, spec.ResponseModeQuery,
		&struct {
			Code   string `schema:"code"`
			State  string `schema:"state,omitempty"`
			Issuer string `schema:"iss"` // RFC 9207: a client of several providers knows which one answers
		}{code, wish.State, p.issuer()}, spec.NewEncoder())
}
