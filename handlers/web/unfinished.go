package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sesame/texts"
	"sesame/views"
)

// Where a login has ended under a page, the browser's session keeps the page and what was typed there, and the next login of the
// same person leads back to it. The session is sealed to its cookie, one row a browser; one that nobody was logged in with keeps nothing.
const (
	KeyUnfinished  = "unfinished"
	keepUnfinished = time.Hour
	longestEntry   = 32 << 10 // bytes, as JSON; a longer entry is not kept
)

// fieldVersion is the field by which a form tells what it was made from. An agent's form keeps it over the login, so that what a
// colleague has changed meanwhile is told before anything is done.
const fieldVersion = "version"

// Form is a form to which a login leads back: the page that shows it, which may have the parameters of the form's route, and the
// fields that are kept; none where the page only says that nothing was done. Passwords, codes and answers are never among them.
type Form struct {
	Page   string
	Fields []string
}

type unfinished struct {
	Holder string            // whose login has ended
	At     int64             // when it was noted, as a Unix time
	Page   string            // path
	Entry  map[string]string // empty where nothing that is kept was sent off
	Sent   bool              // a form was sent off of which nothing is kept
}

// LogInAgain returns the URL of the login page for a request without an open login, and keeps what the request was about.
func (a *Base) LogInAgain(c echo.Context, s *scs.SessionManager, login string) string {
	ctx, r := c.Request().Context(), c.Request()
	holder := s.GetString(ctx, keyHolder)
	if holder == "" {
		a.notePage(c, s)
		if s == a.Sessions && (r.Method != http.MethodGet || c.Param("step") != "") { // a member was at something
			return login + "?etat=" + StateMissing
		}
		return login
	}
	left := unfinished{Holder: holder, At: a.Now().Unix()}
	state := "?etat=saisie"
	if left.Page, left.Entry = a.entry(c); len(left.Entry) == 0 {
		state = "?etat=fin"
		if former, kept := a.unfinishedOf(ctx, s, holder); kept && former.tells() { // another tab asks for its page
			return login + state
		}
		if left.Page == "" && a.ledBackTo[c.Path()] {
			left.Page = r.URL.Path
		}
		left.Sent = r.Method == http.MethodPost && left.Page != ""
	}
	noted, err := json.Marshal(left)
	if err != nil || left.Page == "" || len(noted) > longestEntry {
		return login + "?etat=fin"
	}
	s.Put(ctx, KeyUnfinished, noted)
	return login + state
}

// entry is what a form has sent that is kept, and the page that shows the form; empty for a form that keeps nothing.
func (a *Base) entry(c echo.Context) (page string, entry map[string]string) {
	path := c.Request().URL.Path
	form, known := a.keptForms[path] // a journey's steps share a route
	if !known {
		form = a.keptForms[c.Path()]
	}
	page = form.Page
	for _, name := range c.ParamNames() {
		page = strings.ReplaceAll(page, ":"+name, c.Param(name))
	}
	entry = map[string]string{}
	for _, name := range form.Fields {
		if typed := c.Request().PostForm.Get(name); typed != "" {
			entry[name] = typed
		}
	}
	if stands := c.Request().PostForm.Get(fieldVersion); stands != "" && len(entry) > 0 && IsAgentSite(c.Request()) {
		entry[fieldVersion] = stands
	}
	return page, entry
}

func (a *Base) unfinishedOf(ctx context.Context, s *scs.SessionManager, holder string) (u unfinished, kept bool) {
	err := json.Unmarshal(s.GetBytes(ctx, KeyUnfinished), &u)
	return u, err == nil && u.Holder == holder && a.Now().Sub(time.Unix(u.At, 0)) < keepUnfinished
}

// Unfinished is what a session keeps for this person, to be carried into their next login; nil for nothing, or another person's.
func (a *Base) Unfinished(ctx context.Context, s *scs.SessionManager, holder string) []byte {
	if _, kept := a.unfinishedOf(ctx, s, holder); !kept {
		return nil
	}
	return s.GetBytes(ctx, KeyUnfinished)
}

// tells says whether the page has something to say to who comes back.
func (u unfinished) tells() bool { return u.Sent || len(u.Entry) > 0 }

// PageLeft is the page to which somebody who has just logged in is led back, once; empty for none. One that has something to tell
// stays noted until it is shown.
func (a *Base) PageLeft(c echo.Context, s *scs.SessionManager) string {
	ctx := c.Request().Context()
	noted := a.takeNotedPage(c, s)
	u, kept := a.unfinishedOf(ctx, s, s.GetString(ctx, keyHolder))
	if !kept {
		return noted
	}
	if !u.tells() {
		s.Remove(ctx, KeyUnfinished)
	}
	return (&url.URL{Path: u.Page}).EscapedPath()
}

// putBack fills a page with the entry that was kept for it, or says that what was sent off there was not done, once.
func (a *Base) putBack(c echo.Context, status int, s *views.Screen) {
	ctx, r, sessions := c.Request().Context(), c.Request(), a.sessionsOf(c.Request())
	if r.Method != http.MethodGet || status != http.StatusOK || !sessions.Exists(ctx, KeyUnfinished) {
		return
	}
	u, kept := a.unfinishedOf(ctx, sessions, sessions.GetString(ctx, keyHolder))
	if !kept || u.Page != r.URL.Path {
		return
	}
	sessions.Remove(ctx, KeyUnfinished)
	if len(u.Entry) == 0 {
		s.Notice = texts.EntryNotSent
		return
	}
	values := map[string]string{}
	for _, from := range []map[string]string{s.Values, u.Entry} {
		for name, value := range from {
			values[name] = value
		}
	}
	s.Values, s.Notice = values, texts.EntryBack
	if stands := u.Entry[fieldVersion]; stands != "" {
		s.Version = stands
	}
}
