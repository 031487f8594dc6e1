package agent

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// deskStates are the sentences that a redirect may ask the agents' login page to say.
var deskStates = map[string]string{
	"deconnecte": texts.LoggedOut,
	"fin":        texts.SessionEnded,
	"trop-tard":  texts.FactorTooLate,
}

func (a *Pages) showDeskLogin(c echo.Context) error {
	d, err := a.findAgent(c)
	if err != nil {
		return err
	}
	if d != nil {
		return a.Redirect(c, web.AgentPath)
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/connexion", Action: web.AgentPath + "/connexion", Notice: deskStates[c.QueryParam("etat")]}, nil)
}

// deskScreen draws a screen, or draws it again with what was refused.
func (a *Pages) deskScreen(c echo.Context, status int, s views.Screen, err error) error {
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	switch {
	case errors.As(err, &refused):
		status, s.Errors = http.StatusUnprocessableEntity, refused.Fields
		if refused.Change != nil {
			refused.Change(&s)
		}
	case errors.As(err, &many):
		a.RetryAfter(c.Response(), many.Until)
		status, s.Errors = http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}}
	case err != nil:
		return err
	}
	if status != http.StatusOK {
		s.Notice, s.Values = "", web.Typed(c, s.Values)
	}
	return a.Render(c, status, s)
}

// tryAgent tries something at an agent's door, or inside; a wrong one is refused with its sentence, too many are told when to
// come back.
func (a *Pages) tryAgent(c echo.Context, try *acts.Try, field, sentence string, check func(context.Context) (bool, error)) error {
	err := a.Acts.TryAgent(c.Request().Context(), a.Actor(c), try, check)
	var wrong *acts.Refused
	if errors.As(err, &wrong) && wrong.Why == acts.WrongFactor {
		return web.Refuse(field, sentence)
	}
	return a.said(err)
}

func agentLogin(c echo.Context) string {
	return strings.ToLower(strings.TrimSpace(c.FormValue("agent")))
}

// submitDeskLogin asks for the second factor once the password is right; a login that nobody has costs the same.
func (a *Pages) submitDeskLogin(c echo.Context) error {
	login, password := agentLogin(c), c.FormValue("mot_de_passe")
	refused := &web.Refusal{}
	if login == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	}
	if password == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "mot_de_passe", Message: account.ErrEmpty.Message})
	}
	if web.TooLong(password) {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "mot_de_passe", Message: keys.ErrPasswordTooLong.Message})
	}
	screen := views.Screen{Template: "agent/connexion", Action: web.AgentPath + "/connexion"}
	if len(refused.Fields) > 0 {
		return a.deskScreen(c, 0, screen, refused)
	}
	ctx := c.Request().Context()
	agent, err := a.DB.AgentByLogin(ctx, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	hash := ""
	if agent != nil && agent.Enrolled() && !agent.Disabled() {
		hash = agent.PasswordHash
	}
	try := &acts.Try{Of: db.AgentFailures, Login: login, Event: events.AgentLogin, Details: acts.Tried(events.ByPassword, agent), Stranger: true}
	err = a.tryAgent(c, try, "", texts.AgentLoginIncorrect, func(ctx context.Context) (bool, error) {
		return a.Acts.Compare(ctx, hash, gauge.NormalisePassword(password))
	})
	if err != nil {
		return a.deskScreen(c, 0, screen, err)
	}
	return a.halfway(c, agent)
}

// half is an agent whose password was right.
type half struct {
	Agent int64  `json:"agent"`
	Hash  string `json:"hash"` // keyed hash of the password's hash: a password that is changed meanwhile ends it
	Since int64  `json:"since"`
}

func (a *Pages) halfOf(agent *db.Agent, since time.Time) half {
	return half{agent.ID, hex.EncodeToString(a.DB.Keys().Index("agent half", agent.Handle, []byte(agent.PasswordHash))), since.Unix()}
}

// halfway notes that the password was right and prepares what a passkey has to sign.
func (a *Pages) halfway(c echo.Context, agent *db.Agent) error {
	ctx := c.Request().Context()
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	noted, err := json.Marshal(a.halfOf(agent, a.Now()))
	if err != nil {
		return err
	}
	a.Desk.Put(ctx, keyDeskHalf, string(noted))
	if err := a.askPasskey(c, agent); err != nil {
		return err
	}
	return a.Redirect(c, web.AgentPath+"/second-facteur")
}

// halfAgent is who has given the password; nil for nobody.
func (a *Pages) halfAgent(c echo.Context) (*db.Agent, error) {
	ctx := c.Request().Context()
	var noted half
	if json.Unmarshal([]byte(a.Desk.GetString(ctx, keyDeskHalf)), &noted) != nil {
		return nil, nil
	}
	agent, err := a.DB.Agent(ctx, noted.Agent)
	if web.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	since := time.Unix(noted.Since, 0)
	age := a.Now().Sub(since)
	if agent.Disabled() || !agent.Enrolled() || age < -web.StepBack || age >= halfLife || noted != a.halfOf(agent, since) {
		return nil, nil
	}
	return agent, nil
}
