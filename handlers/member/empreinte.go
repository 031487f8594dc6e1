package member

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// A passkey opens the private space without identifier and password, on a device that asks for a fingerprint, a face or its
// own code. It is optional: a member without one, or whose device does not answer, logs in with identifier and password.

// passkeyPath is the page of the login by passkey.
const passkeyPath = "/connexion/empreinte" //nolint:gosec // G101: an address

// newPasskeys configures the members' passkeys. The device finds the account by itself (discoverable credentials), so that
// no identifier is asked for and nothing reveals who has a passkey. The device must verify its user, because the service
// does not ask for a password as well.
func newPasskeys(base *web.Base) (*webauthn.WebAuthn, error) {
	return web.NewPasskeys(base.Caisse.Name, base.BaseURL, protocol.AuthenticatorSelection{
		ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
	})
}

// passkeyHolder adapts a member to the library's interface.
type passkeyHolder struct {
	handle []byte
	name   string
	keys   []webauthn.Credential
}

func (h passkeyHolder) WebAuthnID() []byte                         { return h.handle }
func (h passkeyHolder) WebAuthnName() string                       { return h.name }
func (h passkeyHolder) WebAuthnDisplayName() string                { return h.name }
func (h passkeyHolder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func credentialOf(p db.MemberPasskey) (credential webauthn.Credential, err error) {
	err = json.Unmarshal(p.Credential, &credential)
	return credential, err
}

// askPasskey stores the challenge for a passkey in this browser; m is nil for a login.
func (a *Pages) askPasskey(c echo.Context, m *db.Member, session *webauthn.SessionData, options any) error {
	asked, err := web.PasskeyAsked(session, options)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.AskPasskey(ctx, t, a.Actor(c), web.BrowserKey(c), m, asked) })
}

// takePasskey returns the challenge of this browser, once; nil without one. member is 0 for a login.
func (a *Pages) takePasskey(c echo.Context, member int64) (*webauthn.SessionData, error) {
	var asked db.PasskeyChallenge
	ctx := c.Request().Context()
	err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		asked, err = t.TakePasskeyChallenge(ctx, web.BrowserKey(c), member, a.Now())
		return err
	})
	if web.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	session, _, err := web.ReadPasskeyAsked(asked.Payload)
	return session, err
}

// passkeyOptions returns the options that the page gives to the browser; empty where there is no challenge.
func (a *Pages) passkeyOptions(c echo.Context, member int64) (string, error) {
	asked, err := a.DB.PasskeyChallenge(c.Request().Context(), web.BrowserKey(c), member, a.Now())
	if web.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	_, options, err := web.ReadPasskeyAsked(asked.Payload)
	return options, err
}

// beginPasskeyLogin creates a challenge for any passkey of this browser's device; it is the same for everybody.
func (a *Pages) beginPasskeyLogin(c echo.Context) error {
	if err := a.chosenWay(c); err != nil {
		return err
	}
	options, session, err := a.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	if err := a.askPasskey(c, nil, session, options); err != nil {
		return err
	}
	return a.RedirectKept(c, passkeyPath, nil)
}

func (a *Pages) showPasskeyLogin(c echo.Context) error {
	options, err := a.passkeyOptions(c, 0)
	if err != nil {
		return err
	}
	if options == "" {
		return a.Redirect(c, "/connexion")
	}
	waiting, err := a.Pending(c)
	if err != nil {
		return err
	}
	a.AllowRedirects(c, waiting)
	return a.Render(c, http.StatusOK, views.Screen{Template: "empreinte", Action: passkeyPath + "/reponse", Data: views.PasskeyData{Options: options}})
}

// submitPasskeyLogin opens a session after a valid answer of the passkey. A person who is refused can still log in with
// identifier and password.
func (a *Pages) submitPasskeyLogin(c echo.Context) error {
	asked, err := a.takePasskey(c, 0)
	if err != nil {
		return err
	}
	m, p, credential, err := a.provePasskey(c, asked, c.FormValue("reponse"))
	if err != nil {
		return err
	}
	if m == nil {
		return a.refusePasskey(c)
	}
	entered, err := a.Acts.EnterByPasskey(c.Request().Context(), a.Actor(c), m, p, credential, a.journeys[journey.Personalisation.Name].Former(c))
	switch {
	case errors.Is(err, acts.ErrReplaced):
		return a.refusePasskey(c)
	case isSuspended(err):
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{Suspended: true}, nil)
	case err != nil:
		return err
	}
	to, err := a.entered(c, entered, nil)
	if err != nil {
		return err
	}
	return a.RedirectKept(c, to, m.IdentifierKey)
}

func (a *Pages) refusePasskey(c echo.Context) error {
	return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, web.Refuse("", texts.MemberPasskeyRefused))
}

// provePasskey verifies an answer to a challenge and returns the passkey, its member and its new state. For an invalid answer
// it returns no member, and records the refusal if the answer could be parsed.
func (a *Pages) provePasskey(c echo.Context, asked *webauthn.SessionData, answer string) (m *db.Member, p db.MemberPasskey, credential json.RawMessage, err error) {
	ctx := c.Request().Context()
	if asked == nil {
		return nil, p, nil, nil
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, p, nil, nil //nolint:nilerr // an answer that cannot be parsed is an invalid one
	}
	if p, m, err = a.holder(ctx, parsed.RawID); err != nil {
		return nil, p, nil, err
	}
	if m == nil {
		return nil, p, nil, a.Acts.RefusePasskey(ctx, a.Actor(c), nil, "")
	}
	known, err := credentialOf(p)
	if err != nil {
		return nil, p, nil, err
	}
	used, err := a.passkeys.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, p.Handle) {
			return nil, db.ErrNotFound
		}
		return passkeyHolder{handle: p.Handle, keys: []webauthn.Credential{known}}, nil
	}, *asked, parsed)
	if err != nil {
		return nil, p, nil, a.Acts.RefusePasskey(ctx, a.Actor(c), m, "")
	}
	if used.Authenticator.CloneWarning {
		return nil, p, nil, a.Acts.RefusePasskey(ctx, a.Actor(c), m, events.SignCounter)
	}
	credential, err = json.Marshal(used)
	return m, p, credential, err
}

// holder returns the passkey with this ID and its member; the member is nil if there is none, or if the account is closed.
func (a *Pages) holder(ctx context.Context, id []byte) (db.MemberPasskey, *db.Member, error) {
	p, err := a.DB.MemberPasskey(ctx, id)
	if web.IsNotFound(err) {
		return p, nil, nil
	}
	if err != nil {
		return p, nil, err
	}
	m, err := a.DB.Member(ctx, p.MemberID)
	if web.IsNotFound(err) || err == nil && a.DB.Closed(m, a.Now()) {
		return p, nil, nil
	}
	return p, m, err
}
