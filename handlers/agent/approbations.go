package agent

import (
	"context"
	"errors"
	"net/http"
	"strconv"

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

// approvalNames names the acts that need a second agent.
var approvalNames = map[db.Approved]string{db.ApprovedReset: "Une réinitialisation", db.ApprovedClose: "La fermeture de l'espace privé", db.ApprovedErase: "L'effacement de l'adhérent"}

// approvalWhat names the requested act, and the channel of a reset.
func approvalWhat(w db.Approval) string {
	if w.Act == db.ApprovedReset {
		return approvalNames[w.Act] + " " + events.ChannelWords(w.Channel)
	}
	return approvalNames[w.Act]
}

func (a *Pages) approvalRow(w db.Approval, m *db.Member, who *desk.Visitor) views.DeskApproval {
	return views.DeskApproval{URL: desk.ApprovalURL(w.ID), Name: m.Profile.DisplayName(), What: approvalWhat(w),
		Asker: who.Called(w.Asker), Reason: w.Grounds.Words(), When: a.Moment(w.AskedAt), Until: a.Clock(w.ExpiresAt), Own: w.Asker == who.Agent.Login}
}

func (a *Pages) showApprovals(c echo.Context) error {
	ctx, visitor := c.Request().Context(), desk.VisitorOf(c)
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
		d.Waiting = append(d.Waiting, a.approvalRow(w, m, visitor))
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/approbations", Data: d, Notice: approvalDone[c.QueryParam("etat")]})
}

var approvalDone = map[string]string{
	"feuille": texts.ApprovalOfSlip,
	"efface":  texts.MemberErased,
	"refusee": texts.ApprovalRefused,
	"retiree": texts.ApprovalWithdrawn,
}

// approval returns the request named in the URL and its member.
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
	d := views.DeskApprovalData{Who: a.Who(m), Approval: a.approvalRow(w, m, desk.VisitorOf(c)), Counter: w.Channel == account.Counter,
		Closing: texts.ClosingCauses[string(w.Cause)], Erasing: w.Act == db.ApprovedErase}
	if w.Survivor != 0 {
		kept, err := a.DB.Member(c.Request().Context(), w.Survivor)
		if err != nil && !web.IsNotFound(err) {
			return err
		}
		if err == nil {
			d.Kept = a.Who(kept)
		}
	}
	if w.Act == db.ApprovedReset && !d.Counter {
		contact, err := a.contactRow(c.Request().Context(), m, desk.FieldOf(db.ContactOf(w.Channel)))
		if err != nil {
			return err
		}
		d.Contact = contact
	}
	switch {
	case w.Decision == db.ApprovalGranted:
		d.Ended = texts.ApprovalGranted(desk.VisitorOf(c).Called(w.Decider), a.Moment(w.DecidedAt))
	case w.Decision == db.ApprovalRefused:
		d.Ended = texts.ApprovalDeclined(desk.VisitorOf(c).Called(w.Decider), a.Moment(w.DecidedAt), w.DecisionReason)
	case w.Decision == db.ApprovalCancelled:
		d.Ended = texts.ApprovalTakenBack(desk.VisitorOf(c).Called(w.Decider), a.Moment(w.DecidedAt))
	case w.Decision == db.ApprovalOvertaken:
		d.Ended = texts.ApprovalOvertaken(a.Moment(w.DecidedAt))
	case !w.Open(a.Now()):
		d.Ended = texts.ApprovalUnanswered
	}
	if d.Ended != "" && refused != nil { // an ended request has no form, so there is no field to correct
		refused = web.Refuse("", texts.ApprovalDecided)
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/approbation", Action: desk.ApprovalURL(w.ID), Version: w.Stamp(), Data: d}, refused)
}

// decide performs a decision in one transaction, then redirects to the page returned by next. around wraps the transaction for a
// decision that needs it; it may be nil.
func (a *Pages) decide(c echo.Context, around func(context.Context, func() error) error, decide func(ctx context.Context, t *db.Tx, who acts.Actor, asked acts.Asked, grounds events.Grounds) error, next func(db.Approval) string) error {
	w, m, err := a.approval(c)
	if err != nil {
		return err
	}
	grounds, err := desk.ParseGroundsOf(events.DecisionMatter, c, m.Profile)
	act := func() error {
		return a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
			return decide(ctx, t, who, acts.Asked{ID: w.ID, Stamp: c.FormValue("version")}, grounds)
		})
	}
	switch {
	case err == nil && around != nil:
		err = around(c.Request().Context(), act)
	case err == nil:
		err = act()
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		if w, m, err = a.approval(c); err != nil {
			return err
		}
		return a.approvalScreen(c, w, m, refused)
	}
	switch {
	case web.IsNotFound(err): // erased meanwhile
		return echo.ErrNotFound
	case err != nil:
		return err
	}
	return a.Redirect(c, next(w))
}

// approve performs the requested act.
func (a *Pages) approve(c echo.Context) error {
	asked, m, err := a.approval(c)
	if err != nil {
		return err
	}
	var p acts.Temporary
	if asked.Act == db.ApprovedReset {
		if p, err = a.Acts.NewTemporary(c.Request().Context(), m.ID); err != nil {
			return err
		}
	}
	var around func(context.Context, func() error) error
	if asked.Act == db.ApprovedErase {
		around = a.erasing
	}
	return a.decide(c, around, func(ctx context.Context, t *db.Tx, who acts.Actor, asked acts.Asked, grounds events.Grounds) error {
		return a.Acts.Approve(ctx, t, who, asked, grounds, p)
	}, func(w db.Approval) string {
		if w.Channel == account.Counter {
			return desk.ApprovalsPath + "?etat=feuille"
		}
		switch w.Act {
		case db.ApprovedClose:
			return desk.MemberURL(w.MemberID) + "?etat=ferme"
		case db.ApprovedErase:
			return desk.ApprovalsPath + "?etat=efface"
		}
		return desk.MemberURL(w.MemberID) + "?etat=reinitialise"
	})
}

func (a *Pages) refuseApproval(c echo.Context) error {
	return a.decide(c, nil, a.Acts.RefuseApproval, func(db.Approval) string { return desk.ApprovalsPath + "?etat=refusee" })
}

func (a *Pages) cancelApproval(c echo.Context) error {
	return a.decide(c, nil, a.Acts.CancelApproval, func(db.Approval) string { return desk.ApprovalsPath + "?etat=retiree" })
}
