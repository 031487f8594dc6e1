// Package agents contains the pages on which supervisors add agents, invite them, name them, and change or revoke their
// rights.
package agents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// Path is the page with the list of agents.
const Path = web.AgentPath + "/agents"

// Pages holds these pages.
type Pages struct {
	desk.Common
	byDirectory bool // the caisse has a directory of its own by which agents may log in
	invitation  *web.Wizard
}

// New builds these pages; byDirectory says whether agents may log in by the caisse's own directory.
func New(common desk.Common, byDirectory bool) *Pages {
	a := &Pages{Common: common, byDirectory: byDirectory}
	a.invitation = a.invitationWizard()
	return a
}

// Invitation returns the wizard that shows an enrolment secret once.
func (a *Pages) Invitation() *web.Wizard { return a.invitation }

// agentStates maps the state in a redirect's query to the message on an agent's page.
var agentStates = map[string]string{
	"role":     texts.RoleChanged,
	"retrait":  texts.AccessRevoked,
	"nom":      texts.AgentRenamed,
	"annuaire": texts.AgentAwaited,
}

func (a *Pages) agentRow(you, agent *db.Agent) views.DeskAgentRow {
	row := views.DeskAgentRow{ID: agent.ID, Login: agent.Login, Name: agent.Name, Role: string(agent.Role), State: agent.State(a.Now()), Seen: a.Moment(agent.LastSeenAt),
		You: you.ID == agent.ID, Disabled: agent.Disabled(), Invited: !agent.Disabled() && !agent.Enrolled() && !agent.ByDirectory,
		Directory: a.byDirectory, ByDirectory: agent.ByDirectory, Awaited: a.Now().Before(agent.AwaitedUntil)}
	for _, role := range db.Roles {
		if role != agent.Role {
			row.Others = append(row.Others, string(role))
		}
	}
	return row
}

// ShowAgents lists the agents.
func (a *Pages) ShowAgents(c echo.Context) error {
	all, err := a.DB.Agents(c.Request().Context())
	if err != nil {
		return err
	}
	var d views.DeskAgentsData
	for _, agent := range all {
		d.Agents = append(d.Agents, a.agentRow(desk.VisitorOf(c).Agent, agent))
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/agents", Data: d})
}

func (a *Pages) addAgentScreen(c echo.Context, d views.DeskAddAgentData, refused error) error {
	for _, role := range db.Roles {
		d.Roles = append(d.Roles, string(role))
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/agents-ajout", Action: Path + "/ajout", Data: d}, refused)
}

// ShowAddAgent shows the form for a new agent.
func (a *Pages) ShowAddAgent(c echo.Context) error {
	return a.addAgentScreen(c, views.DeskAddAgentData{}, nil)
}

// SubmitAddAgent adds an agent, and redirects to the secret of the invitation.
func (a *Pages) SubmitAddAgent(c echo.Context) error {
	refused := &web.Refusal{}
	login, err := account.ParseAgentLogin(c.FormValue("agent"))
	var wrong *account.FieldError
	switch {
	case strings.TrimSpace(c.FormValue("agent")) == "":
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	case errors.As(err, &wrong):
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: wrong.Message})
	}
	role := db.Role(c.FormValue("role"))
	if !slices.Contains(db.Roles, role) {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "role", Message: texts.ChooseRole})
	}
	name, err := account.ParseAgentName(c.FormValue("nom"))
	if err != nil {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "nom", Message: texts.AgentNameMalformed})
	}
	if len(refused.Fields) > 0 {
		return a.addAgentScreen(c, views.DeskAddAgentData{}, refused)
	}
	err = a.invite(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Invitation, error) {
		return a.Acts.AddAgent(ctx, t, who, login, name, role)
	})
	if errors.Is(err, db.ErrAgentExists) {
		return a.agentExists(c, login)
	}
	return err
}

// agentExists redirects to the secret again if the agent was just added in this browser; for any other agent the form links
// to their page.
func (a *Pages) agentExists(c echo.Context, login string) error {
	agent, err := a.DB.AgentByLogin(c.Request().Context(), login)
	if err != nil {
		return err
	}
	if a.invitationIsShown(c, agent) {
		return a.invitation.Home(c)
	}
	return a.addAgentScreen(c, views.DeskAddAgentData{Taken: agent.Login, URL: fmt.Sprintf("%s/%d", Path, agent.ID)}, web.Refuse("agent", texts.AgentNameTaken))
}

// invitationIsShown says whether this browser still shows a valid secret of the agent.
func (a *Pages) invitationIsShown(c echo.Context, agent *db.Agent) bool {
	p, err := a.invitation.Where(c)
	if err != nil || p.Flow == nil {
		return false
	}
	var i acts.Invitation
	if err := json.Unmarshal(p.Flow.Secrets.Shown, &i); err != nil || i.Login != agent.Login {
		return false
	}
	living, err := a.DB.Invited(c.Request().Context(), agent, a.DB.InvitationKey(agent, i.Secret), a.Now())
	return err == nil && living
}

