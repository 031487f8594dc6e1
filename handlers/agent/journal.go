package agent

import (
	"encoding/hex"
	"fmt"
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
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	logPath  = web.AgentPath + "/journal"
	logShown = 50 // events per page
)

// actSaid formats an event for the log.
func actSaid(r db.AuditRow) string { return r.Kind().ForLog(r.Result, desk.Told(r)) }

func actor(r db.AuditRow) string {
	if login, ok := strings.CutPrefix(r.Actor, "agent:"); ok {
		return login
	}
	return map[string]string{"system": "le serveur", "stranger": "un visiteur"}[r.Actor]
}

// logFilter limits the log to an agent, a day or a member.
type logFilter struct {
	login  string
	day    time.Time
	member *db.Member
}

// url returns the address of a page of the log. It names a member by their row number, which says nothing about them.
func (f logFilter) url(before int64) string {
	v := url.Values{}
	if f.login != "" {
		v.Set("agent", f.login)
	}
	if !f.day.IsZero() {
		v.Set("jour", f.day.Format(time.DateOnly))
	}
	if f.member != nil {
		v.Set("dossier", strconv.FormatInt(f.member.ID, 10))
	}
	if before > 0 {
		v.Set("avant", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return logPath
	}
	return logPath + "?" + v.Encode()
}

func (f logFilter) query(before int64) db.AgentActs {
	q := db.AgentActs{Login: f.login, Before: before, Limit: logShown + 1}
	if !f.day.IsZero() {
		q.From, q.To = f.day, f.day.AddDate(0, 0, 1)
	}
	if f.member != nil {
		q.About = f.member.Identifier()
	}
	return q
}

// logMember returns the member to whom a page of the log is limited; nil for all.
func (a *Pages) logMember(c echo.Context, number string) (*db.Member, error) {
	if number == "" {
		return nil, nil
	}
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, echo.ErrNotFound
	}
	m, err := a.DB.Member(c.Request().Context(), id)
	if web.IsNotFound(err) {
		err = echo.ErrNotFound
	}
	return m, err
}

// logFilterOf parses the query. A malformed login or day is ignored.
func (a *Pages) logFilterOf(c echo.Context) (f logFilter, typed map[string]string, err error) {
	typed = map[string]string{}
	if login, err := account.ParseAgentLogin(c.QueryParam("agent")); err == nil {
		f.login, typed["agent"] = login, login
	}
	if day, err := time.ParseInLocation(time.DateOnly, c.QueryParam("jour"), a.Location); err == nil {
		f.day, typed["jour"] = day, day.Format(account.DayLayout)
	}
	f.member, err = a.logMember(c, c.QueryParam("dossier"))
	return f, typed, err
}

// showLog lists the acts of agents, newest first, and records that the log was viewed.
func (a *Pages) showLog(c echo.Context) error {
	f, typed, err := a.logFilterOf(c)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.QueryParam("avant"), 10, 64) // a malformed value means the first page
	rows, err := a.DB.AgentActs(c.Request().Context(), f.query(before))
	if err != nil {
		return err
	}
	looked, target := events.Details{Login: f.login}, []byte(nil)
	if !f.day.IsZero() {
		looked.Object = events.Object(f.day.Format(time.DateOnly))
	}
	if f.member != nil {
		target = f.member.IdentifierKey
	}
	if err := a.AuditAlone(c, events.AgentsLog.OK(target, looked)); err != nil {
		return err
	}
	return a.logScreen(c, f, before, rows, typed, nil)
}

func (a *Pages) logScreen(c echo.Context, f logFilter, before int64, rows []db.AuditRow, typed map[string]string, refused error) error {
	var d views.DeskLogData
	if len(rows) > logShown {
		rows = rows[:logShown]
		d.Older = f.url(rows[logShown-1].Seq)
	}
	if before > 0 {
		d.Newest = f.url(0)
	}
	if f.member != nil {
		d.Only = &views.DeskLogFile{Start: fileStart(fmt.Sprintf("%x", f.member.IdentifierKey)), URL: desk.MemberURL(f.member.ID), Number: f.member.ID}
		d.AllFiles = logFilter{login: f.login, day: f.day}.url(0)
	}
	files := map[string]views.DeskLogFile{}
	for _, r := range rows {
		file, met := files[r.Target]
		if !met {
			var err error
			if file, err = a.logFile(c, f, r.Target); err != nil {
				return err
			}
			files[r.Target] = file
		}
		d.Rows = append(d.Rows, views.DeskLogRow{When: a.Moment(r.At), Agent: actor(r), What: actSaid(r), File: file})
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/journal", Action: logPath, Values: typed, Data: d}, refused)
}

// fileStart returns the beginning of a target, enough for an agent to tell it from others.
func fileStart(target string) string { return target[:min(len(target), 8)] }

// logFile names the account of a row. An account cannot be found by a target from before a rotation of the keys.
func (a *Pages) logFile(c echo.Context, f logFilter, target string) (views.DeskLogFile, error) {
	file := views.DeskLogFile{Start: fileStart(target)}
	key, err := hex.DecodeString(target)
	if err != nil || len(key) == 0 {
		return file, nil //nolint:nilerr // a target that is not a key names no member
	}
	m, err := a.DB.MemberByKey(c.Request().Context(), key)
	if web.IsNotFound(err) {
		return file, nil
	}
	if err != nil {
		return file, err
	}
	file.URL = desk.MemberURL(m.ID)
	if f.member == nil {
		f.member = m
		file.Acts = f.url(0)
	}
	return file, nil
}

// filterLog redirects to the log of one agent, one day, or both, and keeps the member to whom the page was limited.
func (a *Pages) filterLog(c echo.Context) error {
	refused := &web.Refusal{}
	var f logFilter
	var err error
	if f.member, err = a.logMember(c, c.FormValue("dossier")); err != nil {
		return err
	}
	if account.Cleaned(c.FormValue("agent")) != "" {
		wrong := account.ErrAgentLogin.Message
		if f.login, err = account.ParseAgentLogin(c.FormValue("agent")); err == nil {
			wrong = texts.LogNobody
			_, err = a.DB.AgentByLogin(c.Request().Context(), f.login)
			if err != nil && !web.IsNotFound(err) {
				return err
			}
		}
		if err != nil {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: wrong})
		}
	}
	if written := c.FormValue("jour"); account.Cleaned(written) != "" {
		day, ok := account.ParseDay(written)
		if !ok {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "jour", Message: texts.LogDayMalformed})
		}
		f.day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, a.Location)
	}
	if len(refused.Fields) > 0 {
		return a.logScreen(c, logFilter{member: f.member}, 0, nil, nil, refused)
	}
	return a.Redirect(c, f.url(0))
}
