package agent

import (
	"context"
	"encoding/json"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/views"
)

// recoveryCodes is the number of codes that an agent receives in case the second factor is lost.
const recoveryCodes = 10

func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = account.NewRecoveryCode()
	}
	return codes
}

// recoveryCodesWizard shows an agent's recovery codes until the agent confirms that they are noted down.
func (a *Pages) recoveryCodesWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.RecoveryCodes, Lost: journey.RecoveryCodes.Start, Load: desk.OwnJourney,
		Steps: map[string]web.Step{"codes-de-secours": {Show: showRecoveryCodes, Submit: a.codesNoted}}}
}

func showRecoveryCodes(_ echo.Context, p *web.Place) (views.Screen, error) {
	var codes []string
	if err := json.Unmarshal(p.Flow.Secrets.Shown, &codes); err != nil {
		return views.Screen{}, err
	}
	d := views.DeskCodesData{}
	for _, code := range codes {
		d.Codes = append(d.Codes, code[:5]+"-"+code[5:])
	}
	return views.Screen{Data: d}, nil
}

// renewCodes replaces the agent's recovery codes.
func (a *Pages) renewCodes(c echo.Context) (string, error) {
	w, codes := a.journeys[journey.RecoveryCodes.Name], newRecoveryCodes()
	var shown *db.Flow
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		if err := a.Acts.RenewRecoveryCodes(ctx, t, who, codes); err != nil {
			return err
		}
		shown, err = a.Acts.ShowOnce(ctx, t, who.Agent, w.Journey, codes, w.Former(c))
		return err
	})
	if err != nil {
		return "", err
	}
	w.Follow(c, shown.ID)
	return web.AgentPath + "/codes-de-secours", nil
}

// codesNoted ends the journey once the agent has noted the codes down.
func (a *Pages) codesNoted(c echo.Context, _ *web.Place) error {
	return a.journeys[journey.RecoveryCodes.Name].End(c)
}