// invite runs an act that creates an enrolment secret, and redirects to the page that shows the secret.
func (a *Pages) invite(c echo.Context, do func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Invitation, error)) error {
	var shown *db.Flow
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		invitation, err := do(ctx, t, who)
		if err != nil {
			return err
		}
		shown, err = a.Acts.ShowOnce(ctx, t, who.Agent, a.invitation.Journey, invitation, a.invitation.Former(c))
		return err
	})
	if err != nil {
		return err
	}
	a.invitation.Follow(c, shown.ID)
	return a.invitation.Home(c)
}

// invitationWizard shows an enrolment secret to the supervisor until it is handed over.
func (a *Pages) invitationWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.Invitation, Lost: journey.Invitation.Start, Load: desk.OwnJourney,
		Steps: map[string]web.Step{"secret": {Show: a.showAgentSecret, Submit: func(c echo.Context, _ *web.Place) error { return a.invitation.End(c) }}}}
}

func (a *Pages) showAgentSecret(_ echo.Context, p *web.Place) (views.Screen, error) {
	var i acts.Invitation
	err := json.Unmarshal(p.Flow.Secrets.Shown, &i)
	return views.Screen{Data: views.DeskSecretData{Login: i.Login, Role: string(i.Role), Secret: desk.Grouped(i.Secret), Until: a.Clock(i.Until),
		URL: a.AgentURL.String() + journey.Enrolment.Start}}, err
}

// agentNamed returns the agent named in the URL, or a 404.
func (a *Pages) agentNamed(c echo.Context) (*db.Agent, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return nil, echo.ErrNotFound
	}
	agent, err := a.DB.Agent(c.Request().Context(), id)
	if web.IsNotFound(err) {
		return nil, echo.ErrNotFound
	}
	return agent, err
}

func (a *Pages) agentScreen(c echo.Context, refused error) error {
	agent, err := a.agentNamed(c)
	if err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/agents-fiche", Action: Path + "/" + c.Param("id"), Version: agent.Stamp(),
		Notice: agentStates[c.QueryParam("etat")], Data: a.agentRow(desk.VisitorOf(c).Agent, agent)}, refused)
}

// ShowAgent shows one agent.
func (a *Pages) ShowAgent(c echo.Context) error { return a.agentScreen(c, nil) }

// SubmitAgent changes another agent's role, name or access.
func (a *Pages) SubmitAgent(c echo.Context) error {
	agent, err := a.agentNamed(c)
	if err != nil {
		return err
	}
	if agent.ID == desk.VisitorOf(c).Agent.ID {
		return a.agentScreen(c, web.Refuse("", texts.AgentIsYourself))
	}
	act := actOn(c, agent)
	if act == "invitation" {
		return a.inviteAgain(c, agent)
	}
	err = a.changeAgent(c, agent, act)
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.agentScreen(c, refused)
	}
	if err != nil {
		return err
	}
	a.KeepRest(c, act) // the act has the name of the field that it uses
	return a.Redirect(c, Path+"/"+c.Param("id")+"?etat="+act)
}

// actOn returns the act whose button was pressed, or, by the key Enter, the act whose field is filled in.
func actOn(c echo.Context, agent *db.Agent) string {
	switch {
	case c.FormValue("entree") == "":
		return c.FormValue("acte")
	case agent.ByDirectory || strings.TrimSpace(c.FormValue("nom")) != "":
		return "nom"
	}
	return "role"
}

// inviteAgain gives an agent a new secret. If another tab has done so, that secret is shown.
func (a *Pages) inviteAgain(c echo.Context, agent *db.Agent) error {
	err := a.invite(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Invitation, error) {
		invitation, err := a.Acts.Invite(ctx, t, who, agent.ID, c.FormValue("version"))
		if err == nil {
			a.KeepRest(c)
		}
		return invitation, err
	})
	var refused *web.Refusal
	switch {
	case !errors.As(err, &refused):
		return err
	case a.invitationIsShown(c, agent):
		return a.invitation.Home(c)
	}
	return a.agentScreen(c, refused)
}

func (a *Pages) changeAgent(c echo.Context, agent *db.Agent, act string) error {
	role := db.Role(c.FormValue("role"))
	if act == "role" && !slices.Contains(db.Roles, role) {
		return web.Refuse("role", texts.ChooseRole)
	}
	name, err := account.ParseAgentName(c.FormValue("nom"))
	if act == "nom" && err != nil {
		return web.RefuseField("nom", err)
	}
	return a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		switch stamp := c.FormValue("version"); act {
		case "role":
			return a.Acts.ChangeRole(ctx, t, who, agent.ID, stamp, role)
		case "nom":
			return a.Acts.NameAgent(ctx, t, who, agent.ID, stamp, name)
		case "retrait":
			return a.Acts.Disable(ctx, t, who, agent.ID, stamp)
		case "annuaire":
			if a.byDirectory {
				return a.Acts.AwaitDirectory(ctx, t, who, agent.ID, stamp)
			}
		}
		return echo.ErrBadRequest
	})
}
