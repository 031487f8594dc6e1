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
// own code. It is an addition: whoever has none, or whose device does not answer, logs in as before.

// passkeyPath is where a passkey is asked to open a session.
const passkeyPath = "/connexion/empreinte" //nolint:gosec // G101: an address

// newPasskeys configures the members' passkeys. The device finds the account by itself (discoverable credentials): nobody is
// asked for an identifier, and nothing reveals who has a passkey. It must verify its user, because nothing else does.
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

// askPasskey keeps what a passkey is asked to sign in this browser; m is nil for a log-in.
func (a *Pages) askPasskey(c echo.Context, m *db.Member, session *webauthn.SessionData, options any) error {
	asked, err := web.PasskeyAsked(session, options)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.AskPasskey(ctx, t, a.Actor(c), web.BrowserKey(c), m, asked) })
}

// takePasskey returns what was asked in this browser, once; nil where nothing is.
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

// passkeyOptions is what the page gives to the browser; empty where nothing is asked in it.
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

// beginPasskeyLogin asks a passkey of this browser's device, the same for everybody.
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
	a.AllowWay(c, waiting)
	return a.Render(c, http.StatusOK, views.Screen{Template: "empreinte", Action: passkeyPath + "/reponse", Data: views.PasskeyData{Options: options}})
}

// submitPasskeyLogin opens a session after a right answer of the passkey. Whoever is refused can log in with identifier and
// password, as before.
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

// provePasskey finds whose passkey has answered what was asked, and its state since. No member is returned for an answer that
// opens nothing, which is recorded.
func (a *Pages) provePasskey(c echo.Context, asked *webauthn.SessionData, answer string) (m *db.Member, p db.MemberPasskey, credential json.RawMessage, err error) {
	ctx := c.Request().Context()
	if asked == nil {
		return nil, p, nil, nil
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, p, nil, nil //nolint:nilerr // an answer that cannot be read is a wrong one
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

// holder finds the passkey of that ID and the member who has it; nil for nobody, and for one whose account is closed.
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
