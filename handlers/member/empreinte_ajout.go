package member

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// Pages on which a member adds a passkey: first the current password, so that a stranger at a session left open cannot add a
// passkey of their own; then the device.
const (
	addPasskeyPath = "/espace/mon-compte/empreinte" //nolint:gosec // G101: an address
	newPasskeyPath = addPasskeyPath + "/appareil"
)

// mayAddPasskey says whether a passkey may be offered to the member. They must have a password, because it remains the login
// method for any other device.
func (a *Pages) mayAddPasskey(m *db.Member) bool { return a.passkeys != nil && m.PasswordHash != "" }

func (a *Pages) showAddPasskey(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if !a.mayAddPasskey(v.Member) {
		return a.Redirect(c, securityURL)
	}
	return a.addPasskeyScreen(c, http.StatusOK, nil)
}

func (a *Pages) addPasskeyScreen(c echo.Context, status int, refused *web.Refusal) error {
	s := views.Screen{Template: "empreinte-mot-de-passe", Action: addPasskeyPath}
	refused.Apply(&s)
	return a.Render(c, status, s)
}

// submitAddPasskey verifies the current password and creates a challenge for a new passkey.
func (a *Pages) submitAddPasskey(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if !a.mayAddPasskey(v.Member) {
		return a.Redirect(c, securityURL)
	}
	err = a.ProveCurrent(c, v.Member, "actuel", c.FormValue("actuel"))
	if slowed := a.Slowed(c, err); slowed != nil {
		return a.addPasskeyScreen(c, http.StatusTooManyRequests, slowed)
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.addPasskeyScreen(c, http.StatusUnprocessableEntity, refused)
	}
	if err != nil {
		return err
	}
	if err := a.askNewPasskey(c, v.Member); err != nil {
		return err
	}
	return a.Redirect(c, newPasskeyPath)
}

// askNewPasskey creates the challenge for a new passkey. Devices that already hold a passkey of the member are excluded.
func (a *Pages) askNewPasskey(c echo.Context, m *db.Member) error {
	holder, err := a.passkeyHolder(c.Request().Context(), m)
	if err != nil {
		return err
	}
	options, session, err := a.passkeys.BeginRegistration(holder, webauthn.WithExclusions(webauthn.Credentials(holder.keys).CredentialDescriptors()))
	if err != nil {
		return err
	}
	return a.askPasskey(c, m, session, options)
}

// passkeyHolder returns the member with all of their passkeys. The user handle is random, chosen with the first passkey and
// the same for all.
func (a *Pages) passkeyHolder(ctx context.Context, m *db.Member) (passkeyHolder, error) {
	h := passkeyHolder{name: m.Profile.DisplayName()}
	kept, err := a.DB.PasskeysOf(ctx, m.ID)
	if err != nil {
		return h, err
	}
	for _, p := range kept {
		credential, err := credentialOf(p)
		if err != nil {
			return h, err
		}
		h.handle, h.keys = p.Handle, append(h.keys, credential)
	}
	if h.handle == nil {
		h.handle = make([]byte, 32)
		_, err = rand.Read(h.handle)
	}
	return h, err
}

func (a *Pages) showNewPasskey(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	options, err := a.passkeyOptions(c, v.Member.ID)
	if err != nil {
		return err
	}
	if options == "" || !a.mayAddPasskey(v.Member) {
		return a.Redirect(c, addPasskeyPath)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "empreinte-appareil", Action: newPasskeyPath, Data: views.PasskeyData{Options: options}})
}

// submitNewPasskey stores the passkey that the device has created.
func (a *Pages) submitNewPasskey(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	asked, err := a.takePasskey(c, v.Member.ID)
	if err != nil {
		return err
	}
	made, ok, err := a.newPasskey(asked, v.Member, c.FormValue("reponse"))
	if err != nil {
		return err
	}
	if !ok {
		return a.addPasskeyScreen(c, http.StatusUnprocessableEntity, web.Refuse("", texts.MemberPasskeyMissed))
	}
	err = a.onAccount(c, devicesURL+"?etat=empreinte", func(ctx context.Context, t *db.Tx, who acts.Actor, m *db.Member) error {
		return a.Acts.AddMemberPasskey(ctx, t, who, m, made)
	})
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.TooManyPasskeys {
		return a.addPasskeyScreen(c, http.StatusUnprocessableEntity, web.Refuse("", texts.MemberPasskeyTooMany))
	}
	return err
}

// newPasskey verifies the new passkey; ok is false for an answer that does not match the challenge.
func (a *Pages) newPasskey(asked *webauthn.SessionData, m *db.Member, answer string) (p db.MemberPasskey, ok bool, err error) {
	if asked == nil || a.passkeys == nil {
		return p, false, nil
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return p, false, nil //nolint:nilerr // an answer that cannot be parsed is an invalid one
	}
	made, err := a.passkeys.CreateCredential(passkeyHolder{handle: asked.UserID, name: m.Profile.DisplayName()}, *asked, parsed)
	if err != nil {
		return p, false, nil //nolint:nilerr // so is one that does not match
	}
	credential, err := json.Marshal(made)
	return db.MemberPasskey{ID: made.ID, Handle: asked.UserID, Credential: credential}, err == nil, err
}

// dropPasskey removes one of the member's passkeys.
func (a *Pages) dropPasskey(c echo.Context) error {
	id, err := hex.DecodeString(c.Param("id"))
	if err != nil {
		return echo.ErrNotFound
	}
	return a.onAccount(c, devicesURL+"?etat=empreinte-retiree", func(ctx context.Context, t *db.Tx, who acts.Actor, m *db.Member) error {
		return a.Acts.DropMemberPasskey(ctx, t, who, m, id)
	})
}

// declinePasskey records « Non merci ».
func (a *Pages) declinePasskey(c echo.Context) error {
	return a.onAccount(c, "/espace", a.Acts.DeclinePasskey)
}

// passkeyRows lists the member's passkeys.
func (a *Pages) passkeyRows(ctx context.Context, m *db.Member) (rows []views.PasskeyRow, err error) {
	kept, err := a.DB.PasskeysOf(ctx, m.ID)
	for _, p := range kept {
		row := views.PasskeyRow{ID: hex.EncodeToString(p.ID), Device: texts.Device(p.Device), Since: a.When(p.CreatedAt)}
		if !p.UsedAt.IsZero() {
			row.Used = a.When(p.UsedAt)
		}
		rows = append(rows, row)
	}
	return rows, err
}
