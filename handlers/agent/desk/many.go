package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// MostAtOnce is the maximum number of rows of one act for many members.
const MostAtOnce = 100

// Row is a chosen row of a list, with the act that Do performs on it in a transaction of its own. asked is true if a colleague has to
// approve it first.
type Row struct {
	Member int64 // 0 for a row about several members
	Do     func() (asked bool, err error)
}

// ActOnMany performs an act for each chosen row, and lists for whom it was done, and for whom not and why. It stops at an error that
// concerns all rows; the error page then says how far it came.
func (a *Common) ActOnMany(c echo.Context, chosen []Row) (done views.TodoDone, err error) {
	ctx := c.Request().Context()
	defer func() {
		if n := done.Did.N + done.Asked.N; err != nil && n > 0 {
			web.TellDone(c, texts.TodoPartly(n, len(chosen)))
		}
	}()
	for _, row := range chosen {
		asked, err := row.Do()
		why, over := whyNot(err)
		if err != nil && why == "" {
			return done, a.Explain(err)
		}
		named := row.Member
		if over { // the row may now be about another member, whom the agent has not seen
			named = 0
		}
		m, err := a.toldOf(ctx, named)
		if err != nil {
			return done, err
		}
		switch {
		case why != "":
			done.Refuse(why, m)
		case asked:
			done.Asked.Add(m)
		default:
			done.Did.Add(m)
		}
	}
	return done, nil
}

// Chosen reads the keys of the rows that a form has ticked, or of all rows that it offers together; at most MostAtOnce.
func Chosen(c echo.Context) ([]string, error) {
	keys := c.Request().PostForm["ligne"]
	if c.FormValue("lesquels") == "premiers" {
		keys = strings.Fields(c.FormValue("premiers"))
	}
	if len(keys) == 0 {
		return nil, web.Refuse("lesquels", texts.TodoNobody)
	}
	return keys[:min(len(keys), MostAtOnce)], nil
}

// Ticked returns the ticked rows of a page: those of a form that was refused, or those kept across a login.
func (a *Common) Ticked(c echo.Context, field string, refused error) []string {
	if c.Request().Method == http.MethodPost && refused == nil {
		return nil
	}
	ticked, _ := a.Base.Ticked(c, field)
	return ticked
}

// After returns the position in a list after which the page begins; empty for the first page, which is also shown after an
// act.
func After(c echo.Context, refused error) string {
	if c.Request().Method == http.MethodPost && refused == nil {
		return ""
	}
	return c.QueryParam("apres")
}

// PastEnd says whether the page after this position has no rows, because they were decided meanwhile: an empty page would say that
// nothing is left of the list. A refused form stays on its page.
func PastEnd(rows int, after string, refused error) bool {
	return rows == 0 && after != "" && refused == nil
}

// PageAt returns the address of the page of a list that begins after this position.
func PageAt(list, after string) string {
	switch {
	case after == "":
		return list
	case strings.Contains(list, "?"):
		return list + "&apres=" + url.QueryEscape(after)
	}
	return list + "?apres=" + url.QueryEscape(after)
}

// toldOf returns a member for the result of an act; nil for none.
func (a *Common) toldOf(ctx context.Context, id int64) (*views.TodoMember, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // the row is about no single member
	}
	m, err := a.DB.Member(ctx, id)
	if web.IsNotFound(err) {
		return nil, nil //nolint:nilnil // erased meanwhile
	}
	if err != nil {
		return nil, err
	}
	told := TodoMember(m)
	return &told, nil
}

// TodoMember describes a member on a work list.
func TodoMember(m *db.Member) views.TodoMember {
	return views.TodoMember{URL: MemberURL(m.ID), Name: m.Profile.DisplayName(), Town: account.TownOf(m.Profile.Address), Ending: account.Ending(m.Profile.Identifier)}
}

// MemberURL returns the address of a member's page.
func MemberURL(id int64) string { return fmt.Sprintf("%s/adherents/%d", web.AgentPath, id) }

// manyRefusals maps the reasons for which an act for many members leaves out a row to sentences.
var manyRefusals = map[acts.Why]string{
	acts.NotListed: texts.TodoOver, acts.MemberChanged: texts.TodoOver, acts.AsksColleague: texts.TodoAsksColleague, acts.LetterHeld: texts.TodoLetterHeld,
	acts.AccountClosed: texts.TodoClosed, acts.AccountSuspended: texts.TodoSuspended, acts.MandateUnasked: texts.TodoRepresented,
	acts.NoEmail: texts.TodoNoEmail, acts.NoMobile: texts.TodoNoMobile, acts.NoSMS: texts.NoSMS,
	acts.LetterLately: texts.TodoLetterLately, acts.ApprovalWaits: texts.TodoAskedAlready,
}

// whyNot explains the refusal of one row; why is empty for an error that ends the act. over says that the row is no longer
// in the list.
func whyNot(err error) (why string, over bool) {
	if web.IsNotFound(err) {
		return texts.TodoOver, true
	}
	var refused *acts.Refused
	if !errors.As(err, &refused) {
		return "", false
	}
	return manyRefusals[refused.Why], refused.Why == acts.NotListed || refused.Why == acts.MemberChanged
}
