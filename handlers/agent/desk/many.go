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

// MostAtOnce bounds the rows of one act for many.
const MostAtOnce = 100

// Row is a chosen row of a list, with what an act for many does to it in a transaction of its own. Asked is true where a colleague has to
// agree first.
type Row struct {
	Member int64 // 0 for a row that is about several members
	Do     func() (asked bool, err error)
}

// ActOnMany does an act for each of the chosen rows, and tells for whom it was done, and for whom not and why. It ends with an error
// that concerns them all, whose answer tells how far it came.
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
		if over { // nothing shows that the agent has seen whom the row is about
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

// Chosen reads the keys of the rows that a form has ticked, or those of all rows that it offers together.
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

// Ticked are the rows of a page that are ticked: as they were sent with a form that was refused, or as they were before a login.
func (a *Common) Ticked(c echo.Context, field string, refused error) []string {
	if c.Request().Method == http.MethodPost && refused == nil {
		return nil
	}
	ticked, _ := a.Base.Ticked(c, field)
	return ticked
}

// After is where in a list the page begins that the address names; empty for the first page, which also follows what was done.
func After(c echo.Context, refused error) string {
	if c.Request().Method == http.MethodPost && refused == nil {
		return ""
	}
	return c.QueryParam("apres")
}

// PageAt is the address of the page of a list that begins after this place.
func PageAt(list, after string) string {
	switch {
	case after == "":
		return list
	case strings.Contains(list, "?"):
		return list + "&apres=" + url.QueryEscape(after)
	}
	return list + "?apres=" + url.QueryEscape(after)
}

// toldOf names a member; nil for none.
func (a *Common) toldOf(ctx context.Context, id int64) (*views.TodoMember, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // nobody to name
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

// TodoMember names a member on a work list.
func TodoMember(m *db.Member) views.TodoMember {
	return views.TodoMember{URL: MemberURL(m.ID), Name: m.Profile.DisplayName(), Town: account.TownOf(m.Profile.Address), Ending: account.Ending(m.Profile.Identifier)}
}

// MemberURL is the address of a member's page.
func MemberURL(id int64) string { return fmt.Sprintf("%s/adherents/%d", web.AgentPath, id) }

// manyRefusals are the reasons for which an act for many leaves a row out.
var manyRefusals = map[acts.Why]string{
	acts.NotListed: texts.TodoOver, acts.MemberChanged: texts.TodoOver, acts.AsksColleague: texts.TodoAsksColleague, acts.LetterHeld: texts.TodoLetterHeld,
	acts.AccountClosed: texts.TodoClosed, acts.AccountSuspended: texts.TodoSuspended, acts.MandateUnasked: texts.TodoRepresented,
	acts.NoEmail: texts.TodoNoEmail, acts.NoMobile: texts.TodoNoMobile, acts.NoSMS: texts.NoSMS,
	acts.LetterLately: texts.TodoLetterLately, acts.ApprovalWaits: texts.TodoAskedAlready,
}

// whyNot words the refusal of one row, empty for an error that ends the act. over says that the row is not there any more.
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
