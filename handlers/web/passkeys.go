package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// NewPasskeys configures WebAuthn for a site. It returns nil for a site that has only an IP address, because browsers bind
// passkeys to domain names.
func NewPasskeys(caisse string, site *url.URL, asked protocol.AuthenticatorSelection) (*webauthn.WebAuthn, error) {
	if net.ParseIP(site.Hostname()) != nil {
		return nil, nil
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: site.Hostname(), RPDisplayName: caisse, RPOrigins: []string{site.Scheme + "://" + site.Host},
		AttestationPreference: protocol.PreferNoAttestation, AuthenticatorSelection: asked,
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", site.Host, err)
	}
	return w, nil
}

// passkeyAsked is the stored form of a passkey challenge, with the options for the browser.
type passkeyAsked struct {
	Session webauthn.SessionData `json:"session"`
	Options json.RawMessage      `json:"options"`
}

// PasskeyAsked encodes a challenge, to be stored until the passkey has answered.
func PasskeyAsked(session *webauthn.SessionData, options any) (json.RawMessage, error) {
	asked, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	session.Expires = time.Time{} // the flow or session that stores it expires by our clock
	return json.Marshal(passkeyAsked{*session, asked})
}

// ReadPasskeyAsked decodes a challenge stored by PasskeyAsked, and the options for the browser as text. Without a challenge
// it returns nil and an empty text.
func ReadPasskeyAsked(kept json.RawMessage) (session *webauthn.SessionData, options string, err error) {
	if kept == nil {
		return nil, "", nil
	}
	var asked passkeyAsked
	if err := json.Unmarshal(kept, &asked); err != nil {
		return nil, "", fmt.Errorf("read the challenge of a passkey: %w", err)
	}
	return &asked.Session, string(bytes.TrimSpace(asked.Options)), nil
}
