package openid

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ClockSkew is the tolerated difference between a provider's clock and ours.
const ClockSkew = 30 * time.Second

// Why a provider's response is rejected.
var (
	errNonce   = errors.New("another nonce")
	errParty   = errors.New("issued to another party")
	ErrSubject = errors.New("another subject")
	ErrLevel   = errors.New("level of assurance too low")
	// ErrNotFresh may also be caused by a wrong clock: the provider's, or this computer's.
	ErrNotFresh = errors.New("authenticated too long ago")
)

// IDToken verifies an ID token: signature, iss, aud and exp by the library; nonce, azp and the hash of the access token here.
func (c *Client) IDToken(ctx context.Context, p *Provider, nonce, raw, accessToken string) (*oidc.IDToken, error) {
	checked, err := p.Tokens.Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Party string `json:"azp"`
	}
	if err := checked.Claims(&claims); err != nil {
		return nil, err
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(checked.Nonce), []byte(nonce)) != 1:
		return nil, errNonce
	case !c.soleParty(checked.Audience, claims.Party):
		return nil, errParty
	case checked.Subject == "":
		return nil, ErrSubject
	}
	if checked.AccessTokenHash != "" {
		if err := checked.VerifyAccessToken(accessToken); err != nil {
			return nil, err
		}
	}
	return checked, nil
}

// soleParty says whether a token was issued to us: it has one audience, or names us as the authorized party (azp).
func (c *Client) soleParty(audience []string, party string) bool {
	if party == "" {
		return len(audience) == 1
	}
	return party == c.ClientID
}

// Userinfo fetches the provider's claims about the person, with their content type. They are not verified.
func (c *Client) Userinfo(ctx context.Context, p *Provider, token *oauth2.Token) (body []byte, kind string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserInfoEndpoint(), nil)
	if err != nil {
		return nil, "", err
	}
	token.SetAuthHeader(request)
	return c.read(request)
}
