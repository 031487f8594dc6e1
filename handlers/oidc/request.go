package oidc

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
)

// Login methods, as clients read and request them (acr).
const (
	acrPassword      = "urn:sesame:mot-de-passe" //nolint:gosec // G101: a name
	acrFranceConnect = "urn:sesame:franceconnect"
	acrPasskey       = "urn:sesame:cle-d-acces" //nolint:gosec // G101: a name
)

func acrOf(method string) string {
	switch method {
	case string(events.ByFranceConnect):
		return acrFranceConnect
	case string(events.ByPasskey):
		return acrPasskey
	}
	return acrPassword
}

// Limits of the parameters that are returned to the client: they must fit into an address.
const (
	longestParameter = 1024
	challengeLength  = 43 // length of a SHA-256 hash in base64url (RFC 7636, section 4.2)
	longestHint      = 64
	longestAge       = uint(100 * 365 * 24 * 60 * 60)
)

// once lists the parameters that this provider reads. One that occurs twice is refused, because something between the client
// and this service could read the other one of the two values (RFC 6749, sections 3.1 and 3.2).
var once = []string{"response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age", "acr_values", "login_hint", "id_token_hint", "request", "request_uri", "registration",
	"code_challenge", "code_challenge_method", "client_id", "client_secret", "client_assertion", "client_assertion_type", "redirect_uri", "grant_type", "code", "code_verifier", "token"}

// checkOnce refuses a form in which a parameter occurs twice.
func checkOnce(form url.Values) error {
	for _, name := range once {
		if len(form[name]) > 1 {
			return spec.ErrInvalidRequest().WithDescription("%s comes more than once", name)
		}
	}
	return nil
}

// checkRequest refuses what this provider does not support, and requests without a required protection: PKCE with S256 for
// a public client, PKCE or a nonce for the others, against the injection of another person's code (RFC 9700, section
// 2.1.1).
func checkRequest(c *db.Client, r *spec.AuthRequest, form url.Values) error {
	if err := checkOnce(form); err != nil {
		return err
	}
	switch {
	case r.ResponseType != spec.ResponseTypeCode:
		return &spec.Error{ErrorType: "unsupported_response_type", Description: "response_type must be code"} // RFC 6749, section 4.1.2.1
	case r.RequestParam != "":
		return spec.ErrRequestNotSupported()
	case form.Get("request_uri") != "":
		return &spec.Error{ErrorType: "request_uri_not_supported"} // OpenID Connect Core 1.0, section 3.1.2.6, the next one as well
	case form.Get("registration") != "":
		return &spec.Error{ErrorType: "registration_not_supported"}
	case r.ResponseMode != "" && r.ResponseMode != spec.ResponseModeQuery:
		return spec.ErrInvalidRequest().WithDescription("response_mode must be query")
	case !slices.Contains(r.Scopes, spec.ScopeOpenID):
		return spec.ErrInvalidScope().WithDescription("scope must contain openid")
	case r.CodeChallenge != "" && r.CodeChallengeMethod != spec.CodeChallengeMethodS256:
		return spec.ErrInvalidRequest().WithDescription("code_challenge_method must be S256")
	case r.CodeChallenge != "" && len(r.CodeChallenge) != challengeLength:
		return spec.ErrInvalidRequest().WithDescription("code_challenge must be %d characters long", challengeLength)
	case r.CodeChallenge == "" && c.Public:
		return spec.ErrInvalidRequest().WithDescription("a public client must send a code_challenge")
	case r.CodeChallenge == "" && r.Nonce == "":
		return spec.ErrInvalidRequest().WithDescription("a code_challenge or a nonce is required")
	case r.MaxAge != nil && *r.MaxAge > longestAge:
		return spec.ErrInvalidRequest().WithDescription("max_age must be a number of seconds, of a hundred years at most")
	}
	for _, name := range []string{"state", "nonce"} {
		if len(form.Get(name)) > longestParameter {
			return spec.ErrInvalidRequest().WithDescription("%s is too long", name)
		}
	}
	return nil
}

