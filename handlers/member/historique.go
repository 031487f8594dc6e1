package member

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// historyShown is the number of events on a page of the history.
const historyShown = 10

// rowsRead is how many rows of the audit log are read at once; members are shown only some of them.
const rowsRead = 50

// loginsNamed is the number of newest logins whose device the history names.
const loginsNamed = 100

// showHistory shows a page of the account's events, newest first: those before the row named in the address, else the
// newest.
func (a *Pages) showHistory(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d, err := a.history(c.Request().Context(), v.Member, c.QueryParam("avant"))
	if err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "historique", Data: d})
}

func (a *Pages) history(ctx context.Context, m *db.Member, asked string) (d views.HistoryData, err error) {
	before, malformed := strconv.ParseInt(asked, 10, 64)
	if d.Later = malformed == nil; !d.Later {
		before = math.MaxInt64
	}
	logins, err := a.loginsAt(ctx, m)
	if err != nil {
		return d, err
	}
	for {
		rows, err := a.DB.AuditBefore(ctx, m.Identifier(), before, rowsRead)
		if err != nil {
			return d, err
		}
		for _, r := range rows {
			deed, told := r.Kind().ForMember(r.Result)
			if !told {
				continue
			}
			if len(d.Rows) == historyShown {
				d.Before = before
				return d, nil
			}
			before = r.Seq
			if l, known := logins[r.At.Unix()]; known && r.Event == events.Login.Name() && r.Result == events.OK {
				deed = texts.LoginIn(deed, web.Ways[l.Method], texts.Device(l.Device))
			}
			d.Rows = append(d.Rows, views.HistoryRow{When: a.When(r.At), What: deed})
		}
		if len(rows) < rowsRead {
			return d, nil
		}
		before = rows[len(rows)-1].Seq
	}
}

// loginsAt returns the member's newest logins by the second in which they began, because the audit log contains no device.
func (a *Pages) loginsAt(ctx context.Context, m *db.Member) (map[int64]db.Login, error) {
	newest, err := a.DB.Logins(ctx, m.ID, loginsNamed)
	at := map[int64]db.Login{}
	for _, l := range newest {
		at[l.OpenedAt.Unix()] = l
	}
	return at, err
}
