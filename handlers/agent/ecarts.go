package agent

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	differencesPath    = web.AgentPath + "/ecarts"
	differencesPerPage = 50
)

// differenceTasks puts the list of differences on the home page.
func (a *Pages) differenceTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayCorrect.Of(agent.Role) {
		return nil, nil
	}
	found, err := a.DB.AnyDifference(ctx)
	if err != nil || !found {
		return nil, err
	}
	return []views.DeskTask{{Label: texts.DifferencesTask, URL: differencesPath}}, nil
}

// showDifferences lists the contacts that differ from the file, masked because the list is about many members.
func (a *Pages) showDifferences(c echo.Context) error {
	ctx := c.Request().Context()
	f := db.DifferenceFilter{Kind: kindNamed(c.QueryParam("moyen"))}
	member, kind, _ := strings.Cut(c.QueryParam("apres"), " ")
	if id, err := strconv.ParseInt(member, 10, 64); err == nil {
		f.After.MemberID, f.After.Kind = id, kindNamed(kind)
	}
	counts, err := a.DB.DifferenceCounts(ctx)
	if err != nil {
		return err
	}
	found, err := a.DB.AllDifferences(ctx, f, differencesPerPage+1)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.DifferencesListed.OK(nil, events.Details{Object: events.Object(fieldOf(f.Kind).name)})); err != nil {
		return err
	}
	d := views.DeskDifferencesData{Filters: differenceFilters(f.Kind, counts)}
	if len(found) > differencesPerPage {
		found = found[:differencesPerPage]
		last := found[differencesPerPage-1]
		d.Further = differencesLink(f.Kind) + "&apres=" + url.QueryEscape(fmt.Sprintf("%d %s", last.MemberID, fieldOf(last.Kind).name))
	}
	for _, x := range found {
		m, err := a.DB.Member(ctx, x.MemberID)
		if web.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		d.Rows = append(d.Rows, a.differenceRow(m, x.Difference))
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/ecarts", Data: d})
}

func (a *Pages) differenceRow(m *db.Member, x db.Difference) views.DeskDifferenceRow {
	f, here := fieldOf(x.Kind), m.Contacts[x.Kind]
	row := views.DeskDifferenceRow{URL: memberURL(m.ID), Name: m.Profile.DisplayName(), Label: f.label, File: maskedContact(x.Kind, x.Value),
		Seen: a.Moment(x.SeenAt), Settle: memberURL(m.ID) + "/ecart/" + f.name, Word: f.word}
	if here.Value != "" {
		row.Here = maskedContact(x.Kind, here.Value)
	}
	row.Verified = !here.VerifiedAt.IsZero()
	return row
}

func differencesLink(kind db.ContactKind) string {
	return differencesPath + "?moyen=" + fieldOf(kind).name
}

// differenceFilters are the filters of the list: all, and each kind of contact with entries.
func differenceFilters(kind db.ContactKind, counts map[db.ContactKind]int) []views.AgentLink {
	all := 0
	for _, n := range counts {
		all += n
	}
	links := []views.AgentLink{{URL: differencesPath, Label: fmt.Sprintf("Toutes (%s)", account.Thousands(all)), Current: kind == ""}}
	for _, f := range contactFields {
		if n := counts[f.kind]; n > 0 {
			links = append(links, views.AgentLink{URL: differencesLink(f.kind), Label: fmt.Sprintf("%s (%s)", f.label, account.Thousands(n)), Current: kind == f.kind})
		}
	}
	return links
}
