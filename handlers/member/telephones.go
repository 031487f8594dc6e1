package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) phonesWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Sessions, Journey: journey.Phones, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"saisie":       {Show: a.showPhones, Submit: a.submitPhones},
			"code":         {Show: a.showMobileCode, Submit: a.submitMobileCode, More: buttons{"renvoi": a.resendMobileCode}},
			"confirmation": {Show: showNothing},
		}}
}

func (a *Pages) showPhones(_ echo.Context, p *web.Place) (views.Screen, error) {
	if p.Member.PasswordHash == "" { // the form asks for the current password
		return views.Screen{}, &web.Away{URL: securityURL}
	}
	return views.Screen{Values: web.PhoneValues(p.Member), Data: views.PhonesData{SMS: a.SMS}}, nil
}

// submitPhones verifies the current password, changes the phone numbers and sends a code to a new mobile number. Without a
// new mobile number the journey ends.
func (a *Pages) submitPhones(c echo.Context, p *web.Place) error {
	numbers, err := web.ParsePhones(c)
	if err != nil {
		return err
	}
	if err := a.ProveCurrent(c, p.Member, "mot_de_passe_actuel", c.FormValue("mot_de_passe_actuel")); err != nil {
		return err
	}
	var (
		ctx = c.Request().Context()
		w   = a.journeys[journey.Phones.Name]
		f   *db.Flow
	)
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		mobile, err := a.Acts.ChangePhones(ctx, t, a.Actor(c), p.Member, numbers)
		if err != nil || mobile == "" {
			return err
		}
		f, err = a.Acts.BeginPhones(ctx, t, a.Actor(c), p.Member, mobile, w.Former(c))
		return err
	})
	if err != nil {
		return err
	}
	if f == nil {
		return &web.Away{URL: securityURL + "?etat=telephones"}
	}
	w.Follow(c, f.ID)
	return nil
}

func (a *Pages) showMobileCode(c echo.Context, p *web.Place) (views.Screen, error) {
	return a.CodeScreen(c.Request().Context(), p.Flow, account.SMS, account.FormatPhone(p.Flow.NewContact))
}

func (a *Pages) submitMobileCode(c echo.Context, p *web.Place) error {
	return a.submitOwnCode(c, p, a.Acts.ChangeMobile)
}

// submitOwnCode checks the code for a contact that the logged-in member changes.
func (a *Pages) submitOwnCode(c echo.Context, p *web.Place, change func(context.Context, *db.Tx, acts.Actor, *db.Flow, *db.Member, string) (*acts.Refused, error)) error {
	code, err := a.ParseCode(c, p.Flow)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	var refused *acts.Refused
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		refused, err = change(ctx, t, a.Actor(c), p.Flow, p.Member, code)
		return err
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return nil
}

func (a *Pages) resendMobileCode(c echo.Context, p *web.Place) error {
	return a.resendOwn(c, p, p.Flow.NewContact)
}

// pendingMobile returns the new mobile number that waits for its code in this browser; the zero value for none.
func (a *Pages) pendingMobile(c echo.Context, memberID int64) (views.PendingMobile, error) {
	id := a.journeys[journey.Phones.Name].Former(c)
	if len(id) == 0 {
		return views.PendingMobile{}, nil
	}
	f, err := a.DB.Flow(c.Request().Context(), id)
	if web.IsNotFound(err) || err == nil && (f.MemberID != memberID || !f.Alive(a.Now())) {
		return views.PendingMobile{}, nil
	}
	if err != nil {
		return views.PendingMobile{}, err
	}
	return views.PendingMobile{Number: account.FormatPhone(f.NewContact), Sent: f.CodesSent > 0}, nil
}
