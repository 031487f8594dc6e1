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

// rowsPerPage is the number of rows per page of the lists about many members.
const rowsPerPage = 50

// listedAfter parses the position after which a page of such a list begins: the member, and the part that distinguishes this
// member's rows. The member is 0 for the first page.
func listedAfter(at string) (memberID int64, part string) {
	member, part, _ := strings.Cut(at, " ")
	memberID, err := strconv.ParseInt(member, 10, 64)
	if err != nil {
		return 0, ""
	}
	return memberID, part
}

// pageAfter returns the address of the page that follows this row.
func pageAfter(list string, memberID int64, part string) string {
	return desk.PageAt(list, fmt.Sprintf("%d %s", memberID, part))
}

// rowKey identifies a row of these lists in a form. The hash in it reveals nothing.
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

// actOnNotes performs an act for each chosen row, in a transaction of its own.
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

// onePage cuts a list that was read with one row more than a page holds, and says whether more rows follow.
func onePage[T any](found []T) (page []T, more bool) {
	if len(found) > rowsPerPage {
		return found[:rowsPerPage], true
	}
	return found, false
}

// everyRow returns the filter for all rows, with their total.
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
