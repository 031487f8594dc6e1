package agent

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

// adding is a second factor that an agent is about to add: the password was given for it.
type adding struct {
	Login int64  // the session in which it was given
	Since int64  // good for as long as the password's word at the login
	TOTP  string // secret that an authenticator is shown; empty for a passkey
}

func (a *Pages) keepAdding(c echo.Context, secret string) error {
	plain, err := json.Marshal(adding{visitor(c).login.ID, a.Now().Unix(), secret})
	if err != nil {
		return err
	}
	a.sealInSession(c, keyDeskAdding, plain)
	return nil
}

// addingNow reads it; false where nothing is being added in this session, or for too long.
func (a *Pages) addingNow(c echo.Context, totp bool) (adding, bool) {
	var w adding
	if json.Unmarshal(a.unsealed(c, keyDeskAdding), &w) != nil {
		return w, false
	}
	age := a.Now().Unix() - w.Since
	return w, w.Login == visitor(c).login.ID && age >= 0 && age < int64(halfLife.Seconds()) && (w.TOTP != "") == totp
}

func (a *Pages) keysPossible(echo.Context) (string, error) {
	if a.passkeys == nil {
		return "", echo.ErrNotFound
	}
	return "", nil
}

func (a *Pages) beginKey(c echo.Context) (string, error) {
	if err := a.askNewPasskey(c, visitor(c).agent); err != nil {
		return "", err
	}
	return ownPath + "/cles/nouvelle", a.keepAdding(c, "")
}

func (a *Pages) beginTOTP(c echo.Context) (string, error) {
	return ownPath + "/application/nouvelle", a.keepAdding(c, newTOTPSecret())
}

func (a *Pages) addFactorScreen(c echo.Context, w adding, refused error) error {
	d := views.DeskNewFactorData{Login: visitor(c).agent.Login, Host: a.AgentURL.Hostname(), Adding: true}
	if w.TOTP != "" {
		d.Secret, d.QR = grouped(w.TOTP), ownPath+"/application/qr.png"
	} else {
		var err error
		if d.Passkey, err = a.passkeyOptions(c); err != nil {
			return err
		}
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/nouveau-facteur", Action: c.Request().URL.Path, Data: d}, refused)
}

func (a *Pages) showAddFactor(totp bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		w, ok := a.addingNow(c, totp)
		if !ok {
			return a.Redirect(c, ownPath)
		}
		return a.addFactorScreen(c, w, nil)
	}
}

func (a *Pages) showOwnQR(c echo.Context) error {
	w, ok := a.addingNow(c, true)
	if !ok {
		return echo.ErrNotFound
	}
	drawn, err := a.totpQR(visitor(c).agent, w.TOTP)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", drawn)
}

// submitAddFactor keeps the new key or authenticator, once it has answered.
func (a *Pages) submitAddFactor(totp bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		w, ok := a.addingNow(c, totp)
		if !ok {
			return a.Redirect(c, ownPath)
		}
		ctx, agent := c.Request().Context(), visitor(c).agent
		var e db.Enrolment
		_, err := a.newFactor(c, agent, w.TOTP, &e)
		if err == nil && totp == (e.TOTPSecret == "") { // the answer of a key where a code was asked, or the other way round
			return a.Redirect(c, ownPath)
		}
		if err != nil {
			if !totp {
				if err := a.askNewPasskey(c, agent); err != nil {
					return err
				}
			}
			return a.addFactorScreen(c, w, err)
		}
		to := ownPath + "?etat=cle"
		if totp {
			to = ownPath + "?etat=application"
		}
		err = a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
			if totp {
				return a.Acts.SetTOTP(ctx, t, who, e.TOTPSecret, e.TOTPStep)
			}
			return a.Acts.AddPasskey(ctx, t, who, *e.Passkey)
		})
		if err != nil {
			return err
		}
		a.Desk.Remove(ctx, keyDeskAdding)
		return a.Redirect(c, to)
	}
}

// ownKey is the agent's key that the address names.
func (a *Pages) ownKey(c echo.Context) (db.Passkey, error) {
	keys, err := a.DB.Passkeys(c.Request().Context(), visitor(c).agent)
	if err != nil {
		return db.Passkey{}, err
	}
	for _, k := range keys {
		if keyName(k.ID) == c.Param("id") {
			return k, nil
		}
	}
	return db.Passkey{}, echo.ErrNotFound
}

func (a *Pages) aboutKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	return k.Name, err
}

// dropKey ends the other sessions too: a key that is lost may have opened one.
func (a *Pages) dropKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	if err != nil {
		return "", err
	}
	return ownPath + "?etat=cle-retiree", a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.DropPasskey(ctx, t, who, k)
	})
}

func (a *Pages) dropTOTP(c echo.Context) (string, error) {
	return ownPath + "?etat=sans", a.act(c, a.Acts.DropTOTP)
}

func (a *Pages) renewCodes(c echo.Context) (string, error) {
	codes := newRecoveryCodes()
	if err := a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.RenewRecoveryCodes(ctx, t, who, codes)
	}); err != nil {
		return "", err
	}
	a.sealInSession(c, keyDeskCodes, []byte(strings.Join(codes, "\n")))
	return web.AgentPath + "/codes-de-secours", nil
}

func (a *Pages) closeOwnSessions(c echo.Context) (string, error) {
	return ownPath + "?etat=sessions", a.act(c, a.Acts.CloseOwnSessions)
}

func (a *Pages) ownPasswordScreen(c echo.Context, refused error) error {
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/mot-de-passe", Action: ownPath + "/mot-de-passe", Data: views.PasswordData{}}, refused)
}

func (a *Pages) showOwnPassword(c echo.Context) error { return a.ownPasswordScreen(c, nil) }

// submitOwnPassword ends every other session; this one goes on under a new id.
func (a *Pages) submitOwnPassword(c echo.Context) error {
	if err := a.proveAgent(c); err != nil {
		return a.ownPasswordScreen(c, err)
	}
	ctx, d := c.Request().Context(), visitor(c)
	hash, err := a.NewPassword(c, a.deskPersonal(d.agent), d.agent.PasswordHash, c.FormValue("actuel"))
	if err != nil {
		return a.ownPasswordScreen(c, err)
	}
	if err := a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.ChangeOwnPassword(ctx, t, who, hash)
	}); err != nil {
		return err
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	return a.Redirect(c, ownPath+"?etat=mot-de-passe")
}
