package avoir

import (
	"context"
	"fmt"
	"slices"

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

// Values of the field « acte ».
const (
	actAside = "de-cote"
	actClose = "fermer"
)

var inviteBy = map[string]account.Channel{"courrier": account.Letter, "email": account.Email, "sms": account.SMS}

// ActOnList performs one act for the chosen members of a list, each in a transaction of its own, and shows for whom it was done and
// for whom not.
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
	do, noAct := a.actOf(c, l, grounds)
	if err := web.JoinRefusals(noAct, none, noReason); err != nil {
		return a.listScreen(c, l, views.TodoDone{}, err)
	}
	rows := make([]desk.Row, len(chosen))
	for i, e := range chosen {
		rows[i] = desk.Row{Member: e.MemberID, Do: func() (bool, error) { return do(e) }}
	}
	done, err := a.ActOnMany(c, rows)
	return a.ShowOutcome(c, err, func(c echo.Context, err error) error { return a.listScreen(c, l, done, err) })
}

// chosenEntries reads the entries that the act applies to.
func chosenEntries(c echo.Context, l list) (chosen []acts.Entry, err error) {
	if c.FormValue("acte") == actClose && c.FormValue("lesquels") == "premiers" { // an agent must tick each account that is closed
		return nil, web.Refuse("lesquels", texts.TodoCloseTicked)
	}
	keys, err := desk.Chosen(c)
	for _, key := range keys {
		e := acts.Entry{List: l.of}
		if n, _ := fmt.Sscanf(key, entryFormat, &e.MemberID, &e.Mark, &e.Created); n < 2 { // a page of an earlier version lacks Created, and identifies no member
			return nil, echo.ErrBadRequest
		}
		chosen = append(chosen, e)
	}
	return chosen, err
}

// actOf returns the act that the form names; asked is true if a colleague has to approve it.
func (a *Pages) actOf(c echo.Context, l list, grounds events.Grounds) (do func(acts.Entry) (asked bool, err error), err error) {
	ctx, who := c.Request().Context(), a.Actor(c)
	name := c.FormValue("acte")
	switch channel, invites := inviteBy[name]; {
	case name == actAside:
		return func(e acts.Entry) (bool, error) {
			return false, a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.SetAside(ctx, t, who, e, grounds) })
		}, nil
	case name == actClose && l.closes:
		cause := db.ClosingCause(c.FormValue("cause"))
		if !slices.Contains(closingCauses, cause) {
			return nil, web.Refuse("cause", texts.ChooseCause)
		}
		return func(e acts.Entry) (asked bool, err error) {
			err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
				asked, err = a.Acts.CloseListed(ctx, t, who, e, cause, grounds)
				return err
			})
			return asked, err
		}, nil
	case invites && l.invites:
		return func(e acts.Entry) (bool, error) { return false, a.inviteAgain(ctx, who, e, channel, grounds) }, nil
	}
	return nil, web.Refuse("acte", texts.TodoChooseAct)
}

// closingCauses are the causes of accounts that are closed together. Duplicate is not among them: which of two accounts is
// kept is decided case by case.
var closingCauses = slices.DeleteFunc(slices.Clone(db.ClosingCauses), func(c db.ClosingCause) bool { return c == db.Duplicate })

// inviteAgain sends a new temporary password. It hashes it before the transaction, so that other writers do not wait for it.
func (a *Pages) inviteAgain(ctx context.Context, who acts.Actor, e acts.Entry, channel account.Channel, grounds events.Grounds) error {
	p, err := a.Acts.NewTemporary(ctx, e.MemberID)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.InviteAgain(ctx, t, who, e, channel, p, grounds) })
}
