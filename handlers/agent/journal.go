package agent

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

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

const (
	logPath  = web.AgentPath + "/journal"
	logShown = 50 // events per page
)

// actSaid formats an event for the log.
func actSaid(r db.AuditRow) string { return r.Kind().ForLog(r.Result, told(r)) }

// told returns the details of an event. Rights and delivery failures are worded as on the other pages.
func told(r db.AuditRow) events.Details {
	d := r.Told()
	switch r.Kind() {
	case events.AgentDenied:
		d.Object = events.Object(rightLabels[acts.Right(d.Object)])
	case events.MessageBounced, events.MessageRefused:
		d.Cause = events.Cause(strings.TrimPrefix(desk.Because(string(d.Cause)), " : "))
	}
	return d
}

func actor(r db.AuditRow) string {
	if login, ok := strings.CutPrefix(r.Actor, "agent:"); ok {
		return login
	}
	return map[string]string{"system": "le serveur", "stranger": "un visiteur"}[r.Actor]
}

// logQuery parses the query; invalid values are ignored.
func (a *Pages) logQuery(c echo.Context) (q db.AgentActs, typed map[string]string) {
	typed = map[string]string{}
	if login, err := account.ParseAgentLogin(c.QueryParam("agent")); err == nil {
		q.Login, typed["agent"] = login, login
	}
	if day, err := time.ParseInLocation(time.DateOnly, c.QueryParam("jour"), a.Location); err == nil {
		q.From, q.To, typed["jour"] = day, day.AddDate(0, 0, 1), day.Format("02/01/2006")
	}
	q.Before, _ = strconv.ParseInt(c.QueryParam("avant"), 10, 64)
	return q, typed
}

// logURL is the URL of a page of the log.
func logURL(login string, day time.Time, before int64) string {
	v := url.Values{}
	if login != "" {
		v.Set("agent", login)
	}
	if !day.IsZero() {
		v.Set("jour", day.Format(time.DateOnly))
	}
	if before > 0 {
		v.Set("avant", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return logPath
	}
	return logPath + "?" + v.Encode()
}

// showLog lists the acts of agents, newest first, and records that the log was viewed.
func (a *Pages) showLog(c echo.Context) error {
	q, typed := a.logQuery(c)
	q.Limit = logShown + 1
	rows, err := a.DB.AgentActs(c.Request().Context(), q)
	if err != nil {
		return err
	}
	looked := events.Details{Login: q.Login}
	if !q.From.IsZero() {
		looked.Object = events.Object(q.From.Format(time.DateOnly))
	}
	if err := a.AuditAlone(c, events.AgentsLog.OK(nil, looked)); err != nil {
		return err
	}
	return a.logScreen(c, q, rows, typed, nil)
}

func (a *Pages) logScreen(c echo.Context, q db.AgentActs, rows []db.AuditRow, typed map[string]string, refused error) error {
	var d views.DeskLogData
	if len(rows) > logShown {
		rows = rows[:logShown]
		d.Older = logURL(q.Login, q.From, rows[logShown-1].Seq)
	}
	if q.Before > 0 {
		d.Newest = logURL(q.Login, q.From, 0)
	}
	for _, r := range rows {
		row := views.DeskLogRow{When: a.Moment(r.At), Agent: actor(r), What: actSaid(r)}
		if len(r.Target) >= 8 {
			row.File = r.Target[:8]
		}
		d.Rows = append(d.Rows, row)
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/journal", Action: logPath, Values: typed, Data: d}, refused)
}

// filterLog redirects to the log of one agent, one day, or both.
func (a *Pages) filterLog(c echo.Context) error {
	refused := &web.Refusal{}
	login, written := "", strings.TrimSpace(c.FormValue("jour"))
	var day time.Time
	if c.FormValue("agent") != "" {
		var err error
		if login, err = account.ParseAgentLogin(c.FormValue("agent")); err != nil {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrAgentLogin.Message})
		}
	}
	if written != "" {
		var err error
		if day, err = time.ParseInLocation("2/1/2006", written, a.Location); err != nil {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "jour", Message: texts.LogDayMalformed})
		}
	}
	if len(refused.Fields) > 0 {
		return a.logScreen(c, db.AgentActs{}, nil, nil, refused)
	}
	return a.Redirect(c, logURL(login, day, 0))
}
