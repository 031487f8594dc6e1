package agent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
)

// newPasskeys configures WebAuthn for the agents' site. The password was verified before, so a passkey must prove
// presence, and user verification is preferred. It returns nil for a site that has only an IP address, because browsers
// bind passkeys to domain names.
func newPasskeys(caisse string, site *url.URL) (*webauthn.WebAuthn, error) {
	if net.ParseIP(site.Hostname()) != nil {
		return nil, nil
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: site.Hostname(), RPDisplayName: caisse, RPOrigins: []string{site.Scheme + "://" + site.Host},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationPreferred},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", site.Host, err)
	}
	return w, nil
}

// passkeyUser adapts an agent to the library's interface.
type passkeyUser struct {
	agent *db.Agent
	keys  []webauthn.Credential
}

func (u passkeyUser) WebAuthnID() []byte                         { return u.agent.Handle }
func (u passkeyUser) WebAuthnName() string                       { return u.agent.Login }
func (u passkeyUser) WebAuthnDisplayName() string                { return u.agent.Login }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func (a *Pages) passkeyUser(c echo.Context, agent *db.Agent) (passkeyUser, error) {
	u := passkeyUser{agent: agent}
	kept, err := a.DB.Passkeys(c.Request().Context(), agent)
	if err != nil {
		return u, err
	}
	for _, k := range kept {
		var credential webauthn.Credential
		if err := json.Unmarshal(k.Record, &credential); err != nil {
			return u, fmt.Errorf("read a passkey: %w", err)
		}
		u.keys = append(u.keys, credential)
	}
	return u, nil
}

// challenge is the challenge for a passkey with the options for the browser.
type challenge struct {
	Session webauthn.SessionData `json:"session"`
	Options json.RawMessage      `json:"options"`
}

func challengeOf(session *webauthn.SessionData, options any) (json.RawMessage, error) {
	asked, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	session.Expires = time.Time{} // the journey that holds it ends by our clock
	return json.Marshal(challenge{*session, asked})
}

// askPasskey creates the challenge of a login; nil when the agent has no passkey.
func (a *Pages) askPasskey(c echo.Context, agent *db.Agent) (json.RawMessage, error) {
	if a.passkeys == nil {
		return nil, nil
	}
	u, err := a.passkeyUser(c, agent)
	if err != nil || len(u.keys) == 0 {
		return nil, err
	}
	options, session, err := a.passkeys.BeginLogin(u)
	if err != nil {
		return nil, err
	}
	return challengeOf(session, options)
}

// askNewPasskey creates the challenge for a new passkey; nil when the site cannot have passkeys.
func (a *Pages) askNewPasskey(c echo.Context, agent *db.Agent) (json.RawMessage, error) {
	if a.passkeys == nil {
		return nil, nil
	}
	u, err := a.passkeyUser(c, agent)
	if err != nil {
		return nil, err
	}
	options, session, err := a.passkeys.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	return challengeOf(session, options)
}

// passkeyOptions is the JSON that the page gives to the browser; empty without a challenge.
func passkeyOptions(kept json.RawMessage) (string, error) {
	if kept == nil {
		return "", nil
	}
	var asked challenge
	if err := json.Unmarshal(kept, &asked); err != nil {
		return "", err
	}
	return string(bytes.TrimSpace(asked.Options)), nil
}

// takeChallenge returns the challenge that the passkey has answered and stores the next one in its place, so that each
// challenge is used once.
func (a *Pages) takeChallenge(c echo.Context, p *web.Place, next json.RawMessage) (*webauthn.SessionData, error) {
	kept := p.Flow.Secrets.Passkey
	if kept == nil {
		return nil, nil
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.AskAgain(ctx, t, p.Flow, next) }); err != nil {
		return nil, err
	}
	var asked challenge
	err := json.Unmarshal(kept, &asked)
	return &asked.Session, err
}

// provePasskey says whether the answer is that of one of the agent's keys to what was asked.
func (a *Pages) provePasskey(c echo.Context, agent *db.Agent, asked *webauthn.SessionData, answer string) (bool, error) {
	if asked == nil || a.passkeys == nil {
		return false, nil
	}
	u, err := a.passkeyUser(c, agent)
	if err != nil {
		return false, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return false, nil //nolint:nilerr // an answer that cannot be read is a wrong one
	}
	used, err := a.passkeys.ValidateLogin(u, *asked, parsed)
	if err != nil || used.Authenticator.CloneWarning {
		a.Log.Warn("a passkey was refused", "agent", agent.Login, "clone", err == nil, "error", err)
		return false, nil //nolint:nilerr // any verification error means a wrong response
	}
	record, err := json.Marshal(used)
	if err != nil {
		return false, err
	}
	ctx, kept := c.Request().Context(), false
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		kept, err = t.UsePasskey(ctx, agent, used.ID, record, a.Now())
		return err
	})
	return kept, err
}

// newPasskey reads the key that the browser made; false for an answer that does not fit what was asked.
func (a *Pages) newPasskey(c echo.Context, agent *db.Agent, asked *webauthn.SessionData, answer string) (db.Passkey, bool, error) {
	if asked == nil || a.passkeys == nil {
		return db.Passkey{}, false, nil
	}
	u, err := a.passkeyUser(c, agent)
	if err != nil {
		return db.Passkey{}, false, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return db.Passkey{}, false, nil //nolint:nilerr // an answer that cannot be read is a wrong one
	}
	made, err := a.passkeys.CreateCredential(u, *asked, parsed)
	if err != nil {
		a.Log.Warn("a new passkey was refused", "agent", agent.Login, "error", err)
		return db.Passkey{}, false, nil
	}
	record, err := json.Marshal(made)
	return db.Passkey{ID: made.ID, Record: record, Name: "Clé ajoutée " + a.Moment(a.Now()) + " (" + web.Device(c.Request().UserAgent()) + ")"}, err == nil, err
}
