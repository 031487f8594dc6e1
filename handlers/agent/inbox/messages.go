// Package inbox contains the agents' pages for the messages that members wrote by the contact form: to list, take, answer
// and close them.
package inbox

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// Pages holds these pages.
type Pages struct{ desk.Common }

const (
	MessagesPath    = web.AgentPath + "/messages"
	messagesPerPage = 25
	messagesFound   = 50             // newest messages that a search shows
	searchLength    = 200            // characters
	otherMessages   = 10             // maximum number of other messages of the same sender shown
	lateAnswer      = 48 * time.Hour // about two working days: a message that has waited longer is urgent
)

// contactFilters are the lists of messages in display order; the first one, with the open messages, is the default.
var contactFilters = []struct {
	name, label string
	list        db.ContactList
}{
	{"a-traiter", "À traiter", db.ContactsOpen},
	{"miens", "Les miens", db.ContactsMine},
	{"personne", "À personne", db.ContactsNobodys},
	{"retard", "Plus de 48 heures", db.ContactsLate},
	{"attente", "En attente de l'adhérent", db.ContactsWaiting},
	{"repondu", "Répondus", db.ContactsAnswered},
	{"classe", "Classés", db.ContactsClosed},
	{"tous", "Tous", db.ContactsAll},
}

// ContactTasks returns, for the home page, the numbers of messages that wait for an answer, and of those assigned to the
// agent.
func (a *Pages) ContactTasks(ctx context.Context, agent *db.Agent) (tasks []views.DeskTask, err error) {
	if !acts.MayAnswer.Of(agent.Role) {
		return nil, nil
	}
	all, late, mine, err := a.DB.UnansweredContacts(ctx, agent.Actor(), a.Now().Add(-lateAnswer))
	if err != nil || all == 0 {
		return nil, err
	}
	label := texts.Plural(all, "1 message de contact attend une réponse", "%d messages de contact attendent une réponse")
	if late > 0 {
		label += texts.Plural(late, ", dont 1 depuis plus de 48 heures", ", dont %d depuis plus de 48 heures")
	}
	tasks = append(tasks, views.DeskTask{Label: label, URL: MessagesPath, Urgent: late > 0})
	if mine > 0 {
		tasks = append(tasks, views.DeskTask{Label: texts.Plural(mine, "1 message de contact vous attend, vous", "%d messages de contact vous attendent, vous"), URL: listLink("miens")})
	}
	return tasks, nil
}

// ShowMessages lists the messages of the contact form, those that have waited longest first, unless the newest are requested
// first.
func (a *Pages) ShowMessages(c echo.Context) error {
	ctx := c.Request().Context()
	at, list := 0, cmp.Or(c.QueryParam("liste"), c.QueryParam("etat")) // former links name it etat
	for i, f := range contactFilters {
		if f.name == list {
			at = i
		}
	}
	filter := contactFilters[at]
	page, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || page < 1 || page > 1e6 {
		page = 1
	}
	order := c.QueryParam("ordre")
	if order != "anciens" && order != "recents" {
		order = "recents"
		if filter.list.Waits() {
			order = "anciens"
		}
	}
	link := func(order string, page int) string {
		return fmt.Sprintf("%s&ordre=%s&page=%d", listLink(filter.name), order, page)
	}
	d, err := a.messagesData(c, at)
	if err != nil {
		return err
	}
	found, err := a.DB.ContactMessages(ctx, db.ContactQueue{List: filter.list, Actor: desk.VisitorOf(c).Agent.Actor(), Late: a.Now().Add(-lateAnswer),
		Oldest: order == "anciens", Limit: messagesPerPage + 1, Offset: (page - 1) * messagesPerPage})
	if err != nil {
		return err
	}
	if page > 1 && len(found) == 0 { // they were answered meanwhile
		return a.Redirect(c, link(order, 1))
	}
	if err := a.AuditAlone(c, events.ContactsListed.OK(nil, events.Details{Object: events.Object(filter.name), Numbers: events.Numbers{events.Page: int64(page)}})); err != nil {
		return err
	}
	d.Orders = []views.AgentLink{{URL: link("anciens", 1), Label: "Les plus anciens d'abord", Current: order == "anciens"},
		{URL: link("recents", 1), Label: "Les plus récents d'abord", Current: order == "recents"}}
	if page > 1 {
		d.Before = link(order, page-1)
	}
	if len(found) > messagesPerPage {
		d.After, found = link(order, page+1), found[:messagesPerPage]
	}
	d.List = views.DeskMessageList{Caption: filter.label, Rows: a.messageRows(c, found)}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/messages", Action: MessagesPath, Data: d})
}

// listLink is the address of a list of messages.
func listLink(name string) string { return MessagesPath + "?liste=" + name }

