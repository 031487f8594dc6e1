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

// agentTry is something that is tried at an agent's door, or inside: what is counted, against whom, and what a wrong one is told.
type agentTry struct {
	kind            db.LimitKind
	login           string
	event           events.Kind
	details         events.Details // what the log says of one that comes too soon
	field, sentence string
	stranger        bool // counts against the address that it comes from too: it may try many logins
}

// tryAgent counts a try, lets check say whether it is right, and forgets the count where it is. A wrong one is refused
// with its sentence; too many are told when to come back.
func (a *Pages) tryAgent(c echo.Context, try agentTry, check func(context.Context) (bool, error)) error {
	ctx := c.Request().Context()
	kind, subject, login := try.kind, a.DB.AgentTriesKey(try.login), a.DB.AgentTriesKey(try.login)
	if kind == db.AgentSecrets || kind == db.AgentFailures {
		// Whoever tries an agent's login from elsewhere must not keep the agent out: a second factor stands behind the
		// password, and 59 bits of a secret are not guessed.
		subject = a.DB.Keys().Index(string(kind), login, a.OriginKey(c))
	}
	var also func(*db.Tx) (time.Time, error)
	if try.stranger {
		also = func(t *db.Tx) (time.Time, error) { return a.Admit(ctx, t, a.Origin(c), login, a.Now()) }
	}
	until, err := a.ReserveTry(c, kind, subject, try.event.Blocked(nil, try.details), also)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return &web.TooMany{Until: until, Message: texts.TooManyTries(a.From(until))}
	}
	right, err := check(ctx)
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return t.Uncount(ctx, kind, subject) }))
	case err != nil:
		return err
	case !right:
		return web.Refuse(try.field, try.sentence)
	}
	forget := func(t *db.Tx) error { return t.Forget(ctx, kind, subject) }
	if kind == db.AgentFactors { // who knows the password and guesses codes must not be forgiven each time that the agent comes in
		forget = func(t *db.Tx) error { return t.Uncount(ctx, kind, subject) }
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		return errors.Join(forget(t), t.ForgetObject(ctx, db.OriginIdentifiers, a.OriginKey(c), login))
	})
}

// tried says in the log what was tried on whom; a login that nobody has is not written down: it may be a password.
func tried(way events.Way, agent *db.Agent) events.Details {
	if agent == nil {
		return events.Details{Way: way, Cause: events.UnknownLogin}
	}
	return events.Details{Way: way, Login: agent.Login}
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
	told := tried(events.ByPassword, agent)
	err = a.tryAgent(c, agentTry{db.AgentFailures, login, events.AgentLogin, told, "", texts.AgentLoginIncorrect, true}, func(ctx context.Context) (bool, error) {
		return a.Verify(ctx, hash, gauge.NormalisePassword(password))
	})
	var wrong *web.Refusal
	if errors.As(err, &wrong) {
		if err := a.AuditAlone(c, events.AgentLogin.Refused(nil, told)); err != nil {
			return err
		}
	}
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
