package agent

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const leftOutPath = web.AgentPath + "/valeurs"

// leftOutTasks lists on the home page the values that imports could not read.
func (a *Pages) leftOutTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayFind.Of(agent.Role) {
		return nil, nil
	}
	found, err := a.DB.AnyLeftOut(ctx)
	if err != nil || !found {
		return nil, err
	}
	return []views.DeskTask{{Label: texts.LeftOutTask, URL: leftOutPath}}, nil
}

// showLeftOut lists the values that imports could not read.
func (a *Pages) showLeftOut(c echo.Context) error {
	ctx := c.Request().Context()
	f := db.LeftOutFilter{Unreachable: c.QueryParam("joignables") == "non"}
	for _, column := range backoffice.MemberColumns.Known {
		if column == c.QueryParam("colonne") {
			f.Field = column
		}
	}
	f.After.MemberID, f.After.Field = listedAfter(c)
	counts, err := a.DB.LeftOutCounts(ctx)
	if err != nil {
		return err
	}
	found, err := a.DB.LeftOuts(ctx, f, rowsPerPage+1)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.LeftOutListed.OK(nil, events.Details{Object: events.Object(f.Field)})); err != nil {
		return err
	}
	d := views.DeskLeftOutData{Filters: leftOutFilters(f, counts)}
	found, more := onePage(found)
	if more {
		last := found[len(found)-1]
		d.Further = pageAfter(leftOutLink(f.Field, f.Unreachable), last.MemberID, last.Field)
	}
	for _, l := range found {
		m, err := a.DB.Member(ctx, l.MemberID)
		if web.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		d.Rows = append(d.Rows, views.DeskLeftOutRow{URL: memberURL(m.ID), Name: m.Profile.DisplayName(), DeskLeftOut: a.leftOutRow(l)})
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/valeurs", Data: d})
}

func leftOutLink(field string, unreachable bool) string {
	link := leftOutPath + "?colonne=" + field
	if unreachable {
		link += "&joignables=non"
	}
	return link
}

// leftOutFilters are the filters of the list: all, each column with entries, and members who cannot be reached.
func leftOutFilters(f db.LeftOutFilter, counts map[string]int) []views.AgentLink {
	links := []views.AgentLink{everyRow(leftOutPath, counts, f.Field == "" && !f.Unreachable),
		{URL: leftOutLink("", true), Label: "Sans email ni portable", Current: f.Field == "" && f.Unreachable}}
	for _, column := range backoffice.MemberColumns.Known {
		if n := counts[column]; n > 0 {
			links = append(links, countedFilter(leftOutLink(column, false), column, n, f.Field == column))
		}
	}
	return links
}

func (a *Pages) leftOutRow(l db.LeftOut) views.DeskLeftOut {
	return views.DeskLeftOut{Column: l.Field, Value: l.Masked, Reason: l.Reason, Seen: a.Moment(l.SeenAt), URL: memberURL(l.MemberID) + "/valeur/" + l.Field}
}
