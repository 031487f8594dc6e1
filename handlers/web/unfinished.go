package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sesame/texts"
	"sesame/views"
)

// When a login ends under an open page, the browser's session keeps the page and what was typed there, and the next login of
// the same person leads back to it. The session is sealed under its cookie and has one row per browser. A session in which
// nobody was logged in keeps nothing.
const (
	KeyUnfinished  = "unfinished"
	keyLed         = "led"                 // page to which the login has led back
	keyLedAt       = "ledAt"               // when, as a Unix time
	keyDone        = "how far an act came" // key in the echo.Context for the sentence of TellDone
	keepUnfinished = time.Hour
	longestEntry   = 32 << 10 // bytes, as JSON; a longer entry is not kept
)

// SentAgain is how long the result of a form is remembered, for a second click.
const SentAgain = 10 * time.Minute

// fieldVersion is the field with the version of the data that a form shows. An agent's form keeps it across the login, so
// that a colleague's change in between is reported before anything is done.
const fieldVersion = "version"

// Form is a form to which a login leads back: the page that shows it, which may contain the parameters of the form's route, and
// the fields that are kept. Without fields, the page only says that nothing was done. Passwords, codes and answers are never
// kept.
type Form struct {
	Page    string
	Fields  []string
	Written []string // of agents' forms: the text fields, whose content an error page gives back
	Ticks   []string // fields with several ticked values
	Query   []string // parameters of the form's address that select the part of a list that the page shows
}

type unfinished struct {
	Holder string            // identifier of the person whose login has ended
	At     int64             // when it was noted, as a Unix time
	Page   string            // path
	Query  string            // selects the part of a list that the page shows
	Entry  map[string]string // with Ticks; empty if nothing that is kept was sent
	Ticks  map[string][]string
	Sent   bool   // a form was sent of which nothing is kept
	Rest   bool   // the act was done; only the rest of the entry is kept (KeepRest)
	Done   string // how far the act came before an error (TellDone)
}