func isNoAge(asked string) bool {
	_, err := strconv.ParseUint(asked, 10, 64)
	return err != nil
}

// granted returns the requested scopes that the client is registered for.
func granted(c *db.Client, asked []string) (scopes []string) {
	for _, s := range account.ClientScopes {
		if slices.Contains(asked, s) && slices.Contains(c.Scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// hint returns a login_hint for the login form; empty if it is too long for an identifier.
func hint(asked string) string {
	if len(asked) > longestHint {
		return ""
	}
	return asked
}

func prompts(r *spec.AuthRequest, any ...string) bool {
	return slices.ContainsFunc(any, func(prompt string) bool { return slices.Contains(r.Prompt, prompt) })
}

// prefersAnotherWay says whether a client prefers another login method, which the visitor has, to the one that was used. It is
// only a preference (OpenID Connect Core, section 3.1.2.1): after the new login, the ID token names the method that was used.
func (p *Pages) prefersAnotherWay(ctx context.Context, preferred []string, visitor *web.Visitor) (bool, error) {
	for _, acr := range preferred {
		switch {
		case acr == acrOf(visitor.Login.Method):
			return false, nil
		case acr == acrPassword, acr == acrFranceConnect && p.members.FranceConnect:
			return true, nil
		case acr == acrPasskey:
			if held, err := p.DB.PasskeysOf(ctx, visitor.Member.ID); err != nil || len(held) > 0 {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// hinted returns the subject of an id_token_hint, which identifies the member whom the client expects; empty for no hint.
func (p *Pages) hinted(ctx context.Context, c *db.Client, token string) (subject string, err error) {
	if token == "" {
		return "", nil
	}
	claims, err := p.ownToken(ctx, token)
	if err != nil {
		return "", err
	}
	if claims == nil || !slices.Contains(claims.Audience, c.ClientID) {
		return "", spec.ErrInvalidRequest().WithDescription("id_token_hint is invalid")
	}
	return claims.Subject, nil
}

// isAnother says whether the member is not the one that the client expects.
func (p *Pages) isAnother(ctx context.Context, c *db.Client, memberID int64, expected string) (bool, error) {
	if expected == "" {
		return false, nil
	}
	subject, err := p.DB.Subject(ctx, memberID, c.ID)
	return subject != expected, err
}

// ownToken reads an ID token of this provider that a client sends back, even an expired one. It returns nil for any other
// token.
func (p *Pages) ownToken(ctx context.Context, token string) (*spec.IDTokenClaims, error) {
	keys, err := p.signing().Remembered(ctx)
	if err != nil {
		return nil, err
	}
	verifier := op.NewIDTokenHintVerifier(p.issuer(), ownKeys{keys}, op.WithSupportedIDTokenHintSigningAlgorithms(account.ClientSignatures...))
	claims, err := op.VerifyIDTokenHint[*spec.IDTokenClaims](ctx, token, verifier)
	if err != nil && !errors.As(err, new(op.IDTokenHintExpiredError)) {
		return nil, nil //nolint:nilerr // a token that is not ours is not an error
	}
	if claims.GetExpiration().IsZero() || claims.GetIssuedAt().After(p.Now().Add(time.Minute)) {
		return nil, nil
	}
	return claims, nil
}

// ownKeys verifies signatures with the keys of this provider.
type ownKeys struct{ jose.JSONWebKeySet }

func (k ownKeys) VerifySignature(_ context.Context, token *jose.JSONWebSignature) ([]byte, error) {
	if len(token.Signatures) != 1 {
		return nil, errors.New("a token has one signature")
	}
	for _, known := range k.Key(token.Signatures[0].Header.KeyID) {
		if known.Algorithm == token.Signatures[0].Header.Algorithm {
			return token.Verify(known)
		}
	}
	return nil, errors.New("the key of the signature is unknown")
}
