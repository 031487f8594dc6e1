package handlers

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
	"sesame/views"
)

// deskStates are the sentences that a redirect may ask the agents' login page to say.
var deskStates = map[string]string{
	"deconnecte": "Vous êtes déconnecté.",
	"fin":        "Votre session a pris fin, par sécurité. Connectez-vous de nouveau pour continuer.",
	"trop-tard":  "Le second facteur n'est pas venu à temps. Recommencez par votre mot de passe.",
}

func (a *App) showDeskLogin(c echo.Context) error {
	d, err := a.findAgent(c)
	if err != nil {
		return err
	}
	if d != nil {
		return a.redirect(c, deskPath)
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/connexion", Action: deskPath + "/connexion", Notice: deskStates[c.QueryParam("etat")]}, nil)
}

// deskScreen draws a screen, or draws it again with what was refused.
func (a *App) deskScreen(c echo.Context, status int, s views.Screen, err error) error {
	var (
		refused *refusal
		many    *tooMany
	)
	switch {
	case errors.As(err, &refused):
		status, s.Errors = http.StatusUnprocessableEntity, refused.fields
		if refused.change != nil {
			refused.change(&s)
		}
	case errors.As(err, &many):
		a.retryAfter(c.Response(), many.until)
		status, s.Errors = http.StatusTooManyRequests, []views.FieldError{{Message: many.message}}
	case err != nil:
		return err
	}
	if status != http.StatusOK {
		s.Notice, s.Values = "", typed(c, s.Values)
	}
	return a.render(c, status, s)
}

// agentTry is something that is tried at an agent's door, or inside: what is counted, against whom, and what a wrong one is told.
type agentTry struct {
	kind            db.LimitKind
	login           string
	event, reason   string // what the log says of one that comes too soon
	field, sentence string
	stranger        bool // counts against the address that it comes from too: it may try many logins
}

// tryAgent counts a try, lets check say whether it is right, and forgets the count where it is. A wrong one is refused
// with its sentence; too many are told when to come back.
func (a *App) tryAgent(c echo.Context, try agentTry, check func(context.Context) (bool, error)) error {
	ctx := c.Request().Context()
	kind, subject, login := try.kind, a.DB.AgentTriesKey(try.login), a.DB.AgentTriesKey(try.login)
	if kind == db.AgentSecrets || kind == db.AgentFailures {
		// Whoever tries an agent's login from elsewhere must not keep the agent out: a second factor stands behind the
		// password, and 59 bits of a secret are not guessed.
		subject = a.DB.Keys().Index(string(kind), login, a.originKey(c))
	}
	var also func(*db.Tx) (time.Time, error)
	if try.stranger {
		also = func(t *db.Tx) (time.Time, error) { return a.admit(ctx, t, a.origin(c), login, a.Now()) }
	}
	until, err := a.reserveTry(c, kind, try.event, try.reason, subject, nil, also)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return &tooMany{until: until, message: "Trop de tentatives. Vous pourrez réessayer " + a.from(until) + "."}
	}
	right, err := check(ctx)
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return t.Uncount(ctx, kind, subject) }))
	case err != nil:
		return err
	case !right:
		return refuse(try.field, try.sentence)
	}
	forget := func(t *db.Tx) error { return t.Forget(ctx, kind, subject) }
	if kind == db.AgentFactors { // who knows the password and guesses codes must not be forgiven each time that the agent comes in
		forget = func(t *db.Tx) error { return t.Uncount(ctx, kind, subject) }
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		return errors.Join(forget(t), t.ForgetObject(ctx, db.OriginIdentifiers, a.originKey(c), login))
	})
}

// tried says in the log what was tried on whom; a login that nobody has is not written down: it may be a password.
func tried(what string, agent *db.Agent) string {
	if agent == nil {
		return what
	}
	return what + " of " + agent.Login
}

func agentLogin(c echo.Context) string {
	return strings.ToLower(strings.TrimSpace(c.FormValue("agent")))
}

// submitDeskLogin asks for the second factor once the password is right; a login that nobody has costs the same.
func (a *App) submitDeskLogin(c echo.Context) error {
	login, password := agentLogin(c), c.FormValue("mot_de_passe")
	refused := &refusal{}
	if login == "" {
		refused.fields = append(refused.fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	}
	if password == "" {
		refused.fields = append(refused.fields, views.FieldError{Field: "mot_de_passe", Message: account.ErrEmpty.Message})
	}
	if tooLong(password) {
		refused.fields = append(refused.fields, views.FieldError{Field: "mot_de_passe", Message: keys.ErrPasswordTooLong.Message})
	}
	screen := views.Screen{Template: "agent/connexion", Action: deskPath + "/connexion"}
	if len(refused.fields) > 0 {
		return a.deskScreen(c, 0, screen, refused)
	}
	ctx := c.Request().Context()
	agent, err := a.DB.AgentByLogin(ctx, login)
	if err != nil && !isNotFound(err) {
		return err
	}
	hash := ""
	if agent != nil && agent.Enrolled() && !agent.Disabled() {
		hash = agent.PasswordHash
	}
	reason := tried("password", agent)
	err = a.tryAgent(c, agentTry{db.AgentFailures, login, eventAgentLogin, reason, "", "Agent ou mot de passe incorrect.", true}, func(ctx context.Context) (bool, error) {
		return a.verify(ctx, hash, gauge.NormalisePassword(password))
	})
	var wrong *refusal
	if errors.As(err, &wrong) {
		if err := a.auditAlone(c, eventAgentLogin, nil, db.ResultRefused, reason); err != nil {
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

func (a *App) halfOf(agent *db.Agent, since time.Time) half {
	return half{agent.ID, hex.EncodeToString(a.DB.Keys().Index("agent half", agent.Handle, []byte(agent.PasswordHash))), since.Unix()}
}

// halfway notes that the password was right and prepares what a passkey has to sign.
func (a *App) halfway(c echo.Context, agent *db.Agent) error {
	ctx := c.Request().Context()
	if err := a.desk.RenewToken(ctx); err != nil {
		return err
	}
	noted, err := json.Marshal(a.halfOf(agent, a.Now()))
	if err != nil {
		return err
	}
	a.desk.Put(ctx, keyDeskHalf, string(noted))
	if err := a.askPasskey(c, agent); err != nil {
		return err
	}
	return a.redirect(c, deskPath+"/second-facteur")
}

// halfAgent is who has given the password; nil for nobody.
func (a *App) halfAgent(c echo.Context) (*db.Agent, error) {
	ctx := c.Request().Context()
	var noted half
	if json.Unmarshal([]byte(a.desk.GetString(ctx, keyDeskHalf)), &noted) != nil {
		return nil, nil
	}
	agent, err := a.DB.Agent(ctx, noted.Agent)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	since := time.Unix(noted.Since, 0)
	age := a.Now().Sub(since)
	if agent.Disabled() || !agent.Enrolled() || age < -stepBack || age >= halfLife || noted != a.halfOf(agent, since) {
		return nil, nil
	}
	return agent, nil
}