// LogInAgain returns the URL of the login page for a request without an open login, and keeps what the request was about.
func (a *Base) LogInAgain(c echo.Context, s *scs.SessionManager, login string) string {
	ctx, r := c.Request().Context(), c.Request()
	holder := s.GetString(ctx, keyIdentifier)
	if holder == "" {
		a.notePage(c, s)
		if r.Method != http.MethodGet || s == a.Sessions && c.Param("step") != "" { // a form was sent, or a journey was in progress
			return login + "?etat=" + StateMissing
		}
		return login
	}
	left := unfinished{Holder: holder, At: a.Now().Unix(), Done: doneOf(c)}
	state := "?etat=saisie"
	if a.entry(c, &left); !left.holds() {
		state = "?etat=fin"
		if former, kept := a.unfinishedOf(ctx, s, holder); kept && former.tells() { // another tab requests its page: keep the earlier entry
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

// ShowFirst keeps the entry of a form that was sent and not carried out. It returns the address of the page that shows the form again,
// with the entry and the sentence, or home if no page shows the form.
func (a *Base) ShowFirst(c echo.Context, s *scs.SessionManager, home, sentence string) string {
	ctx := c.Request().Context()
	left := unfinished{Holder: s.GetString(ctx, keyIdentifier), At: a.Now().Unix(), Done: sentence}
	a.entry(c, &left)
	if left.Page == "" && a.ledBackTo[c.Path()] {
		left.Page = c.Request().URL.Path
	}
	left.Page = cmp.Or(left.Page, home)
	noted, err := json.Marshal(left)
	if err == nil && len(noted) <= longestEntry {
		s.Put(ctx, KeyUnfinished, noted)
	}
	return left.address()
}

// entry stores the kept fields of a form that was sent, and the page that shows the form; nothing for a form that keeps
// nothing.
func (a *Base) entry(c echo.Context, left *unfinished) {
	form := a.formOf(c)
	left.Page = form.page(c)
	part := url.Values{}
	for _, name := range form.Query {
		if asked := c.QueryParam(name); asked != "" {
			part.Set(name, asked)
		}
	}
	left.Query, left.Entry, left.Ticks = part.Encode(), map[string]string{}, map[string][]string{}
	sent := c.Request().PostForm
	for _, name := range slices.Concat(form.Fields, form.Written) {
		if typed := sent.Get(name); typed != "" {
			left.Entry[name] = typed
		}
	}
	for _, name := range form.Ticks {
		if ticked := sent[name]; len(ticked) > 0 {
			left.Ticks[name] = ticked
		}
	}
	if stands := sent.Get(fieldVersion); stands != "" && left.holds() && IsAgentSite(c.Request()) {
		left.Entry[fieldVersion] = stands
	}
}

// page returns the path of the page that shows a form, with the parameters of the request.
func (f Form) page(c echo.Context) string {
	path := f.Page
	for _, name := range c.ParamNames() {
		path = strings.ReplaceAll(path, ":"+name, c.Param(name))
	}
	return path
}

// KeepRest keeps what an agent has entered in a form, except the fields that its act has used and the version. The page to which the
// act leads shows it again.
func (a *Base) KeepRest(c echo.Context, used ...string) {
	ctx, s := c.Request().Context(), a.sessionsOf(c.Request())
	rest := unfinished{Holder: s.GetString(ctx, keyIdentifier), At: a.Now().Unix(), Rest: true}
	a.entry(c, &rest)
	for _, name := range append(used, fieldVersion) {
		delete(rest.Entry, name)
	}
	noted, err := json.Marshal(rest)
	if err == nil && rest.holds() && len(noted) <= longestEntry {
		s.Put(ctx, KeyUnfinished, noted)
	}
}

// formOf returns the form that a request sends; without a page if nothing of it is kept.
func (a *Base) formOf(c echo.Context) Form {
	if form, known := a.keptForms[c.Request().URL.Path]; known { // the steps of a journey share a route
		return form
	}
	return a.keptForms[c.Path()]
}

// Written returns what a logged-in agent has written in the text fields of a form that is answered by an error, one field per line.
// It is shown on the error page, and stored nowhere.
func (a *Base) Written(c echo.Context) string {
	if c.Request().Method != http.MethodPost || c.Get(keyBar) == nil {
		return ""
	}
	var lines []string
	sent := c.Request().PostForm
	for _, name := range a.formOf(c).Written {
		if text := strings.TrimSpace(sent.Get(name)); text != "" && text != sent.Get(name+"_avant") { // « _avant » holds the text that the form had shown
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// TellDone stores a sentence that says how far a form's act came before an error, for the error page, or for the page to
// which the next login leads.
func TellDone(c echo.Context, sentence string) { c.Set(keyDone, sentence) }

func doneOf(c echo.Context) string {
	sentence, _ := c.Get(keyDone).(string)
	return sentence
}

func (a *Base) unfinishedOf(ctx context.Context, s *scs.SessionManager, holder string) (u unfinished, kept bool) {
	err := json.Unmarshal(s.GetBytes(ctx, KeyUnfinished), &u)
	return u, err == nil && u.Holder == holder && a.Now().Sub(time.Unix(u.At, 0)) < keepUnfinished
}

// Unfinished returns the entry that a session keeps for this person, to be carried into their next login; nil for none, or
// another person's.
func (a *Base) Unfinished(ctx context.Context, s *scs.SessionManager, holder string) []byte {
	if _, kept := a.unfinishedOf(ctx, s, holder); !kept {
		return nil
	}
	return s.GetBytes(ctx, KeyUnfinished)
}

// holds says whether the entry has field values.
func (u unfinished) holds() bool { return len(u.Entry)+len(u.Ticks) > 0 }

// tells says whether the page has something to say to the person who returns to it.
func (u unfinished) tells() bool { return u.Sent || u.holds() }

// address returns the address of the page, and of the part of its list.
func (u unfinished) address() string {
	return (&url.URL{Path: u.Page, RawQuery: u.Query}).String()
}

// shownBy says whether the request is for this page, and for the same part of its list.
func (u unfinished) shownBy(r *http.Request) bool {
	part, err := url.ParseQuery(u.Query)
	if err != nil || u.Page != r.URL.Path {
		return false
	}
	asked := r.URL.Query()
	for name := range part {
		if asked.Get(name) != part.Get(name) {
			return false
		}
	}
	return true
}

// PageLeft returns, once, the page to which somebody who has just logged in is led back; empty for none. An entry to
// show stays stored until the page is shown. The page is remembered for a second click (LedTo).
func (a *Base) PageLeft(c echo.Context, s *scs.SessionManager) string {
	page := a.pageLeft(c, s)
	if page != "" {
		s.Put(c.Request().Context(), keyLed, page)
		s.Put(c.Request().Context(), keyLedAt, a.Now().Unix())
	}
	return page
}

// LedTo returns the page to which the login of this session has led within the last SentAgain; empty for none.
func (a *Base) LedTo(c echo.Context, s *scs.SessionManager) string {
	ctx := c.Request().Context()
	if a.Now().Sub(time.Unix(s.GetInt64(ctx, keyLedAt), 0)) >= SentAgain {
		return ""
	}
	return s.GetString(ctx, keyLed)
}

func (a *Base) pageLeft(c echo.Context, s *scs.SessionManager) string {
	ctx := c.Request().Context()
	noted := a.takeNotedPage(c, s)
	u, kept := a.unfinishedOf(ctx, s, s.GetString(ctx, keyIdentifier))
	if !kept {
		return noted
	}
	if !u.tells() {
		s.Remove(ctx, KeyUnfinished)
	}
	return u.address()
}

// leftHere returns the entry that is kept for the requested page.
func (a *Base) leftHere(c echo.Context) (u unfinished, kept bool) {
	ctx, r, sessions := c.Request().Context(), c.Request(), a.sessionsOf(c.Request())
	if r.Method != http.MethodGet || !sessions.Exists(ctx, KeyUnfinished) {
		return u, false
	}
	u, kept = a.unfinishedOf(ctx, sessions, sessions.GetString(ctx, keyIdentifier))
	return u, kept && u.shownBy(r)
}

// Ticked returns the values of a field with several ticked values: those that a form has sent, or those kept for the page to which a
// login has led back. sent is false where there is neither.
func (a *Base) Ticked(c echo.Context, field string) (values []string, sent bool) {
	if c.Request().Method == http.MethodPost {
		return c.Request().PostForm[field], true
	}
	u, kept := a.leftHere(c)
	return u.Ticks[field], kept && u.holds()
}

// putBack fills a page with the entry that was kept for it, or says that the form sent there was not executed. It does so
// once.
func (a *Base) putBack(c echo.Context, status int, s *views.Screen) {
	u, kept := a.leftHere(c)
	if !kept || status != http.StatusOK {
		return
	}
	a.sessionsOf(c.Request()).Remove(c.Request().Context(), KeyUnfinished)
	if !u.holds() {
		s.Notice = cmp.Or(u.Done, texts.EntryNotSent)
		return
	}
	values := map[string]string{}
	for _, from := range []map[string]string{s.Values, u.Entry} {
		for name, value := range from {
			values[name] = value
		}
	}
	s.Values = values
	switch {
	case u.Done != "":
		s.Notice = u.Done
	case !u.Rest:
		s.Notice = texts.EntryBack
	}
	if stands := u.Entry[fieldVersion]; stands != "" {
		s.Version = stands
	}
}

// passBy discards the notice that a form sent to this page was not executed, because the page redirects elsewhere: its journey has
// gone on, or is over.
func (a *Base) passBy(c echo.Context) {
	if u, kept := a.leftHere(c); kept && !u.holds() {
		a.sessionsOf(c.Request()).Remove(c.Request().Context(), KeyUnfinished)
	}
}
