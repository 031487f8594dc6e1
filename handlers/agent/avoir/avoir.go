// Package avoir contains « À voir »: the agents' work lists, and the acts for many members at once.
package avoir

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// Pages holds these pages.
type Pages struct{ desk.Common }

// Path is the page with all lists.
const Path = web.AgentPath + "/a-voir"

const rowsPerPage = 50

// list is a work list: its name in the address, its title for agents, and the explanation above it.
type list struct {
	name         string
	of           db.TodoList
	title, means string
	invites      bool // sending a new temporary password may help
	closes       bool // the account may have no owner any more
}

var lists = []list{
	{"jamais-venus", db.TodoNever, texts.TodoNever, texts.TodoNeverMeans, true, true},
	{"courriers-revenus", db.TodoReturned, texts.TodoReturned, texts.TodoReturnedMeans, true, true},
	{"e-mails-refuses", db.TodoEmail, texts.TodoEmail, texts.TodoEmailMeans, false, false},
	{"sms-refuses", db.TodoSMS, texts.TodoSMS, texts.TodoSMSMeans, false, false},
	{"fermetures", db.TodoClosing, texts.TodoClosing, texts.TodoClosingMeans, false, false},
}

// groups is a list of groups of similar accounts.
type groups struct {
	name         string
	sorts        []db.Likeness
	title, means string
	object       string // the list's name in the audit log
}

var alike = []groups{
	{"coordonnees-partagees", db.SharedContacts, texts.TodoShared, texts.TodoSharedMeans, "todo-shared"},
	{"doublons", db.LikelyDuplicates, texts.TodoDuplicates, texts.TodoDuplicatesMeans, "todo-duplicates"},
}

// counted returns all lists with the number of their rows, for the home page and the page with all lists.
func (a *Pages) counted(ctx context.Context) (rows []views.TodoCount, err error) {
	add := func(name, title, means string, n int, over bool) {
		rows = append(rows, views.TodoCount{URL: Path + "/" + name, Title: title, Means: means, N: n, Count: desk.CountWords(n, over)})
	}
	for _, l := range lists {
		n, over, err := a.DB.TodoCount(ctx, l.of, desk.MostCounted, a.Now())
		if err != nil {
			return nil, err
		}
		add(l.name, l.title, l.means, n, over)
	}
	for _, g := range alike {
		n, over, err := a.DB.AlikeCount(ctx, g.sorts, desk.MostCounted)
		if err != nil {
			return nil, err
		}
		add(g.name, g.title, g.means, n, over)
	}
	return rows, nil
}

// Tasks returns the lists that are not empty, for the home page.
func (a *Pages) Tasks(ctx context.Context, agent *db.Agent) (tasks []views.DeskTask, err error) {
	if !acts.MayFind.Of(agent.Role) {
		return nil, nil
	}
	rows, err := a.counted(ctx)
	for _, r := range rows {
		if r.N > 0 {
			tasks = append(tasks, views.DeskTask{Label: r.Title + " : " + r.Count, URL: r.URL})
		}
	}
	return tasks, err
}

// ShowLists shows all lists with the number of their rows.
func (a *Pages) ShowLists(c echo.Context) error {
	ctx := c.Request().Context()
	rows, err := a.counted(ctx)
	if err != nil {
		return err
	}
	if acts.MayCorrect.Of(desk.VisitorOf(c).Agent.Role) {
		differences, err := a.DB.DifferenceCounts(ctx, desk.MostCounted)
		if err != nil {
			return err
		}
		rows = append(rows, sum(differences, web.AgentPath+"/ecarts", texts.TodoDifferences, texts.TodoDifferencesMeans))
	}
	left, err := a.DB.LeftOutCounts(ctx, desk.MostCounted)
	if err != nil {
		return err
	}
	rows = append(rows, sum(left, web.AgentPath+"/valeurs", texts.TodoLeftOut, texts.TodoLeftOutMeans))
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/a-voir", Data: views.TodoListsData{Lists: rows}})
}

func sum[K comparable](counts map[K]int, url, title, means string) views.TodoCount {
	n, over := desk.Sum(counts)
	return views.TodoCount{URL: url, Title: title, Means: means, N: n, Count: desk.CountWords(n, over)}
}
