package agent

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// keyDeskSeen holds the ID of the member whose page is open, so that one visit is recorded once.
const keyDeskSeen = "agent.seen"

// about loads the member of a page and records the visit. The page of an act that the account refuses redirects to the
// member's page; for a member who no longer exists a page explains that a file has removed them.
func (a *Pages) about(next func(echo.Context, *db.Member) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, err := strconv.ParseInt(c.Param("id"), 10, 64)
		if err != nil {
			return echo.ErrNotFound
		}
		m, err := a.DB.Member(c.Request().Context(), id)
		if err == nil {
			err = a.noteSeen(c, m)
		}
		switch {
		case err != nil:
		case c.Request().Method != http.MethodPost && a.refusesAct(m, c.Path()):
			state := refusedAct
			if a.doneAlready(m, c.Path()) {
				state = actDone
			}
			return a.Redirect(c, desk.MemberURL(id)+"?etat="+state)
		default:
			err = next(c, m)
		}
		if errors.Is(err, db.ErrNotFound) {
			return a.Render(c, http.StatusNotFound, views.Screen{Template: "agent/erreur", Data: views.ErrorData{Status: http.StatusNotFound,
				Message: texts.MemberGone, Written: a.Written(c)}})
		}
		return err
	}
}

// States of the member's page after a redirect from the page of an act that the account refuses, or that was done before.
const (
	refusedAct = "refuse"
	actDone    = "deja-fait"
)

// refusesAct says whether a route is the page of an act that makes no sense in the account's state.
func (a *Pages) refusesAct(m *db.Member, route string) bool {
	state, known, offered := a.accountState(m), false, false
	for _, act := range memberActs {
		if at := memberRoute + act.path; route == at || strings.HasPrefix(route, at+"/") {
			known, offered = true, offered || act.on&state != 0
		}
	}
	return known && !offered
}

// doneAlready says whether a route is the page of the act that leads to the account's present state.
func (a *Pages) doneAlready(m *db.Member, route string) bool {
	switch a.accountState(m) {
	case suspended:
		return route == memberRoute+"/suspension"
	case reopens, closed:
		return route == memberRoute+"/fermeture"
	}
	return false
}

// actRefused says why the act whose page an agent has requested is refused in the account's present state. already means that the act
// was done before.
func (a *Pages) actRefused(m *db.Member, already bool) string {
	switch state := a.accountState(m); {
	case state == open:
		return texts.OpenForPage
	case state == suspended && already:
		return texts.SuspendedAlready
	case state == suspended:
		return texts.SuspendedForPage
	case already:
		return texts.ClosedAlready
	}
	return texts.ClosedForPage
}

func (a *Pages) noteSeen(c echo.Context, m *db.Member) error {
	ctx := c.Request().Context()
	if a.Desk.GetInt64(ctx, keyDeskSeen) == m.ID {
		return nil
	}
	var refused *acts.Refused
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		refused, err = a.Acts.OpenRecord(ctx, t, who, m)
		return err
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return &web.TooMany{Until: refused.Until, Message: texts.RecordsSlowed(a.Limits.RecordsPerHour)}
	}
	a.Desk.Put(ctx, keyDeskSeen, m.ID)
	return nil
}

// memberDone maps acts to the confirmation on the member's page.
var memberDone = map[string]string{
	"reinitialise": texts.PasswordReset,
	"approbation":  texts.ApprovalAsked,
	"debloque":     texts.BlockLifted,
	"coordonnees":  texts.CoordinatesSaved,
	"ecart":        texts.DifferenceSettled,
	"valeur":       texts.LeftOutDismissed,
	"deja":         texts.SettledAlready,
	"sessions":     texts.MemberLoggedOut,
	"identifiant":  texts.IdentifierSent,
	"refait":       texts.LostLetterRenewed,
	"sans-suite":   texts.LetterEnded,
	"prouve":       texts.CallerProved,
	"mandat":       texts.MandateNoted,
	"mandat-fin":   texts.MandateEnded,
	"suspendu":     texts.MemberSuspended,
	"retabli":      texts.MemberResumed,
	"ferme":        texts.MemberClosed,
	"demande":      texts.ClosingAsked,
	"rouvert":      texts.MemberReopened,
	"effacement":   texts.ErasureAsked,
}

func (a *Pages) showMember(c echo.Context, m *db.Member) error {
	ctx, agent := c.Request().Context(), desk.VisitorOf(c)
	d := views.DeskMemberData{Who: a.Who(m)}
	var err error
	if d.Proved, err = a.member.Proofs(c, m); err != nil {
		return err
	}
	for _, fill := range []func(context.Context, *db.Member, *views.DeskMemberData) error{
		a.fillSituation, a.member.FillMandates, a.fillJourneys, a.fillAlike, a.fillContacts, a.fillSent, a.fillLetters, a.fillWritten, a.fillLogins, a.fillHistory,
	} {
		if err := fill(ctx, m, &d); err != nil {
			return err
		}
	}
	if !acts.MayPrint.Of(agent.Agent.Role) {
		d.Held.URL = ""
	}
	state := a.accountState(m)
	urgent := map[accounts]string{open: "/reinitialisation", suspended: "/retablissement", reopens: "/reouverture"}[state] // the highlighted act
	if len(d.Blocks) > 0 && state == open {
		urgent = "/deblocage"
	}
	for _, act := range memberActs {
		if act.right.Of(agent.Agent.Role) && act.on&state != 0 {
			d.Acts = append(d.Acts, views.DeskAct{Label: act.name, URL: desk.MemberURL(m.ID) + act.path, Key: act.key, Urgent: act.path == urgent})
		}
	}
	notice := memberDone[c.QueryParam("etat")]
	if state := c.QueryParam("etat"); state == refusedAct || state == actDone {
		notice = a.actRefused(m, state == actDone)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/adherent", Data: d, Notice: notice})
}

// fillWritten lists the member's messages by the contact form.
func (a *Pages) fillWritten(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	written, err := a.DB.ContactMessagesOf(ctx, m.ID, listed)
	d.WrittenCounted = texts.Rows(len(written), listed, 0)
	for _, w := range written {
		d.Written = append(d.Written, views.DeskWritten{When: a.Moment(w.CreatedAt), Subject: w.Subject, Number: w.Number, State: inbox.StateWords(w.State), URL: inbox.MessagesPath + "/" + w.Number})
	}
	return err
}
