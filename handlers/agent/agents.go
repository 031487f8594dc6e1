package agent

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

const agentsPath = web.AgentPath + "/agents"

// agentStates are the sentences that a redirect may ask the page of an agent to say.
var agentStates = map[string]string{
	"role":    texts.RoleChanged,
	"retrait": texts.AccessRevoked,
}

func (a *Pages) agentRow(you, agent *db.Agent) views.DeskAgentRow {
	row := views.DeskAgentRow{ID: agent.ID, Login: agent.Login, Role: string(agent.Role), State: agent.State(a.Now()), Seen: a.Moment(agent.LastSeenAt),
		You: you.ID == agent.ID, Disabled: agent.Disabled(), Invited: !agent.Disabled() && !agent.Enrolled()}
	for _, role := range db.Roles {
		if role != agent.Role {
			row.Others = append(row.Others, string(role))
		}
	}
	return row
}

func (a *Pages) showAgents(c echo.Context) error {
	all, err := a.DB.Agents(c.Request().Context())
	if err != nil {
		return err
	}
	var d views.DeskAgentsData
	for _, agent := range all {
		d.Agents = append(d.Agents, a.agentRow(visitor(c).agent, agent))
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/agents", Data: d})
}

func (a *Pages) addAgentScreen(c echo.Context, refused error) error {
	d := views.DeskAddAgentData{}
	for _, role := range db.Roles {
		d.Roles = append(d.Roles, string(role))
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/agents-ajout", Action: agentsPath + "/ajout", Data: d}, refused)
}

func (a *Pages) showAddAgent(c echo.Context) error { return a.addAgentScreen(c, nil) }

func (a *Pages) submitAddAgent(c echo.Context) error {
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
	if len(refused.Fields) > 0 {
		return a.addAgentScreen(c, refused)
	}
	var invitation acts.Invitation
	err = a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		invitation, err = a.Acts.AddAgent(ctx, t, who, login, role)
		return err
	})
	if errors.Is(err, db.ErrAgentExists) {
		return a.addAgentScreen(c, web.Refuse("agent", texts.AgentNameTaken))
	}
	if err != nil {
		return err
	}
	return a.handOver(c, invitation)
}

// handOver keeps the secret in the session until the supervisor has taken it.
func (a *Pages) handOver(c echo.Context, h acts.Invitation) error {
	plain, err := json.Marshal(h) //nolint:gosec // G117: it is sealed before it is kept
	if err != nil {
		return err
	}
	a.sealInSession(c, keyDeskSecret, plain)
	return a.Redirect(c, agentsPath+"/secret")
}

func (a *Pages) showAgentSecret(c echo.Context) error {
	var h acts.Invitation
	if json.Unmarshal(a.unsealed(c, keyDeskSecret), &h) != nil {
		return a.Redirect(c, agentsPath)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/agents-secret", Action: agentsPath + "/secret", Data: views.DeskSecretData{
		Login: h.Login, Role: string(h.Role), Secret: grouped(h.Secret), Until: a.Clock(h.Until), URL: a.AgentURL.String() + web.AgentPath + "/enrolement"}})
}

// noteAgentSecret forgets the secret: it was shown, and handed over.
func (a *Pages) noteAgentSecret(c echo.Context) error {
	a.Desk.Remove(c.Request().Context(), keyDeskSecret)
	return a.Redirect(c, agentsPath)
}

// agentNamed is the agent whom the address names, or a 404.
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
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/agents-fiche", Action: agentsPath + "/" + c.Param("id"), Version: agent.Stamp(),
		Notice: agentStates[c.QueryParam("etat")], Data: a.agentRow(visitor(c).agent, agent)}, refused)
}

func (a *Pages) showAgent(c echo.Context) error { return a.agentScreen(c, nil) }

// submitAgent changes another agent's role or access.
func (a *Pages) submitAgent(c echo.Context) error {
	agent, err := a.agentNamed(c)
	if err != nil {
		return err
	}
	if agent.ID == visitor(c).agent.ID {
		return a.agentScreen(c, web.Refuse("", texts.AgentIsYourself))
	}
	act, role := c.FormValue("acte"), db.Role(c.FormValue("role"))
	if act == "role" && !slices.Contains(db.Roles, role) {
		return a.agentScreen(c, web.Refuse("role", texts.ChooseRole))
	}
	stamp := c.FormValue("version")
	var invitation acts.Invitation
	err = a.act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		switch act {
		case "role":
			return a.Acts.ChangeRole(ctx, t, who, agent.ID, stamp, role)
		case "retrait":
			return a.Acts.Disable(ctx, t, who, agent.ID, stamp)
		case "invitation":
			invitation, err = a.Acts.Invite(ctx, t, who, agent.ID, stamp)
			return err
		}
		return echo.ErrBadRequest
	})
	var refused *web.Refusal
	switch {
	case errors.As(err, &refused):
		return a.agentScreen(c, refused)
	case err != nil:
		return err
	case act == "invitation":
		return a.handOver(c, invitation)
	}
	return a.Redirect(c, agentsPath+"/"+c.Param("id")+"?etat="+act)
}
