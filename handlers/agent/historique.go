package agent

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	timelineRead  = 60 // events among which a member's page looks for those that it shows
	timelineShown = 8
	historyShown  = 50 // events a page of the whole history
)

// looks are the events of agents who have only looked: they are told together.
var looks = []events.Kind{events.MemberSeen, events.LettersSeen, events.ContactRead}

// deed formats one event as a line of the timeline.
func (a *Pages) deed(r db.AuditRow) views.DeskDeed {
	line := views.DeskDeed{When: a.Moment(r.At), By: actorWords(r.Actor)}
	line.What, line.Reason = r.Kind().ForAgent(r.Result, told(r))
	if r.Kind() == events.Login && r.Result == events.OK { // the actor of a login is not yet authenticated
		line.By = actorWords("member")
	}
	return line
}

func actorWords(actor string) string {
	switch {
	case actor == "member":
		return "l'adhérent"
	case actor == "system":
		return "le service"
	case strings.HasPrefix(actor, "agent:"):
		return strings.TrimPrefix(actor, "agent:")
	}
	return "quelqu'un qui n'était pas connecté"
}

// fillHistory shows what was done lately, and says how often the page was only looked at.
func (a *Pages) fillHistory(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	rows, err := a.DB.AuditOf(ctx, m.Identifier(), timelineRead)
	if err != nil {
		return err
	}
	looked := 0
	var last db.AuditRow
	for _, r := range rows {
		switch {
		case slices.Contains(looks, r.Kind()):
			if looked++; looked == 1 {
				last = r
			}
		case len(d.Timeline) < timelineShown:
			d.Timeline = append(d.Timeline, a.deed(r))
		}
	}
	if looked > 0 {
		d.Looked = texts.RecordLooked(looked, actorWords(last.Actor), a.Moment(last.At))
	}
	return nil
}

// showHistory lists all that is noted about a member, a page after another.
func (a *Pages) showHistory(c echo.Context, m *db.Member) error {
	before, err := strconv.ParseInt(c.QueryParam("avant"), 10, 64)
	if err != nil || before <= 0 {
		before = math.MaxInt64
	}
	rows, err := a.DB.AuditBefore(c.Request().Context(), m.Identifier(), before, historyShown+1)
	if err != nil {
		return err
	}
	d := views.DeskHistoryData{Who: a.who(m)}
	own := memberURL(m.ID) + "/historique"
	if before != math.MaxInt64 {
		d.Newest = own
	}
	if len(rows) > historyShown {
		rows = rows[:historyShown]
		d.Older = fmt.Sprintf("%s?avant=%d", own, rows[historyShown-1].Seq)
	}
	d.Deeds = a.folded(rows)
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/historique", Data: d})
}

// folded formats events, those that follow each other and only looked as one line.
func (a *Pages) folded(rows []db.AuditRow) (lines []views.DeskDeed) {
	times := 0
	for i, r := range rows {
		again := i > 0 && slices.Contains(looks, r.Kind()) && r.Kind() == rows[i-1].Kind() && r.Actor == rows[i-1].Actor && r.Result == rows[i-1].Result
		if !again {
			times = 1
			lines = append(lines, a.deed(r))
			continue
		}
		times++
		line := a.deed(r)
		lines[len(lines)-1].What = texts.DoneTimes(line.What, times, line.When)
	}
	return lines
}

// lastDeed returns the newest act on a member other than looking, which has made an agent's page stale.
func (a *Pages) lastDeed(ctx context.Context, t db.Reader, m *db.Member) (views.DeskDeed, error) {
	rows, err := t.AuditOf(ctx, m.Identifier(), timelineRead)
	if err != nil {
		return views.DeskDeed{}, err
	}
	for _, r := range rows {
		if !slices.Contains(looks, r.Kind()) {
			return a.deed(r), nil
		}
	}
	return views.DeskDeed{}, nil
}
