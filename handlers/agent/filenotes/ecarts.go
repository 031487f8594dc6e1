package filenotes

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const differencesPath = web.AgentPath + "/ecarts"

// DifferenceTasks links the list of differences on the home page, if there are any.
func (a *Pages) DifferenceTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayCorrect.Of(agent.Role) {
		return nil, nil
	}
	found, err := a.DB.AnyDifference(ctx)
	if err != nil || !found {
		return nil, err
	}
	return []views.DeskTask{{Label: texts.DifferencesTask, URL: differencesPath}}, nil
}

// ShowDifferences lists the contacts that differ from the file.
func (a *Pages) ShowDifferences(c echo.Context) error {
	return a.differencesScreen(c, views.TodoDone{}, nil)
}

// SettleDifferences keeps the chosen contacts or takes the file's.
func (a *Pages) SettleDifferences(c echo.Context) error {
	chosen, none := chosenNotes(c)
	takesFile, noChoice := parseChoice(c)
	reason, noReason := desk.ParseGroundsOf(events.FileMatter, c, db.Profile{})
	if err := web.JoinRefusals(none, noChoice, noReason); err != nil {
		return a.differencesScreen(c, views.TodoDone{}, err)
	}
	done, err := a.actOnNotes(c, chosen, func(ctx context.Context, t *db.Tx, who acts.Actor, n acts.FileNote) error {
		return a.Acts.SettleListed(ctx, t, who, n, takesFile, reason)
	})
	return a.ShowOutcome(c, err, func(c echo.Context, err error) error { return a.differencesScreen(c, done, err) })
}

// differencesScreen lists the contacts that differ from the file, masked because the list is about many members.
func (a *Pages) differencesScreen(c echo.Context, done views.TodoDone, refused error) error {
	ctx, at := c.Request().Context(), desk.After(c, refused)
	f, ticked := differenceFilter(c, at), a.Ticked(c, "ligne", refused)
	counts, err := a.DB.DifferenceCounts(ctx, desk.MostCounted)
	if err != nil {
		return err
	}
	found, err := a.DB.AllDifferences(ctx, f, rowsPerPage+1)
	if err != nil {
		return err
	}
	if desk.PastEnd(len(found), at, refused) {
		return a.Redirect(c, differencesLink(f.Kind))
	}
	if err := a.AuditAlone(c, events.DifferencesListed.OK(nil, events.Details{Object: events.Object(desk.FieldOf(f.Kind).Name)})); err != nil {
		return err
	}
	d := views.DeskDifferencesData{Filters: differenceFilters(f.Kind, counts), Done: done}
	if acts.MayActOnMany.Of(desk.VisitorOf(c).Agent.Role) {
		d.File = fileOf(differencesLink(f.Kind))
	}
	found, more := onePage(found)
	if more {
		last := found[len(found)-1]
		d.Further = pageAfter(differencesLink(f.Kind), last.MemberID, desk.FieldOf(last.Kind).Name)
	}
	members, err := desk.MembersOf(ctx, &a.Common, found, func(x db.ListedDifference) int64 { return x.MemberID })
	if err != nil {
		return err
	}
	for _, x := range found {
		m := members[x.MemberID]
		if m == nil {
			continue
		}
		row := a.differenceRow(m, x.Difference)
		row.Checked = slices.Contains(ticked, row.Key)
		d.Rows, d.First = append(d.Rows, row), append(d.First, row.Key)
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/ecarts", Action: desk.PageAt(differencesLink(f.Kind), at), Data: d}, refused)
}

// differenceFilter reads from the address which differences are selected.
func differenceFilter(c echo.Context, at string) db.DifferenceFilter {
	f := db.DifferenceFilter{Kind: desk.KindNamed(c.QueryParam("moyen"))}
	member, kind := listedAfter(at)
	f.After.MemberID, f.After.Kind = member, desk.KindNamed(kind)
	return f
}

func (a *Pages) differenceRow(m *db.Member, x db.Difference) views.DeskDifferenceRow {
	f, here := desk.FieldOf(x.Kind), m.Contacts[x.Kind]
	row := views.DeskDifferenceRow{Key: rowKey(a.Acts.DifferenceNote(m, x)), URL: desk.MemberURL(m.ID), Name: m.Profile.DisplayName(), Label: f.Label, File: desk.MaskedContact(x.Kind, x.Value),
		Seen: a.Moment(x.SeenAt), Settle: desk.MemberURL(m.ID) + "/ecart/" + f.Name, Word: f.Word}
	if here.Value != "" {
		row.Here = desk.MaskedContact(x.Kind, here.Value)
	}
	row.Verified = !here.VerifiedAt.IsZero()
	return row
}

func differencesLink(kind db.ContactKind) string {
	return differencesPath + "?moyen=" + desk.FieldOf(kind).Name
}

// differenceFilters returns the filters of the list: all, and each kind of contact with entries.
func differenceFilters(kind db.ContactKind, counts map[db.ContactKind]int) []views.AgentLink {
	links := []views.AgentLink{everyRow(differencesPath, counts, kind == "")}
	for _, f := range desk.ContactFields {
		if n := counts[f.Kind]; n > 0 {
			links = append(links, countedFilter(differencesLink(f.Kind), f.Label, n, kind == f.Kind))
		}
	}
	return links
}
