package agent

import (
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
)

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
	return web.PasskeyAsked(session, options)
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
	return web.PasskeyAsked(session, options)
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
	session, _, err := web.ReadPasskeyAsked(kept)
	return session, err
}

// provePasskey says whether the answer to the challenge is valid for one of the agent's passkeys, and stores the key's new
// state.
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
		return false, nil //nolint:nilerr // an answer that cannot be parsed is an invalid one
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

// newPasskey verifies the new passkey; false for an answer that does not match the challenge.
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
		return db.Passkey{}, false, nil //nolint:nilerr // an answer that cannot be parsed is an invalid one
	}
	made, err := a.passkeys.CreateCredential(u, *asked, parsed)
	if err != nil {
		a.Log.Warn("a new passkey was refused", "agent", agent.Login, "error", err)
		return db.Passkey{}, false, nil
	}
	record, err := json.Marshal(made)
	return db.Passkey{ID: made.ID, Record: record, Name: "Clé ajoutée " + a.Moment(a.Now()) + " (" + web.Device(c.Request().UserAgent()) + ")"}, err == nil, err
}
