package avoir

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// The acts of the form.
const actAside = "de-cote"

var inviteBy = map[string]account.Channel{"courrier": account.Letter, "email": account.Email, "sms": account.SMS}

// ActOnList does one act for the members chosen on a list, each in a transaction of its own, and tells how many it was done for and
// why not for the others.
func (a *Pages) ActOnList(c echo.Context) error {
	if g, ok := grouped(c); ok {
		return a.actOnGroups(c, g)
	}
	l, err := listed(c)
	if err != nil {
		return err
	}
	chosen, none := chosenEntries(c, l)
	grounds, noReason := desk.ParseGrounds(c, db.Profile{})
	do, noAct := a.actOf(c, grounds)
	if err := web.Together(noAct, none, noReason); err != nil {
		return a.listScreen(c, l, views.TodoDone{}, err)
	}
	done, err := each(chosen, do)
	if err != nil {
		return a.Explain(err)
	}
	return a.listScreen(c, l, done, nil)
}

// each does an act for each of the chosen, and counts for how many it was done and why not for the others. It ends with an error
// that concerns them all.
func each[T any](chosen []T, do func(T) error) (done views.TodoDone, err error) {
	for _, one := range chosen {
		err := do(one)
		why, told := whyNot(err)
		switch {
		case err == nil:
			done.N++
		case told:
			done.Refuse(why)
		default:
			return done, err
		}
	}
	return done, nil
}

// chosenEntries reads what is ticked, all of the page, or the first ones of the list as the page knew them.
func chosenEntries(c echo.Context, l list) (chosen []acts.Entry, err error) {
	keys := c.Request().PostForm["ligne"]
	if c.FormValue("lesquels") == "premiers" {
		keys = strings.Fields(c.FormValue("premiers"))
	}
	for _, key := range keys[:min(len(keys), mostAtOnce)] {
		e := acts.Entry{List: l.of}
		if _, err := fmt.Sscanf(key, "%d-%d", &e.MemberID, &e.Mark); err != nil {
			return nil, echo.ErrBadRequest
		}
		chosen = append(chosen, e)
	}
	if len(chosen) == 0 {
		return nil, web.Refuse("lesquels", texts.TodoNobody)
	}
	return chosen, nil
}

// actOf is the act that the form names.
func (a *Pages) actOf(c echo.Context, grounds events.Grounds) (func(acts.Entry) error, error) {
	ctx, who := c.Request().Context(), a.Actor(c)
	name := c.FormValue("acte")
	if name == actAside {
		return func(e acts.Entry) error {
			return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.SetAside(ctx, t, who, e, grounds) })
		}, nil
	}
	channel, known := inviteBy[name]
	if !known {
		return nil, web.Refuse("acte", texts.TodoChooseAct)
	}
	return func(e acts.Entry) error { return a.inviteAgain(ctx, who, e, channel, grounds) }, nil
}

func (a *Pages) inviteAgain(ctx context.Context, who acts.Actor, e acts.Entry, channel account.Channel, grounds events.Grounds) error {
	p, err := a.Acts.NewTemporary(ctx, e.MemberID)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.InviteAgain(ctx, t, who, e, channel, p, grounds) })
}

var refusals = map[acts.Why]string{
	acts.NotListed: texts.TodoOver, acts.AsksColleague: texts.TodoAsksColleague, acts.LetterHeld: texts.TodoLetterHeld,
	acts.AccountClosed: texts.TodoClosed, acts.AccountSuspended: texts.TodoSuspended, acts.MandateUnasked: texts.TodoRepresented,
	acts.NoEmail: texts.TodoNoEmail, acts.NoMobile: texts.TodoNoMobile, acts.NoSMS: texts.NoSMS,
	acts.LetterLately: texts.TodoLetterLately,
}

// whyNot words the refusal of one member; told is false for an error that ends the act.
func whyNot(err error) (why string, told bool) {
	var refused *acts.Refused
	if !errors.As(err, &refused) {
		return "", false
	}
	why, told = refusals[refused.Why]
	return why, told
}
