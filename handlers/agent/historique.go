package agent

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/texts"
	"sesame/views"
)

const (
	timelineRead  = 60 // events that a member's page reads to find those that it shows
	timelineShown = 5
	historyShown  = 50 // events per page of the whole history
)

// history holds the events of an account and of those that were closed as its duplicates, newest first.
type history struct {
	rows   []db.AuditRow
	former map[int64]bool // rows of the closed accounts, by number (Seq)
}

// history merges the account's own newest n rows before a number with those of its duplicates, and keeps n.
func (a *Pages) history(ctx context.Context, m *db.Member, own []db.AuditRow, before int64, n int) (h history, err error) {
	h.rows = own
	others, err := a.DB.ClosedFor(ctx, m.ID)
	if err != nil || len(others) == 0 {
		return h, err
	}
	h.former = map[int64]bool{}
	for _, o := range others {
		rows, err := a.DB.AuditBefore(ctx, o.Identifier(), before, n)
		if err != nil {
			return h, err
		}
		for _, r := range rows {
			h.former[r.Seq] = true
		}
		h.rows = append(h.rows, rows...)
	}
	slices.SortFunc(h.rows, func(x, y db.AuditRow) int { return cmp.Compare(y.Seq, x.Seq) })
	h.rows = h.rows[:min(len(h.rows), n)]
	return h, nil
}

// deedOf formats an event of a history of several accounts: it says if the event belongs to a closed duplicate.
func (a *Pages) deedOf(h history, r db.AuditRow) views.DeskDeed {
	line := a.Deed(r)
	if h.former[r.Seq] {
		line.What = texts.OfFormerAccount(line.What)
	}
	return line
}

// fillHistory shows the latest events of the account and of those closed as its duplicates, and how often the page was only viewed.
// It also shows the last refusal, from the account's own rows.
func (a *Pages) fillHistory(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	own, err := a.DB.AuditOf(ctx, m.Identifier(), timelineRead)
	if err != nil {
		return err
	}
	a.fillRefusal(own, m, d)
	h, err := a.history(ctx, m, own, math.MaxInt64, timelineRead)
	if err != nil {
		return err
	}
	looked, done := 0, 0
	var last db.AuditRow
	for _, r := range h.rows {
		switch {
		case slices.Contains(desk.Looks, r.Kind()):
			if looked++; looked == 1 {
				last = r
			}
		default:
			if done++; done <= timelineShown {
				d.Timeline = append(d.Timeline, a.deedOf(h, r))
			}
		}
	}
	most := done + 1
	if len(h.rows) == timelineRead {
		most = done
	}
	d.DeedsCounted = texts.Rows(done, most, 0)
	if looked > 0 {
		d.Looked = texts.RecordLooked(looked, desk.ActorWords(last.Actor), a.Moment(last.At))
	}
	return nil
}

// showHistory lists all events of a member, page by page.
func (a *Pages) showHistory(c echo.Context, m *db.Member) error {
	before, err := strconv.ParseInt(c.QueryParam("avant"), 10, 64)
	if err != nil || before <= 0 {
		before = math.MaxInt64
	}
	ctx := c.Request().Context()
	rows, err := a.DB.AuditBefore(ctx, m.Identifier(), before, historyShown+1)
	if err != nil {
		return err
	}
	h, err := a.history(ctx, m, rows, before, historyShown+1)
	if err != nil {
		return err
	}
	d := views.DeskHistoryData{Who: a.Who(m)}
	own := desk.MemberURL(m.ID) + "/historique"
	if before != math.MaxInt64 {
		d.Newest = own
	}
	if len(h.rows) > historyShown {
		h.rows = h.rows[:historyShown]
		d.Older = fmt.Sprintf("%s?avant=%d", own, h.rows[historyShown-1].Seq)
	}
	d.Deeds = a.folded(h)
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/historique", Data: d})
}

// folded formats events. Consecutive views by the same agent become one line.
func (a *Pages) folded(h history) (lines []views.DeskDeed) {
	times, rows := 0, h.rows
	for i, r := range rows {
		again := i > 0 && slices.Contains(desk.Looks, r.Kind()) && r.Kind() == rows[i-1].Kind() && r.Actor == rows[i-1].Actor && r.Result == rows[i-1].Result
		if !again {
			times = 1
			lines = append(lines, a.deedOf(h, r))
			continue
		}
		times++
		line := a.deedOf(h, r)
		lines[len(lines)-1].What = texts.DoneTimes(line.What, times, line.When)
	}
	return lines
}
