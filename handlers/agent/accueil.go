package agent

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// showDesk shows the agents' home page: the pending tasks for their role.
func (a *Pages) showDesk(c echo.Context) error {
	ctx, agent := c.Request().Context(), desk.VisitorOf(c).Agent
	d := views.DeskData{Login: agent.Login, Find: acts.MayFind.Of(agent.Role)}
	var err error
	if d.Reinforced, err = a.Acts.Reinforced(ctx, a.DB.Reader); err != nil {
		return err
	}
	d.Proxies = a.proxyWarnings()
	if d.Troubles, err = a.troubles(ctx); err != nil {
		return err
	}
	if acts.MayManageAgents.Of(agent.Role) {
		if d.Colleagues, err = a.colleagues(ctx); err != nil {
			return err
		}
	}
	if d.Budgets, err = a.budgets(ctx); err != nil {
		return err
	}
	for _, waiting := range []func(context.Context, *db.Agent) ([]views.DeskTask, error){a.stateTasks, a.heldTasks, a.approvalTasks, a.inbox.ContactTasks, a.letters.LetterTasks, a.imports.ImportTasks, a.avoir.Tasks, a.notes.LeftOutTasks, a.notes.DifferenceTasks} {
		tasks, err := waiting(ctx, agent)
		if err != nil {
			return err
		}
		d.Tasks = append(d.Tasks, tasks...)
	}
	s := views.Screen{Template: "agent/accueil", Data: d}
	if c.QueryParam("etat") == "secours" {
		left, err := a.DB.RecoveryCodesLeft(ctx, agent)
		if err != nil {
			return err
		}
		s.Notice = texts.RecoveryCodeUsed(left)
	}
	return a.Render(c, http.StatusOK, s)
}

// proxyWarnings lists the proxies that hide the addresses of their users.
func (a *Pages) proxyWarnings() (said []string) {
	undeclared, unreadable := a.Proxies.Faults(a.Now())
	for _, proxy := range undeclared {
		said = append(said, texts.UndeclaredProxy(proxy.String()))
	}
	for _, proxy := range unreadable {
		said = append(said, texts.UnreadableProxy(proxy.String()))
	}
	return said
}
