// Package inbox is the agents' pages for the contact messages that members wrote: listed, taken, answered, closed.
package inbox

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// Pages are these pages.
type Pages struct{ desk.Common }

const (
	MessagesPath    = web.AgentPath + "/messages"
	messagesPerPage = 25
	otherMessages   = 10             // maximum number of other messages of the same sender shown
	lateAnswer      = 48 * time.Hour // about two working days: an older message is urgent
)

// contactFilters are the lists of messages in display order; the first one holds the open ones.
var contactFilters = []struct {
	name, label string
	states      []db.ContactState
}{
	{"a-traiter", "À traiter", []db.ContactState{db.ContactNew, db.ContactTaken}},
	{"nouveau", "Nouveaux", []db.ContactState{db.ContactNew}},
	{"pris", "Pris en charge", []db.ContactState{db.ContactTaken}},
	{"repondu", "Répondus", []db.ContactState{db.ContactAnswered}},
	{"classe", "Classés", []db.ContactState{db.ContactClosed}},
	{"tous", "Tous", []db.ContactState{db.ContactNew, db.ContactTaken, db.ContactAnswered, db.ContactClosed}},
}

// ContactTasks lists on the home page the messages that wait for an answer.
func (a *Pages) ContactTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MayAnswer.Of(agent.Role) {
		return nil, nil
	}
	all, late, err := a.DB.UnansweredContacts(ctx, a.Now().Add(-lateAnswer))
	if err != nil || all == 0 {
		return nil, err
	}
	label := texts.Plural(all, "1 message de contact attend une réponse", "%d messages de contact attendent une réponse")
	if late > 0 {
		label += texts.Plural(late, ", dont 1 depuis plus de 48 heures", ", dont %d depuis plus de 48 heures")
	}
	return []views.DeskTask{{Label: label, URL: MessagesPath, Urgent: late > 0}}, nil
}

// ShowMessages lists what was written in the contact form.
func (a *Pages) ShowMessages(c echo.Context) error {
	ctx := c.Request().Context()
	at := max(0, slices.IndexFunc(contactFilters, func(f struct {
		name, label string
		states      []db.ContactState
	}) bool {
		return f.name == c.QueryParam("etat")
	}))
	filter := contactFilters[at]
	page, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || page < 1 || page > 1e6 {
		page = 1
	}
	counts, err := a.DB.ContactCounts(ctx)
	if err != nil {
		return err
	}
	found, err := a.DB.ContactMessages(ctx, filter.states, messagesPerPage+1, (page-1)*messagesPerPage)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.ContactsListed.OK(nil, events.Details{Object: events.Object(filter.name), Numbers: events.Numbers{events.Page: int64(page)}})); err != nil {
		return err
	}
	link := func(page int) string { return fmt.Sprintf("%s?etat=%s&page=%d", MessagesPath, filter.name, page) }
	d := views.DeskMessagesData{}
	if page > 1 {
		d.Newer = link(page - 1)
	}
	if len(found) > messagesPerPage {
		d.Older, found = link(page+1), found[:messagesPerPage]
	}
	for i, f := range contactFilters {
		n := 0
		for _, s := range f.states {
			n += counts[s]
		}
		d.Filters = append(d.Filters, views.AgentLink{URL: MessagesPath + "?etat=" + f.name, Label: fmt.Sprintf("%s (%d)", f.label, n), Current: i == at})
	}
	d.List = views.DeskMessageList{Caption: filter.label, Rows: a.messageRows(c, found)}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/messages", Data: d})
}

// messageRows formats messages for a list.
func (a *Pages) messageRows(c echo.Context, found []db.ContactMessage) []views.DeskMessageRow {
	rows := make([]views.DeskMessageRow, len(found))
	for i, m := range found {
		open := m.State == db.ContactNew || m.State == db.ContactTaken
		rows[i] = views.DeskMessageRow{Number: m.Number, URL: MessagesPath + "/" + m.Number, When: a.Moment(m.CreatedAt), Name: m.Name, Subject: m.Subject,
			State: a.contactState(c, m), Late: open && a.Now().Sub(m.CreatedAt) > lateAnswer}
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

// Who is an agent's name as shown to another agent.
func Who(c echo.Context, actor string) string {
	if actor == "system" {
		return "la ligne de commande"
	}
	if desk.VisitorOf(c).Agent.Actor() == actor {
		return "vous"
	}
	return strings.TrimPrefix(actor, "agent:")
}

// contactState describes the state of a message.
func (a *Pages) contactState(c echo.Context, m db.ContactMessage) string {
	switch m.State {
	case db.ContactTaken:
		return "pris en charge par " + Who(c, m.Actor)
	case db.ContactAnswered:
		return "répondu par " + Who(c, m.Actor)
	case db.ContactClosed:
		i := slices.IndexFunc(contactReasons, func(r views.DeskChoice) bool { return r.Value == m.Reason })
		return "classé par " + Who(c, m.Actor) + " : " + strings.ToLower(contactReasons[i].Label[:1]) + contactReasons[i].Label[1:]
	}
	return "nouveau"
}
