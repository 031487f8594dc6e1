package avoir

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

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

// listed returns the list that the address names, or a 404.
func listed(c echo.Context) (list, error) {
	for _, l := range lists {
		if l.name == c.Param("liste") {
			return l, nil
		}
	}
	return list{}, echo.ErrNotFound
}

// ShowList shows a page of a list of members, or of groups.
func (a *Pages) ShowList(c echo.Context) error {
	if g, ok := grouped(c); ok {
		return a.groupsScreen(c, g, views.TodoDone{}, nil)
	}
	l, err := listed(c)
	if err != nil {
		return err
	}
	return a.listScreen(c, l, views.TodoDone{}, nil)
}

// listScreen shows a page of a list with the result of the act just performed, and records the visit in the audit log.
func (a *Pages) listScreen(c echo.Context, l list, done views.TodoDone, refused error) error {
	ctx, role := c.Request().Context(), desk.VisitorOf(c).Agent.Role
	var after db.TodoPlace
	at := desk.After(c, refused)
	_, _ = fmt.Sscanf(at, "%d %d", &after.Mark, &after.MemberID) // a malformed value means the first page
	found, next, err := a.DB.Todo(ctx, l.of, after, desk.MostAtOnce, a.Now())
	if err != nil {
		return err
	}
	if desk.PastEnd(len(found), at, refused) {
		return a.Redirect(c, Path+"/"+l.name)
	}
	d := views.TodoListData{Title: l.title, Means: l.means, Done: done, Many: acts.MayActOnMany.Of(role)}
	d.Invites = d.Many && l.invites
	if l.closes && acts.MayCloseAccounts.Of(role) {
		d.ClosingAsks = !acts.MayCloseAccountsAlone.Of(role)
		for _, cause := range closingCauses {
			d.Causes = append(d.Causes, views.DeskChoice{Value: string(cause), Label: texts.ClosingCauses[string(cause)]})
		}
	}
	if d.Many {
		d.File = Path + "/" + l.name + "/fichier.csv"
	}
	for _, e := range found {
		d.First = append(d.First, entryKey(e))
	}
	if len(found) > rowsPerPage {
		last := found[rowsPerPage-1]
		found, next = found[:rowsPerPage], &db.TodoPlace{Mark: last.Mark, MemberID: last.Member.ID}
	}
	if next != nil {
		d.Further = desk.PageAt(Path+"/"+l.name, fmt.Sprintf("%d %d", next.Mark, next.MemberID))
	}
	ticked := a.Ticked(c, "ligne", refused)
	for _, e := range found {
		key := entryKey(e)
		d.Rows = append(d.Rows, views.TodoRow{Key: key, TodoMember: desk.TodoMember(e.Member), Since: a.since(e), What: what(e), Checked: slices.Contains(ticked, key)})
	}
	if err := a.AuditAlone(c, events.TodoListed.OK(nil, events.Details{Object: "todo-" + events.Object(l.of)})); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/a-voir-liste", Action: desk.PageAt(Path+"/"+l.name, at), Data: d}, refused)
}

// entryFormat is the format of an entry's key in the form: member, mark, time of creation.
const entryFormat = "%d-%d-%d"

func entryKey(e db.TodoEntry) string {
	of := acts.EntryOf(e)
	return fmt.Sprintf(entryFormat, of.MemberID, of.Mark, of.Created)
}

// since returns when the entry arose; for an account that closes, the day of the closing.
func (a *Pages) since(e db.TodoEntry) string {
	if e.List == db.TodoClosing {
		return web.Day(e.At)
	}
	return strings.TrimPrefix(a.Moment(e.At), "le ")
}

// what returns more details about the entry, and whether the account is suspended.
func what(e db.TodoEntry) string {
	said := about(e)
	if e.Member.Status.State != db.StateSuspended {
		return said
	}
	if said == "" {
		return texts.StateSuspended
	}
	return said + ", " + texts.StateSuspended
}

func about(e db.TodoEntry) string {
	switch e.List {
	case db.TodoNever:
		return events.ChannelWords(account.Channel(e.Reason))
	case db.TodoReturned:
		return events.Cause(e.Reason).Words()
	case db.TodoEmail:
		return account.MaskEmail(e.Member.Destination(account.Email))
	case db.TodoSMS:
		return account.MaskPhone(e.Member.Destination(account.SMS))
	case db.TodoClosing:
	}
	return ""
}
