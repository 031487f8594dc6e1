package member

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// fcProvider holds the content of the discovery document.
type fcProvider struct {
	*oidc.Provider
	tokens *oidc.IDTokenVerifier
	logout string // end_session_endpoint
}

// Check fetches the discovery document, for the command « doctor ».
func (f *FranceConnect) Check(now func() time.Time) error {
	_, err := f.provider(now)
	return err
}

// provider runs discovery once. It does not use the context of a request, so that a client that disconnects does not
// make it fail for others.
func (f *FranceConnect) provider(now func() time.Time) (*fcProvider, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known != nil {
		return f.known, nil
	}
	if since := now().Sub(f.failedAt); f.failed != nil && since >= 0 && since < fcPause {
		return nil, f.failed
	}
	p, err := f.discover(now)
	if err != nil {
		f.failed, f.failedAt = fmt.Errorf("discover FranceConnect: %w", err), now()
		return nil, f.failed
	}
	f.known = p
	return p, nil
}

func (f *FranceConnect) discover(now func() time.Time) (*fcProvider, error) {
	found, err := oidc.NewProvider(f.context(context.Background()), f.config.Issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		Logout string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, err
	}
	if _, err := url.Parse(more.Logout); err != nil || more.Logout == "" || found.UserInfoEndpoint() == "" {
		return nil, errors.New("the discovery document lacks an endpoint")
	}
	return &fcProvider{Provider: found, logout: more.Logout, tokens: found.Verifier(&oidc.Config{
		ClientID: f.config.ClientID, SupportedSigningAlgs: fcAlgorithms, Now: now,
	})}, nil
}
