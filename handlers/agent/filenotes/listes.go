package filenotes

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/views"
)

// rowsPerPage is how many rows the lists about many members show at once.
const rowsPerPage = 50

// listedAfter reads the row after which a page of such a list begins: its member, and what tells this member's rows apart. 0 for
// the first page.
func listedAfter(at string) (memberID int64, part string) {
	member, part, _ := strings.Cut(at, " ")
	memberID, err := strconv.ParseInt(member, 10, 64)
	if err != nil {
		return 0, ""
	}
	return memberID, part
}

// pageAfter is the address of the page after this row.
func pageAfter(list string, memberID int64, part string) string {
	return desk.PageAt(list, fmt.Sprintf("%d %s", memberID, part))
}

// rowKey names a row of the lists about the file in a form; the hash in it tells nothing.
func rowKey(n acts.FileNote) string { return fmt.Sprintf("%d-%s-%s", n.MemberID, n.Field, n.Mark) }

// chosenNotes reads the rows that a form has chosen.
func chosenNotes(c echo.Context) (chosen []acts.FileNote, err error) {
	keys, none := desk.Chosen(c)
	for _, key := range keys {
		member, rest, _ := strings.Cut(key, "-")
		n := acts.FileNote{}
		n.Field, n.Mark, _ = strings.Cut(rest, "-")
		if n.MemberID, err = strconv.ParseInt(member, 10, 64); err != nil {
			return nil, echo.ErrBadRequest
		}
		chosen = append(chosen, n)
	}
	return chosen, none
}

// actOnNotes does an act for each of the chosen rows, each in a transaction of its own.
func (a *Pages) actOnNotes(c echo.Context, chosen []acts.FileNote, do func(context.Context, *db.Tx, acts.Actor, acts.FileNote) error) (views.TodoDone, error) {
	ctx, who := c.Request().Context(), a.Actor(c)
	rows := make([]desk.Row, len(chosen))
	for i, n := range chosen {
		rows[i] = desk.Row{Member: n.MemberID, Do: func() (bool, error) {
			return false, a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, who, n) })
		}}
	}
	return a.ActOnMany(c, rows)
}

// onePage cuts a list that was read with one row more than a page holds, and says whether more follow.
func onePage[T any](found []T) (page []T, more bool) {
	if len(found) > rowsPerPage {
		return found[:rowsPerPage], true
	}
	return found, false
}

// everyRow is the filter that selects all rows that are counted.
func everyRow[K comparable](list string, counts map[K]int, current bool) views.AgentLink {
	all, over := desk.Sum(counts)
	return filter(list, "Toutes", desk.CountWords(all, over), current)
}

func countedFilter(list, label string, n int, current bool) views.AgentLink {
	return filter(list, label, desk.CountWords(min(n, desk.MostCounted), n > desk.MostCounted), current)
}

func filter(list, label, count string, current bool) views.AgentLink {
	return views.AgentLink{URL: list, Label: label + " (" + count + ")", Current: current}
}
