package desk

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
)

// Act runs an act in a transaction as the current agent, and translates a refusal to the agent's wording.
func (a *Common) Act(c echo.Context, do func(ctx context.Context, t *db.Tx, who acts.Actor) error) error {
	ctx := c.Request().Context()
	return a.Explain(a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, a.Actor(c)) }))
}

// refusals maps the reasons of refused acts to sentences.
var refusals = map[acts.Why]string{
	acts.AccountClosed:     texts.ClosedForActs,
	acts.AccountSuspended:  texts.SuspendedForActs,
	acts.SuspendedAlready:  texts.SuspendedAlready,
	acts.ClosedAlready:     texts.ClosedAlready,
	acts.OpenAlready:       texts.OpenAlready,
	acts.NotSuspended:      texts.NotSuspended,
	acts.NotClosedHere:     texts.NotClosedHere,
	acts.ClosedForGood:     texts.ClosedForGood,
	acts.ApprovalWaits:     texts.ApprovalWaits,
	acts.ApprovalEnded:     texts.ApprovalDecided,
	acts.ApprovalReplaced:  texts.ApprovalReplaced,
	acts.OwnApproval:       texts.ApprovalOwn,
	acts.OthersApproval:    texts.ApprovalNotYours,
	acts.AskerLost:         texts.AskerWithoutRight,
	acts.ApproverCorrected: texts.ApproverCorrected,
	acts.ContactMoved:      texts.ApprovalStale,
	acts.HeldEnded:         texts.HeldOver,
	acts.NoProof:           texts.SlipUnproved,
	acts.TooWeaklyProved:   texts.TooWeaklyProved,
	acts.TooManyMandates:   texts.MandatesFull,
	acts.TooManySlips:      texts.SlipsUsed,
	acts.NothingBlocks:     texts.NothingBlocked,
	acts.NothingChanges:    texts.NothingCorrected,
	acts.OwnAccess:         texts.AgentIsYourself,
	acts.AgentChanged:      texts.AgentChanged,
	acts.DirectoryRole:     texts.RoleFromDirectory,
	acts.ClientChanged:     texts.ServiceChanged,
	acts.PublicClient:      texts.ServicePublic,
}

// Explain translates a refusal to a sentence for the agent. It returns unchanged the refusals that only the page can
// explain and any other error, including the loss of the session or of a right, which the guard of the agents' pages
// answers.
func (a *Common) Explain(err error) error {
	var r *acts.Refused
	switch {
	case errors.Is(err, db.ErrLastSupervisor):
		return web.Refuse("", texts.LastSupervisor)
	case !errors.As(err, &r):
		return err
	}
	if sentence, known := refusals[r.Why]; known {
		return web.Refuse("", sentence)
	}
	switch r.Why {
	case acts.OwnMandate:
		return web.Refuse("compte", texts.MandateOwn)
	case acts.HoldsAlready:
		return web.Refuse("compte", texts.MandateHeld)
	case acts.TooManyCalls:
		return &web.TooMany{Until: r.Until, Message: texts.CallTooManyMessages(a.From(r.Until))}
	case acts.AskerTooNew:
		return web.Refuse("", texts.AskerTooNew(a.From(r.Until)))
	case acts.ApproverTooNew:
		return web.Refuse("", texts.ApproverTooNew(a.Moment(r.Until)))
	case acts.LetterLately, acts.TooManyResets, acts.MandateUnasked:
		return err
	case acts.NoSurvivor:
		return web.Refuse("garde", texts.NoSurvivor)
	case acts.NeedsReason:
		return web.Refuse("motif", texts.MessageChooseReason)
	}
	return a.Said(err)
}
