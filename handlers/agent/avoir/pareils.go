package avoir

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func grouped(c echo.Context) (groups, bool) {
	i := slices.IndexFunc(alike, func(g groups) bool { return g.name == c.Param("liste") })
	if i < 0 {
		return groups{}, false
	}
	return alike[i], true
}

// Same describes what the accounts of a group have in common.
var Same = map[db.Likeness]string{
	db.SameEmail: texts.SameEmail, db.SameMobile: texts.SameMobile, db.SameBirth: texts.SameBirth, db.SameStreet: texts.SameStreet, db.SameSIREN: texts.SameSIREN,
}

// groupKey identifies a group in an address and, with its stamp after a second dash, in a form. The hash in it reveals
// nothing.
func groupKey(p db.AlikePlace) string { return string(p.Sort) + "-" + hex.EncodeToString(p.Key) }

func groupOf(key string) (p db.AlikePlace, ok bool) {
	sort, hash, _ := strings.Cut(key, "-")
	b, err := hex.DecodeString(hash)
	_, known := Same[db.Likeness(sort)]
	return db.AlikePlace{Sort: db.Likeness(sort), Key: b}, known && err == nil
}

// groupsScreen shows a page of groups with the result of the act just performed, and records the visit in the audit log.
func (a *Pages) groupsScreen(c echo.Context, g groups, done views.TodoDone, refused error) error {
	at := desk.After(c, refused)
	after, _ := groupOf(at) // a malformed value means the first page
	found, next, err := a.DB.AlikeGroups(c.Request().Context(), g.sorts, after, rowsPerPage, a.Now())
	if err != nil {
		return err
	}
	if desk.PastEnd(len(found), at, refused) {
		return a.Redirect(c, Path+"/"+g.name)
	}
	d := views.TodoGroupsData{Title: g.title, Means: g.means, Done: done}
	if acts.MayActOnMany.Of(desk.VisitorOf(c).Agent.Role) {
		d.File = Path + "/" + g.name + "/fichier.csv"
	}
	if next != nil {
		d.Further = desk.PageAt(Path+"/"+g.name, groupKey(*next))
	}
	ticked := a.Ticked(c, "ligne", refused)
	for _, of := range found {
		row := views.TodoGroup{Key: groupKey(of.AlikePlace) + "-" + of.Stamp(), Same: Same[of.Sort], More: max(0, of.Count-len(of.Members))}
		row.Checked = slices.Contains(ticked, row.Key)
		for _, m := range of.Members {
			row.Members = append(row.Members, desk.TodoMember(m))
		}
		d.Rows = append(d.Rows, row)
	}
	if err := a.AuditAlone(c, events.TodoListed.OK(nil, events.Details{Object: events.Object(g.object)})); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/a-voir-pareils", Action: desk.PageAt(Path+"/"+g.name, at), Data: d}, refused)
}

// actOnGroups sets the ticked groups aside.
func (a *Pages) actOnGroups(c echo.Context, g groups) error {
	ctx, who := c.Request().Context(), a.Actor(c)
	keys := c.Request().PostForm["ligne"]
	grounds, noReason := desk.ParseGroundsOf(events.AlikeMatter, c, db.Profile{})
	var none error
	if len(keys) == 0 {
		none = web.Refuse("", texts.TodoNoGroup)
	}
	if err := web.JoinRefusals(none, noReason); err != nil {
		return a.groupsScreen(c, g, views.TodoDone{}, err)
	}
	var rows []desk.Row
	for _, key := range keys[:min(len(keys), desk.MostAtOnce)] {
		group, seen := key, ""
		if i := strings.LastIndex(key, "-"); i >= 0 {
			group, seen = key[:i], key[i+1:]
		}
		p, ok := groupOf(group)
		if !ok {
			return echo.ErrBadRequest
		}
		rows = append(rows, desk.Row{Do: func() (bool, error) {
			return false, a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.SetGroupAside(ctx, t, who, p, seen, grounds) })
		}})
	}
	done, err := a.ActOnMany(c, rows)
	return a.ShowOutcome(c, err, func(c echo.Context, err error) error { return a.groupsScreen(c, g, done, err) })
}
