package agent

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
)

// act does something in a transaction as the agent who asks; what is refused comes back as what they read.
func (a *Pages) act(c echo.Context, do func(ctx context.Context, t *db.Tx, who acts.Actor) error) error {
	ctx := c.Request().Context()
	return a.said(a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, a.Actor(c)) }))
}

// refusals are the sentences of acts that agents may not do, or not any more.
var refusals = map[acts.Why]string{
	acts.ApprovalWaits:     texts.ApprovalWaits,
	acts.ApprovalEnded:     texts.ApprovalDecided,
	acts.OwnApproval:       texts.ApprovalOwn,
	acts.OthersApproval:    texts.ApprovalNotYours,
	acts.AskerLost:         texts.AskerWithoutRight,
	acts.ApproverCameAfter: texts.ApproverTooNew,
	acts.ApproverInvited:   texts.ApproverInvited,
	acts.ApproverCorrected: texts.ApproverCorrected,
	acts.ContactMoved:      texts.ApprovalStale,
	acts.NothingBlocks:     texts.NothingBlocked,
	acts.NothingChanges:    texts.NothingCorrected,
	acts.OwnAccess:         texts.AgentIsYourself,
	acts.AgentChanged:      texts.AgentChanged,
}

// said turns what an act of an agent's came to into what they read; what only its page can say, and any other error, passes.
func (a *Pages) said(err error) error {
	var r *acts.Refused
	switch {
	case errors.Is(err, acts.ErrSessionEnded):
		return &web.Away{URL: web.AgentPath + "/connexion?etat=fin"}
	case errors.Is(err, acts.ErrForbidden):
		return echo.ErrForbidden
	case errors.Is(err, db.ErrLastSupervisor):
		return web.Refuse("", texts.LastSupervisor)
	case !errors.As(err, &r):
		return err
	}
	if sentence, known := refusals[r.Why]; known {
		return web.Refuse("", sentence)
	}
	switch r.Why {
	case acts.TooManyCalls:
		return &web.TooMany{Until: r.Until, Message: texts.CallTooManyMessages(a.From(r.Until))}
	case acts.LetterLately:
		return err
	case acts.NeedsReason:
		return web.Refuse("motif", texts.MessageChooseReason)
	}
	return a.Said(err)
}
