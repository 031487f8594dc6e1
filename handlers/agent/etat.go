package agent

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/doctor"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

const statePath = web.AgentPath + "/etat"

// lookPatience is how long the page waits for a check, so that a relay that does not answer does not block it.
const lookPatience = 3 * time.Second

// showState shows the results of the last check of the service's surroundings: the lines of « sesame doctor ».
func (a *Pages) showState(c echo.Context) error {
	kept, err := doctor.Read(c.Request().Context(), a.DB.Reader)
	if err != nil {
		return err
	}
	var d views.DeskStateData
	for _, k := range kept {
		d.LookedAt = a.Moment(k.LookedAt)
		line := views.DeskStateLine{Name: k.Name, Says: texts.Sentence(k.Says), Mend: texts.Sentence(k.Mend), Then: k.Then, Since: a.Moment(k.Since)}
		switch k.State {
		case doctor.Failed:
			d.Fails = append(d.Fails, line)
		case doctor.Attention:
			d.Attention = append(d.Attention, line)
		default:
			d.Well = append(d.Well, line)
		}
	}
	notice := map[string]string{"fait": texts.StateChecked, "en-cours": texts.StateGoesOn}[c.QueryParam("etat")]
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/etat", Action: statePath, Notice: notice, Data: d}, nil)
}

// submitState starts a check now, unless one is running, and shows the results if they come within lookPatience.
func (a *Pages) submitState(c echo.Context) error {
	patience, cancel := context.WithTimeout(c.Request().Context(), lookPatience)
	defer cancel()
	select {
	case <-a.LookAround():
		return a.Redirect(c, statePath+"?etat=fait")
	case <-patience.Done():
		return a.Redirect(c, statePath+"?etat=en-cours")
	}
}

// stateTasks tells agents with the right MaySeeState how many checks fail.
func (a *Pages) stateTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	if !acts.MaySeeState.Of(agent.Role) {
		return nil, nil
	}
	kept, err := doctor.Read(ctx, a.DB.Reader)
	if err != nil {
		return nil, err
	}
	fails := 0
	for _, k := range kept {
		if k.State == doctor.Failed {
			fails++
		}
	}
	if fails == 0 {
		return nil, nil
	}
	return []views.DeskTask{{URL: statePath, Label: texts.StateTask(fails), Urgent: true}}, nil
}
