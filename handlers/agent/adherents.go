package agent

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/search"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const (
	// keyDeskSearch holds the last search, sealed: it must not appear in a URL, and is shown again on return.
	keyDeskSearch = "agent.search"
	findPath      = web.AgentPath + "/adherents"
	foundShown    = 25
	searchLength  = 200 // characters
)

// showFind shows the search form with the results of the last search.
func (a *Pages) showFind(c echo.Context) error {
	text := string(a.unsealed(c, keyDeskSearch))
	s := views.Screen{Template: "agent/adherents", Values: map[string]string{"recherche": text}, Data: views.DeskFindData{}}
	if text == "" {
		return a.Render(c, http.StatusOK, s)
	}
	found, _, err := a.find(c.Request().Context(), text)
	if err != nil {
		return err
	}
	d := views.DeskFindData{Searched: true, Written: a.foundRows(found.Written), Heard: a.foundRows(found.Heard), Near: a.foundRows(found.Near)}.WithKeys()
	if d.Nobody() {
		d.Serial = serialLike(text)
		if d.Unknown, err = a.unknownNumber(c.Request().Context(), text); err != nil {
			return err
		}
	}
	s.Data = d
	return a.Render(c, http.StatusOK, s)
}

// serialLike says whether a text may be the serial number of a carte Vitale.
func serialLike(text string) bool {
	serial, err := account.ParseSerial(text)
	kind := search.Parse(text).Identifier.Kind
	return err == nil && account.Digits(serial) && kind != account.NIR && kind != account.SIRET
}

// find looks up the number of a demand, a message or a letter; any other text is searched among the members.
func (a *Pages) find(ctx context.Context, text string) (found db.SearchResult, n numbered, err error) {
	if n, err = a.numbered(ctx, text); err != nil {
		return found, n, err
	}
	if !n.nothing() {
		found.Written.Members = n.members
		return found, n, nil
	}
	found, err = a.DB.SearchMembers(ctx, text, foundShown)
	return found, n, err
}

func (a *Pages) foundRows(found db.SearchMatches) views.DeskMatches {
	rows := views.DeskMatches{More: found.More}
	for _, m := range found.Members {
		who := a.Who(m)
		state := stateWords(m, a.Now())
		switch s := m.Status; {
		case s.State == db.StateClosed && s.Survivor != 0:
			who.URL, state = desk.MemberURL(s.Survivor), texts.StateDuplicate
		case a.DB.Closed(m, a.Now()):
			state = texts.StateClosed
		case s.State == db.StateSuspended:
			state = texts.StateSuspended
		}
		place := account.TownOf(m.Profile.Address)
		if lines := m.Profile.Address; len(lines) > 1 {
			place = joined(lines[len(lines)-2], place)
		}
		row := views.DeskFound{URL: who.URL, Name: who.Name, Place: place, About: joined(who.Category, who.Born, who.Identifier), State: state}
		rows.Rows = append(rows.Rows, row)
	}
	return rows
}

// joined joins the non-empty parts with commas.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}

// submitFind searches. A member's complete identifier, and the number of a demand, a message or a letter, redirect to the
// member or message and are not stored. A name never does, even if only one member has it.
func (a *Pages) submitFind(c echo.Context) error {
	ctx, text := c.Request().Context(), strings.TrimSpace(c.FormValue("recherche"))
	screen := views.Screen{Template: "agent/adherents", Data: views.DeskFindData{}}
	if text == "" {
		return a.Show(c, 0, screen, web.RefuseField("recherche", account.ErrEmpty))
	}
	if utf8.RuneCountInString(text) > searchLength {
		return a.Show(c, 0, screen, web.Refuse("recherche", texts.EntryTooLong(searchLength)))
	}
	found, n, err := a.find(ctx, text)
	if err != nil {
		return a.Show(c, 0, screen, web.RefuseField("recherche", err))
	}
	if err := a.AuditAlone(c, events.MemberSearched.OK(nil, events.Details{Numbers: events.Numbers{events.Found: int64(found.Count())}})); err != nil {
		return err
	}
	if n.message != "" && acts.MayAnswer.Of(desk.VisitorOf(c).Agent.Role) {
		return a.Redirect(c, inbox.MessagesPath+"/"+n.message)
	}
	if found.Count() == 1 && len(found.Written.Members) == 1 {
		only, id := found.Written.Members[0], search.Parse(text).Identifier
		if !n.nothing() || id.Value != "" && bytes.Equal(only.IdentifierKey, a.DB.Keys().IdentifierKey(id)) {
			return a.Redirect(c, desk.MemberURL(cmp.Or(only.Status.Survivor, only.ID)))
		}
	}
	a.sealInSession(c, keyDeskSearch, []byte(text))
	return a.Redirect(c, findPath+"#trouves")
}

// stateWords describes a member's status in two or three words.
func stateWords(m *db.Member, now time.Time) string {
	switch {
	case m.Temporary != nil && !now.Before(m.Temporary.ExpiresAt):
		return "mot de passe temporaire périmé"
	case m.Temporary != nil:
		return "mot de passe temporaire en attente"
	case m.Personalising():
		return "personnalisation inachevée"
	case m.PasswordHash != "":
		return "mot de passe choisi"
	case !m.PersonalisedAt.IsZero():
		return "sans mot de passe"
	}
	return "jamais connecté"
}

// approvalTasks lists the requests that this agent can decide, and their own that wait for another agent.
func (a *Pages) approvalTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayApprove.Of(agent.Role) {
		return nil, nil
	}
	waiting, err := a.DB.WaitingApprovals(ctx, a.Now())
	if err != nil {
		return nil, err
	}
	mine, others := 0, 0
	for _, w := range waiting {
		if w.Asker == agent.Login {
			mine++
		} else {
			others++
		}
	}
	var tasks []views.DeskTask
	if others > 0 {
		tasks = append(tasks, views.DeskTask{URL: desk.ApprovalsPath, Urgent: true,
			Label: texts.Plural(others, "Une demande attend votre accord", "%d demandes attendent votre accord")})
	}
	if mine > 0 {
		tasks = append(tasks, views.DeskTask{URL: desk.ApprovalsPath,
			Label: texts.Plural(mine, "Une de vos demandes attend un autre agent", "%d de vos demandes attendent un autre agent")})
	}
	return tasks, nil
}
