package filenotes

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const leftOutPath = web.AgentPath + "/valeurs"

// LeftOutTasks links the list of values that imports could not read on the home page, if there are any.
func (a *Pages) LeftOutTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayFind.Of(agent.Role) {
		return nil, nil
	}
	found, err := a.DB.AnyLeftOut(ctx)
	if err != nil || !found {
		return nil, err
	}
	return []views.DeskTask{{Label: texts.LeftOutTask, URL: leftOutPath}}, nil
}

// ShowLeftOut lists the values that imports could not read.
func (a *Pages) ShowLeftOut(c echo.Context) error {
	return a.leftOutListScreen(c, views.TodoDone{}, nil)
}

// DismissLeftOuts removes the chosen values from the list.
func (a *Pages) DismissLeftOuts(c echo.Context) error {
	chosen, none := chosenNotes(c)
	reason, noReason := desk.ParseGroundsOf(events.FileMatter, c, db.Profile{})
	if err := web.JoinRefusals(none, noReason); err != nil {
		return a.leftOutListScreen(c, views.TodoDone{}, err)
	}
	done, err := a.actOnNotes(c, chosen, func(ctx context.Context, t *db.Tx, who acts.Actor, n acts.FileNote) error {
		return a.Acts.DismissListed(ctx, t, who, n, reason)
	})
	return a.ShowOutcome(c, err, func(c echo.Context, err error) error { return a.leftOutListScreen(c, done, err) })
}

// leftOutListScreen lists the values that imports could not read.
func (a *Pages) leftOutListScreen(c echo.Context, done views.TodoDone, refused error) error {
	ctx, at := c.Request().Context(), desk.After(c, refused)
	f, ticked := leftOutFilter(c, at), a.Ticked(c, "ligne", refused)
	counts, err := a.DB.LeftOutCounts(ctx, desk.MostCounted)
	if err != nil {
		return err
	}
	found, err := a.DB.LeftOuts(ctx, f, rowsPerPage+1)
	if err != nil {
		return err
	}
	if desk.PastEnd(len(found), at, refused) {
		return a.Redirect(c, leftOutLink(f.Field, f.Unreachable))
	}
	if err := a.AuditAlone(c, events.LeftOutListed.OK(nil, events.Details{Object: events.Object(f.Field)})); err != nil {
		return err
	}
	d := views.DeskLeftOutData{Filters: leftOutFilters(f, counts), Done: done}
	if acts.MayActOnMany.Of(desk.VisitorOf(c).Agent.Role) {
		d.File = fileOf(leftOutLink(f.Field, f.Unreachable))
	}
	found, more := onePage(found)
	if more {
		last := found[len(found)-1]
		d.Further = pageAfter(leftOutLink(f.Field, f.Unreachable), last.MemberID, last.Field)
	}
	members, err := desk.MembersOf(ctx, &a.Common, found, func(l db.LeftOut) int64 { return l.MemberID })
	if err != nil {
		return err
	}
	for _, l := range found {
		m := members[l.MemberID]
		if m == nil {
			continue
		}
		row := views.DeskLeftOutRow{URL: desk.MemberURL(m.ID), Name: m.Profile.DisplayName(), Key: rowKey(a.Acts.LeftOutNote(l)), DeskLeftOut: a.LeftOutRow(l)}
		row.Checked = slices.Contains(ticked, row.Key)
		if desk.KindNamed(l.Field) != "" { // the columns of contacts have the names of their form fields
			row.Correct = desk.MemberURL(m.ID) + "/coordonnees"
		}
		d.Rows, d.First = append(d.Rows, row), append(d.First, row.Key)
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/valeurs", Action: desk.PageAt(leftOutLink(f.Field, f.Unreachable), at), Data: d}, refused)
}

// leftOutFilter reads from the address which values are selected.
func leftOutFilter(c echo.Context, at string) db.LeftOutFilter {
	f := db.LeftOutFilter{Unreachable: c.QueryParam("joignables") == "non"}
	for _, column := range backoffice.MemberColumns.Known {
		if column == c.QueryParam("colonne") {
			f.Field = column
		}
	}
	f.After.MemberID, f.After.Field = listedAfter(at)
	return f
}

func leftOutLink(field string, unreachable bool) string {
	link := leftOutPath + "?colonne=" + field
	if unreachable {
		link += "&joignables=non"
	}
	return link
}

// leftOutFilters returns the filters of the list: all, members who cannot be reached, and each column with entries.
func leftOutFilters(f db.LeftOutFilter, counts map[string]int) []views.AgentLink {
	links := []views.AgentLink{everyRow(leftOutPath, counts, f.Field == "" && !f.Unreachable),
		{URL: leftOutLink("", true), Label: "Sans adresse e-mail ni portable", Current: f.Field == "" && f.Unreachable}}
	for _, column := range backoffice.MemberColumns.Known {
		if n := counts[column]; n > 0 {
			links = append(links, countedFilter(leftOutLink(column, false), column, n, f.Field == column))
		}
	}
	return links
}

// LeftOutRow describes a value that an import could not read.
func (a *Pages) LeftOutRow(l db.LeftOut) views.DeskLeftOut {
	return views.DeskLeftOut{Column: l.Field, Value: l.Masked, Reason: l.Reason, Seen: a.Moment(l.SeenAt), URL: desk.MemberURL(l.MemberID) + "/valeur/" + l.Field}
}
