package agent

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// newFactorData returns the data of the screen for a new second factor: a passkey's challenge, an authenticator's
// secret, or both.
func (a *Pages) newFactorData(p *web.Place) (views.DeskNewFactorData, error) {
	_, options, err := web.ReadPasskeyAsked(p.Flow.Secrets.Passkey)
	return views.DeskNewFactorData{Login: p.Agent.Login, Passkey: options, Secret: desk.Grouped(p.Flow.Secrets.TOTPSecret), Host: a.AgentURL.Hostname()}, err
}

// showQR answers with the QR code of the authenticator's secret, while the journey is at this step.
func (a *Pages) showQR(j journey.Journey, step string) echo.HandlerFunc {
	return func(c echo.Context) error {
		p, err := a.journeys[j.Name].Where(c)
		var away *web.Away
		if errors.As(err, &away) || err == nil && p.Step.Name != step {
			return echo.ErrNotFound
		}
		if err != nil {
			return err
		}
		drawn, err := a.totpQR(p.Agent, p.Flow.Secrets.TOTPSecret)
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "image/png", drawn)
	}
}

// newFactor verifies the answer of a new passkey, or the first code of an authenticator, and adds it to e.
func (a *Pages) newFactor(c echo.Context, p *web.Place, e *db.Enrolment) (how events.Way, err error) {
	if answer := c.FormValue("reponse"); answer != "" {
		next, err := a.askNewPasskey(c, p.Agent)
		if err != nil {
			return "", err
		}
		asked, err := a.takeChallenge(c, p, next)
		if err != nil {
			return "", err
		}
		key, ok, err := a.newPasskey(c, p.Agent, asked, answer)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", web.Refuse("", texts.PasskeyNotAdded)
		}
		e.Passkey = &key
		return events.ByPasskey, nil
	}
	code, secret := account.ReadCode(c.FormValue("code"), totpRules.Digits.Length()), p.Flow.Secrets.TOTPSecret
	if code == "" {
		return "", web.RefuseField("code", account.ErrEmpty)
	}
	if secret == "" { // the screen has asked for no code
		return "", web.Refuse("", texts.PasskeyNotAdded)
	}
	step, right, err := matchTOTP(secret, code, a.Now())
	if err != nil || !right {
		return "", errors.Join(err, web.Refuse("code", texts.AuthenticatorWrong))
	}
	e.TOTPSecret, e.TOTPStep = secret, step
	return events.ByTOTP, nil
}
