package agent

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// keyDeskSeen holds the member whose page is open, so that one visit is recorded once.
const keyDeskSeen = "agent.seen"

// about loads the member of a page, and explains when a file has removed them.
func (a *Pages) about(next func(echo.Context, *db.Member) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, err := strconv.ParseInt(c.Param("id"), 10, 64)
		if err != nil {
			return echo.ErrNotFound
		}
		m, err := a.DB.Member(c.Request().Context(), id)
		if err == nil {
			if err = a.noteSeen(c, m); err == nil {
				err = next(c, m)
			}
		}
		if errors.Is(err, db.ErrNotFound) {
			return a.Render(c, http.StatusNotFound, views.Screen{Template: "agent/erreur", Data: views.ErrorData{Status: http.StatusNotFound,
				Message: texts.MemberGone}})
		}
		return err
	}
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
	"sessions":     texts.MemberLoggedOut,
	"prouve":       texts.CallerProved,
}

func (a *Pages) showMember(c echo.Context, m *db.Member) error {
	ctx, agent := c.Request().Context(), desk.VisitorOf(c)
	d := views.DeskMemberData{Who: a.who(m)}
	closed := a.DB.Closed(m, a.Now())
	for _, act := range memberActs {
		if act.right.Of(agent.Agent.Role) && (act.closed || !closed) {
			d.Acts = append(d.Acts, views.DeskTask{Label: act.name, URL: memberURL(m.ID) + act.path})
		}
	}
	var err error
	if d.Proved, err = a.proved(ctx, m, agent.Login.ID); err != nil {
		return err
	}
	if err := a.fillSituation(ctx, m, &d); err != nil {
		return err
	}
	first := "/reinitialisation" // the highlighted act
	if len(d.Blocks) > 0 {
		first = "/deblocage"
	}
	for i, act := range d.Acts {
		d.Acts[i].Urgent = act.URL == memberURL(m.ID)+first
	}
	if err := a.fillRecords(ctx, m, &d); err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/adherent", Data: d, Notice: memberDone[c.QueryParam("etat")]})
}

// fillRecords fills in the stored records about a member.
func (a *Pages) fillRecords(ctx context.Context, m *db.Member, d *views.DeskMemberData) (err error) {
	for _, f := range contactFields {
		d.Contacts = append(d.Contacts, a.contactRow(m, f))
	}
	differences, err := a.DB.Differences(ctx, m)
	if err != nil {
		return err
	}
	for _, x := range differences {
		f := fieldOf(x.Kind)
		d.Differences = append(d.Differences, views.DeskDifference{Label: f.word, URL: memberURL(m.ID) + "/ecart/" + f.name,
			Value: shownContact(x.Kind, x.Value), Seen: "vu " + a.Moment(x.SeenAt)})
	}
	leftOut, err := a.DB.LeftOutOf(ctx, m)
	if err != nil {
		return err
	}
	for _, l := range leftOut {
		d.LeftOut = append(d.LeftOut, a.leftOutRow(l))
	}
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		refused, err := a.DB.RefusedAt(ctx, m, channel)
		if web.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		d.Refused = append(d.Refused, texts.ContactRefused(
			fieldOf(db.ContactOf(channel)).label, strings.TrimPrefix(a.Moment(refused.CreatedAt), "le "), a.Fate(refused)))
	}
	if d.Messages, err = a.messagesOf(ctx, m); err != nil {
		return err
	}
	if d.Letters, err = a.lettersOf(ctx, m); err != nil {
		return err
	}
	written, err := a.DB.ContactMessagesOf(ctx, m.ID, listed)
	if err != nil {
		return err
	}
	for _, w := range written {
		d.Written = append(d.Written, views.DeskWritten{When: a.Moment(w.CreatedAt), Subject: w.Subject, Number: w.Number, URL: inbox.MessagesPath + "/" + w.Number})
	}
	d.Sessions, d.Logins, err = a.loginsOf(ctx, m)
	if err != nil {
		return err
	}
	d.Timeline, err = a.timeline(ctx, m)
	return err
}

// loginsOf lists the open sessions and the last logins.
func (a *Pages) loginsOf(ctx context.Context, m *db.Member) (open []views.SessionRow, past []views.LoginRow, err error) {
	logins, err := a.DB.Logins(ctx, m.ID, web.LoginsShown)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range logins {
		past = append(past, views.LoginRow{When: a.Moment(l.OpenedAt), How: web.Ways[l.Method], Device: l.Device})
		if l.Open(a.Now(), a.Limits.SessionIdle, a.Limits.SessionMax) {
			open = append(open, views.SessionRow{ID: l.ID, Device: l.Device, Since: a.Moment(l.OpenedAt), Seen: a.Moment(l.LastSeenAt)})
		}
	}
	return open, past, nil
}
