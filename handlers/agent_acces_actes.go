package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// adding is a second factor that an agent is about to add: the password was given for it.
type adding struct {
	Login int64  // the session in which it was given
	Since int64  // good for as long as the password's word at the login
	TOTP  string // secret that an authenticator is shown; empty for a passkey
}

func (a *App) keepAdding(c echo.Context, secret string) error {
	plain, err := json.Marshal(adding{deskVisitor(c).login.ID, a.Now().Unix(), secret})
	if err != nil {
		return err
	}
	a.sealInSession(c, keyDeskAdding, plain)
	return nil
}

// addingNow reads it; false where nothing is being added in this session, or for too long.
func (a *App) addingNow(c echo.Context, totp bool) (adding, bool) {
	var w adding
	if json.Unmarshal(a.unsealed(c, keyDeskAdding), &w) != nil {
		return w, false
	}
	age := a.Now().Unix() - w.Since
	return w, w.Login == deskVisitor(c).login.ID && age >= 0 && age < int64(halfLife.Seconds()) && (w.TOTP != "") == totp
}

func (a *App) keysPossible(echo.Context) (string, error) {
	if a.passkeys == nil {
		return "", echo.ErrNotFound
	}
	return "", nil
}

func (a *App) beginKey(c echo.Context) (string, error) {
	if err := a.askNewPasskey(c, deskVisitor(c).agent); err != nil {
		return "", err
	}
	return ownPath + "/cles/nouvelle", a.keepAdding(c, "")
}

func (a *App) beginTOTP(c echo.Context) (string, error) {
	return ownPath + "/application/nouvelle", a.keepAdding(c, newTOTPSecret())
}

func (a *App) addFactorScreen(c echo.Context, w adding, refused error) error {
	d := views.DeskNewFactorData{Login: deskVisitor(c).agent.Login, Host: a.AgentURL.Hostname(), Adding: true}
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

func (a *App) showAddFactor(totp bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		w, ok := a.addingNow(c, totp)
		if !ok {
			return a.redirect(c, ownPath)
		}
		return a.addFactorScreen(c, w, nil)
	}
}

func (a *App) showOwnQR(c echo.Context) error {
	w, ok := a.addingNow(c, true)
	if !ok {
		return echo.ErrNotFound
	}
	drawn, err := a.totpQR(deskVisitor(c).agent, w.TOTP)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", drawn)
}

// submitAddFactor keeps the new key or authenticator, once it has answered.
func (a *App) submitAddFactor(totp bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		w, ok := a.addingNow(c, totp)
		if !ok {
			return a.redirect(c, ownPath)
		}
		ctx, agent := c.Request().Context(), deskVisitor(c).agent
		var e db.Enrolment
		_, err := a.newFactor(c, agent, w.TOTP, &e)
		if err == nil && totp == (e.TOTPSecret == "") { // the answer of a key where a code was asked, or the other way round
			return a.redirect(c, ownPath)
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
		err = a.inDesk(c, func(t *db.Tx) error {
			if e.Passkey != nil {
				return errors.Join(t.AddPasskey(ctx, agent, *e.Passkey, a.Now()), a.audit(c, t, eventAgentKeyAdded, nil, db.ResultOK, e.Passkey.Name))
			}
			to = ownPath + "?etat=application"
			return errors.Join(t.SetTOTP(ctx, agent, e.TOTPSecret, e.TOTPStep), a.audit(c, t, eventAgentTOTPSet, nil, db.ResultOK, ""))
		})
		if err != nil {
			return err
		}
		a.desk.Remove(ctx, keyDeskAdding)
		return a.redirect(c, to)
	}
}

// ownKey is the agent's key that the address names.
func (a *App) ownKey(c echo.Context) (db.Passkey, error) {
	keys, err := a.DB.Passkeys(c.Request().Context(), deskVisitor(c).agent)
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

func (a *App) aboutKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	return k.Name, err
}

// dropKey ends the other sessions too: a key that is lost may have opened one.
func (a *App) dropKey(c echo.Context) (string, error) {
	k, err := a.ownKey(c)
	if err != nil {
		return "", err
	}
	ctx, d := c.Request().Context(), deskVisitor(c)
	return ownPath + "?etat=cle-retiree", a.inDesk(c, func(t *db.Tx) error {
		if err := t.DropPasskey(ctx, d.agent, k.ID); err != nil {
			return err
		}
		return errors.Join(t.CloseAgentLogins(ctx, d.agent.ID, d.login.ID, a.Now()), a.audit(c, t, eventAgentKeyRemoved, nil, db.ResultOK, k.Name))
	})
}

func (a *App) dropTOTP(c echo.Context) (string, error) {
	ctx, d := c.Request().Context(), deskVisitor(c)
	return ownPath + "?etat=sans", a.inDesk(c, func(t *db.Tx) error {
		if err := t.DropTOTP(ctx, d.agent); err != nil {
			return err
		}
		return errors.Join(t.CloseAgentLogins(ctx, d.agent.ID, d.login.ID, a.Now()), a.audit(c, t, eventAgentTOTPRemoved, nil, db.ResultOK, ""))
	})
}

func (a *App) renewCodes(c echo.Context) (string, error) {
	ctx, agent, codes := c.Request().Context(), deskVisitor(c).agent, newRecoveryCodes()
	if err := a.inDesk(c, func(t *db.Tx) error {
		return errors.Join(t.SetRecoveryCodes(ctx, agent, codes), a.audit(c, t, eventAgentCodes, nil, db.ResultOK, ""))
	}); err != nil {
		return "", err
	}
	a.sealInSession(c, keyDeskCodes, []byte(strings.Join(codes, "\n")))
	return deskPath + "/codes-de-secours", nil
}

func (a *App) closeOwnSessions(c echo.Context) (string, error) {
	ctx, d := c.Request().Context(), deskVisitor(c)
	return ownPath + "?etat=sessions", a.inDesk(c, func(t *db.Tx) error {
		return errors.Join(t.CloseAgentLogins(ctx, d.agent.ID, d.login.ID, a.Now()), a.audit(c, t, eventAgentSessions, nil, db.ResultOK, ""))
	})
}

func (a *App) ownPasswordScreen(c echo.Context, refused error) error {
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/mot-de-passe", Action: ownPath + "/mot-de-passe", Data: views.PasswordData{}}, refused)
}

func (a *App) showOwnPassword(c echo.Context) error { return a.ownPasswordScreen(c, nil) }

// submitOwnPassword ends every other session; this one goes on under a new id.
func (a *App) submitOwnPassword(c echo.Context) error {
	if err := a.proveAgent(c); err != nil {
		return a.ownPasswordScreen(c, err)
	}
	ctx, d := c.Request().Context(), deskVisitor(c)
	hash, err := a.newPassword(c, a.deskPersonal(d.agent), d.agent.PasswordHash, c.FormValue("actuel"))
	if err != nil {
		return a.ownPasswordScreen(c, err)
	}
	if err := a.inDesk(c, func(t *db.Tx) error {
		return errors.Join(t.SetAgentPassword(ctx, d.agent, hash, d.login.ID, a.Now()), a.audit(c, t, eventAgentPassword, nil, db.ResultOK, ""))
	}); err != nil {
		return err
	}
	if err := a.desk.RenewToken(ctx); err != nil {
		return err
	}
	return a.redirect(c, ownPath+"?etat=mot-de-passe")
}
