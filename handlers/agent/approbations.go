package agent

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	approvalsPath = web.AgentPath + "/approbations"
	approvalLife  = 24 * time.Hour
)

func approvalURL(id int64) string { return fmt.Sprintf("%s/%d", approvalsPath, id) }

// askApproval keeps the request of a reset that one agent must not do alone.
func (a *Pages) askApproval(c echo.Context, d deed, channel account.Channel) error {
	ctx, asker := c.Request().Context(), visitor(c).agent.Login
	_, err := d.AskApproval(ctx, db.Approval{MemberID: d.m.ID, Channel: channel, DestinationKey: a.DB.Keys().DestinationKey(d.m.Destination(channel)),
		Asker: asker, Reason: d.reason, AskedAt: d.now, ExpiresAt: d.now.Add(approvalLife)})
	if errors.Is(err, db.ErrApprovalWaits) {
		return web.Refuse("", texts.ApprovalWaits)
	}
	if err != nil {
		return err
	}
	return a.Audit(c, d.Tx, events.ApprovalAsked.OK(d.m.IdentifierKey, events.Details{Channel: channel, Note: d.reason}))
}

func (a *Pages) approvalRow(w db.Approval, m *db.Member, agent *db.Agent) views.DeskApproval {
	return views.DeskApproval{URL: approvalURL(w.ID), Name: m.Profile.DisplayName(), Channel: map[account.Channel]string{account.Email: "e-mail", account.SMS: "SMS"}[w.Channel],
		Asker: w.Asker, Reason: w.Reason, When: a.Moment(w.AskedAt), Until: a.Clock(w.ExpiresAt), Own: w.Asker == agent.Login}
}

func (a *Pages) showApprovals(c echo.Context) error {
	ctx, agent := c.Request().Context(), visitor(c).agent
	waiting, err := a.DB.WaitingApprovals(ctx, a.Now())
	if err != nil {
		return err
	}
	var d views.DeskApprovalsData
	for _, w := range waiting {
		m, err := a.DB.Member(ctx, w.MemberID)
		if web.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		d.Waiting = append(d.Waiting, a.approvalRow(w, m, agent))
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/approbations", Data: d, Notice: approvalDone[c.QueryParam("etat")]})
}

var approvalDone = map[string]string{
	"refusee": texts.ApprovalRefused,
	"retiree": texts.ApprovalWithdrawn,
}

// approval is the request that the address names, and its member.
func (a *Pages) approval(c echo.Context) (w db.Approval, m *db.Member, err error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return w, nil, echo.ErrNotFound
	}
	ctx := c.Request().Context()
	if w, err = a.DB.Approval(ctx, id); err == nil {
		m, err = a.DB.Member(ctx, w.MemberID)
	}
	if web.IsNotFound(err) {
		err = echo.ErrNotFound
	}
	return w, m, err
}

func (a *Pages) showApproval(c echo.Context) error {
	w, m, err := a.approval(c)
	if err != nil {
		return err
	}
	if err := a.noteSeen(c, m); err != nil {
		return err
	}
	return a.approvalScreen(c, w, m, nil)
}

func (a *Pages) approvalScreen(c echo.Context, w db.Approval, m *db.Member, refused error) error {
	d := views.DeskApprovalData{Who: a.who(m), Approval: a.approvalRow(w, m, visitor(c).agent), Contact: a.contactRow(m, fieldOf(web.ContactOf(w.Channel)))}
	switch {
	case w.Decision == db.ApprovalGranted:
		d.Ended = texts.ApprovalGranted(w.Decider, a.Moment(w.DecidedAt))
	case w.Decision == db.ApprovalRefused:
		d.Ended = texts.ApprovalDeclined(w.Decider, a.Moment(w.DecidedAt), w.DecisionReason)
	case w.Decision == db.ApprovalCancelled:
		d.Ended = texts.ApprovalTakenBack(w.Decider, a.Moment(w.DecidedAt))
	case w.Decision == db.ApprovalOvertaken:
		d.Ended = texts.ApprovalOvertaken(a.Moment(w.DecidedAt))
	case !w.Open(a.Now()):
		d.Ended = texts.ApprovalUnanswered
	}
	if d.Ended != "" && refused != nil { // the form is gone, and with it the field that was to be mended
		refused = web.Refuse("", texts.ApprovalDecided)
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/approbation", Action: approvalURL(w.ID), Data: d}, refused)
}

// decide ends a request in one transaction with what it entails, and leads to where next says.
func (a *Pages) decide(c echo.Context, decision db.Decision, kind events.Kind, entails func(d deed, w db.Approval) error, next func(db.Approval) string) error {
	ctx, agent := c.Request().Context(), visitor(c).agent
	w, m, err := a.approval(c)
	if err != nil {
		return err
	}
	reason, err := parseReason(c, m)
	if own := w.Asker == agent.Login; err == nil && own != (decision == db.ApprovalCancelled) {
		err = web.Refuse("", map[bool]string{true: texts.ApprovalOwn, false: texts.ApprovalNotYours}[own])
	}
	if err == nil {
		err = a.inDesk(c, func(t *db.Tx) error {
			now := a.Now()
			fresh, err := t.Member(ctx, w.MemberID)
			if err != nil {
				return err
			}
			if decision == db.ApprovalGranted {
				if err := a.mayApprove(ctx, t, fresh, w, visitor(c).agent.ID, now); err != nil {
					return err
				}
			}
			done, err := t.Decide(ctx, w.ID, decision, agent.Login, reason, now)
			if err != nil {
				return err
			}
			if !done {
				return web.Refuse("", texts.ApprovalDecided)
			}
			if err := a.Audit(c, t, kind.OK(fresh.IdentifierKey, events.Details{Channel: w.Channel, Note: reason})); err != nil {
				return err
			}
			return entails(deed{Tx: t, m: fresh, reason: w.Reason, now: now}, w)
		})
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		if w, m, err = a.approval(c); err != nil {
			return err
		}
		return a.approvalScreen(c, w, m, refused)
	}
	if err != nil {
		return err
	}
	return a.Redirect(c, next(w))
}

func nothingMore(deed, db.Approval) error { return nil }

// approve resets the password as it was asked for, where the message still goes to what was approved.
func (a *Pages) approve(c echo.Context) error {
	secret, hash, err := a.NewTemporary(c.Request().Context())
	if err != nil {
		return err
	}
	return a.decide(c, db.ApprovalGranted, events.ApprovalGranted, func(d deed, w db.Approval) error {
		if !bytes.Equal(w.DestinationKey, a.DB.Keys().DestinationKey(d.m.Destination(w.Channel))) || w.Channel == account.SMS && !a.SMS {
			return web.Refuse("", texts.ApprovalStale)
		}
		d.asker = w.Asker
		return a.resetBy(c, d, w.Channel, secret, hash, account.NewRequestNumber(), a.Limits.TemporaryTTL)
	}, func(w db.Approval) string { return memberURL(w.MemberID) + "?etat=reinitialise" })
}

func (a *Pages) refuseApproval(c echo.Context) error {
	return a.decide(c, db.ApprovalRefused, events.ApprovalRefused, nothingMore, func(db.Approval) string { return approvalsPath + "?etat=refusee" })
}

func (a *Pages) cancelApproval(c echo.Context) error {
	return a.decide(c, db.ApprovalCancelled, events.ApprovalCancelled, nothingMore, func(db.Approval) string { return approvalsPath + "?etat=retiree" })
}