// messagesData counts the lists; at is the index of the one that is shown, -1 for none.
func (a *Pages) messagesData(c echo.Context, at int) (d views.DeskMessagesData, err error) {
	agent := desk.VisitorOf(c).Agent
	counts, err := a.DB.ContactCounts(c.Request().Context(), agent.Actor(), a.Now().Add(-lateAnswer), desk.MostCounted)
	for i, f := range contactFilters {
		n := counts[f.list]
		d.Filters = append(d.Filters, views.AgentLink{URL: listLink(f.name), Label: fmt.Sprintf("%s (%s)", f.label, desk.CountWords(min(n, desk.MostCounted), n > desk.MostCounted)), Current: i == at})
	}
	if acts.MayKeepReadyAnswers.Of(agent.Role) {
		d.Ready = readyPath
	}
	return d, err
}

// FindMessages searches the messages. The search text is never part of an address.
func (a *Pages) FindMessages(c echo.Context) error {
	d, err := a.messagesData(c, -1)
	if err != nil {
		return err
	}
	screen := views.Screen{Template: "agent/messages", Action: MessagesPath, Values: map[string]string{"cherche": c.FormValue("cherche")}}
	text := strings.TrimSpace(c.FormValue("cherche"))
	d.Searched = true
	screen.Data = d
	switch {
	case text == "":
		return a.Show(c, 0, screen, web.Refuse("cherche", texts.MessageSearchEmpty))
	case utf8.RuneCountInString(text) > searchLength:
		return a.Show(c, 0, screen, web.Refuse("cherche", texts.EntryTooLong(searchLength)))
	}
	found, err := a.DB.FindContacts(c.Request().Context(), text, messagesFound+1)
	if err != nil {
		return err
	}
	if d.More = len(found) > messagesFound; d.More {
		found = found[:messagesFound]
	}
	if err := a.AuditAlone(c, events.ContactsSearched.OK(nil, events.Details{Numbers: events.Numbers{events.Found: int64(len(found))}})); err != nil {
		return err
	}
	d.List = views.DeskMessageList{Caption: "Messages trouvés, du plus récent au plus ancien", Rows: a.messageRows(c, found)}
	screen.Data = d
	return a.Render(c, http.StatusOK, screen)
}

// messageRows formats messages for a list.
func (a *Pages) messageRows(c echo.Context, found []db.ContactMessage) []views.DeskMessageRow {
	rows := make([]views.DeskMessageRow, len(found))
	for i, m := range found {
		rows[i] = views.DeskMessageRow{Number: m.Number, URL: MessagesPath + "/" + m.Number, When: a.Moment(m.CreatedAt), Name: m.Name, Subject: m.Subject,
			State: a.contactState(c, m), Late: m.State.Open() && a.Now().Sub(m.WaitsSince) > lateAnswer}
	}
	return rows
}

// contactReasons are the choices of reasons for closing a message.
var contactReasons = []views.DeskChoice{
	{Value: "spoken", Label: "La personne a eu sa réponse au téléphone ou au guichet"},
	{Value: "duplicate", Label: "Le même message est arrivé deux fois"},
	{Value: "unwanted", Label: "Publicité ou message malveillant"},
	{Value: "elsewhere", Label: "Le message ne concerne pas la caisse"},
}

// Who returns an agent's name as shown to another agent.
func Who(c echo.Context, actor string) string {
	if actor == "system" {
		return "la ligne de commande"
	}
	visitor := desk.VisitorOf(c)
	if visitor.Agent.Actor() == actor {
		return "vous"
	}
	return visitor.Called(strings.TrimPrefix(actor, "agent:"))
}

// contactState describes the state of a message, with the agent who set it.
func (a *Pages) contactState(c echo.Context, m db.ContactMessage) string {
	switch m.State {
	case db.ContactTaken:
		return "pris en charge par " + Who(c, m.Assignee)
	case db.ContactAnswered:
		return "répondu par " + Who(c, m.Actor)
	case db.ContactWaiting:
		return "en attente de l'adhérent, répondu par " + Who(c, m.Actor)
	case db.ContactReopened:
		if m.Assignee == "" {
			return "rouvert par une réponse"
		}
		return "rouvert par une réponse, suivi par " + Who(c, m.Assignee)
	case db.ContactClosed:
		i := slices.IndexFunc(contactReasons, func(r views.DeskChoice) bool { return r.Value == m.Reason })
		return "classé par " + Who(c, m.Actor) + " : " + strings.ToLower(contactReasons[i].Label[:1]) + contactReasons[i].Label[1:]
	}
	return "nouveau"
}

// StateWords describes the state of a message without the agent's name, for the member's page.
func StateWords(state db.ContactState) string {
	return map[db.ContactState]string{db.ContactNew: "nouveau", db.ContactTaken: "pris en charge", db.ContactReopened: "rouvert par une réponse",
		db.ContactWaiting: "en attente de l'adhérent", db.ContactAnswered: "répondu", db.ContactClosed: "classé"}[state]
}
