package agent

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// An agent's browser session holds the login and the IDs of flows. The state of a journey is in the database.
const (
	keyDeskLogin   = "agent"  // the opened session
	keyDeskHolder  = "holder" // handle of the login's agent, to detect that rows of the database were exchanged
	deskTouchEvery = 30 * time.Second

	logOutPath = web.AgentPath + "/deconnexion"
	loggedOut  = web.AgentPath + "/connexion?etat=deconnecte"
)

// actAs sets the agent as the actor of this request.
func (a *Pages) actAs(c echo.Context, d *desk.Visitor) {
	c.Set(desk.KeyDeskAgent, d)
	web.ActAs(c, acts.Actor{Kind: acts.Agent, Agent: d.Agent, Session: d.Login.ID}, func() *views.AgentBar { return a.deskBar(c, d) })
}

// findAgent looks up the agent of this request. It returns nil if there is none, or if the session was idle too
// long or was closed.
func (a *Pages) findAgent(c echo.Context) (*desk.Visitor, error) {
	ctx := c.Request().Context()
	id := a.Desk.GetInt64(ctx, keyDeskLogin)
	if id == 0 {
		return nil, nil
	}
	login, err := a.DB.AgentLogin(ctx, id)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if !login.Open(now, a.Limits.AgentIdle, a.Limits.SessionMax) {
		return nil, nil
	}
	agent, err := a.DB.Agent(ctx, login.AgentID)
	if err != nil {
		return nil, err
	}
	if hex.EncodeToString(agent.Handle) != a.Desk.GetString(ctx, keyDeskHolder) {
		return nil, fmt.Errorf("agent login %d leads to another agent than the one who had opened it: %w", id, keys.ErrSealed)
	}
	if agent.Disabled() || !agent.Enrolled() {
		return nil, nil
	}
	if now.Sub(login.LastSeenAt) >= deskTouchEvery {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { return t.TouchAgentLogin(ctx, id, now) }); err != nil {
			return nil, err
		}
		login.LastSeenAt = now
	}
	colleagues := sync.OnceValue(func() map[string]string {
		called, err := a.DB.CalledAgents(ctx)
		if err != nil { // the login is shown instead of the name
			a.Log.Error("the names of agents cannot be read", "error", err)
		}
		return called
	})
	return &desk.Visitor{Agent: agent, Login: login, Colleagues: colleagues}, nil
}

// allowed requires a right. An agent without it gets a refusal, which is written to the audit log.
func (a *Pages) allowed(r acts.Right, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		d, err := a.findAgent(c)
		if err != nil {
			return err
		}
		if d == nil && c.Path() == logOutPath { // a second click, or another tab has logged out
			return a.Redirect(c, loggedOut)
		}
		if d == nil {
			return a.Redirect(c, a.LogInAgain(c, a.Desk, web.AgentPath+"/connexion"))
		}
		a.actAs(c, d)
		if !r.Of(d.Agent.Role) {
			return a.deny(c, r)
		}
		do := next
		if c.Request().Method == http.MethodPost {
			if !d.Sends(c.Request().PostForm.Get("page")) {
				return a.ShowAgain(c)
			}
			do = a.once(next)
		}
		err = do(c)
		switch { // the act checks again, because the right or the session may have ended meanwhile
		case errors.Is(err, acts.ErrSessionEnded):
			return a.Redirect(c, a.LogInAgain(c, a.Desk, web.AgentPath+"/connexion"))
		case errors.Is(err, acts.ErrForbidden):
			return a.deny(c, r)
		}
		return err
	}
}

// deny refuses a request without the required right, and writes that to the audit log.
func (a *Pages) deny(c echo.Context, r acts.Right) error {
	if err := a.AuditAlone(c, events.AgentDenied.Refused(nil, events.Details{Object: events.Object(r)})); err != nil {
		return err
	}
	return echo.ErrForbidden
}

// deskBar returns the header's content for the agent, with the links that their role allows.
func (a *Pages) deskBar(c echo.Context, d *desk.Visitor) *views.AgentBar {
	bar := &views.AgentBar{Login: d.Agent.Login, Role: string(d.Agent.Role), Keys: d.Agent.Shortcuts,
		Find: acts.MayFind.Of(d.Agent.Role) && !slices.Contains(searchPages, c.Request().URL.Path),
		Ends: a.SessionEnd(d.Login.LastSeenAt, d.Login.OpenedAt, a.Limits.AgentIdle, web.AgentPath+"/droits")}
	for _, l := range links {
		if !l.right.Of(d.Agent.Role) {
			continue
		}
		link := views.AgentLink{URL: l.url, Label: l.label, Current: c.Request().URL.Path == l.url}
		if l.url == heldPath {
			waiting, err := a.heldCount(c.Request().Context(), d.Agent)
			if err != nil { // a header without the number is better than no page
				a.Log.Error("what waits for an agent cannot be counted", "error", err)
			}
			if waiting > 0 {
				link.Label = fmt.Sprintf("%s (%s)", l.label, account.Thousands(waiting))
			}
		}
		if slices.Contains(seldom, l.url) {
			bar.Seldom = append(bar.Seldom, link)
		} else {
			bar.Links = append(bar.Links, link)
		}
	}
	if len(bar.Seldom) < fewSeldom {
		bar.Links, bar.Seldom = append(bar.Links, bar.Seldom...), nil
	}
	return bar
}

// enterDesk starts a new session ID for the agent's login. The content of the old session is dropped, because it may belong to another
// agent. For an agent who logged in by the directory, entry holds the ID token, which is kept for the logout; entry is nil for any other.
func (a *Pages) enterDesk(c echo.Context, agent *db.Agent, login int64, entry *db.DirectoryEntry) error {
	ctx := c.Request().Context()
	if left := a.Desk.GetInt64(ctx, keyDeskLogin); left != 0 {
		err := a.DB.InTx(ctx, func(t *db.Tx) error {
			_, err := t.CloseAgentLogin(ctx, left, a.Now())
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := a.endJourneys(c); err != nil {
		return err
	}
	holder := hex.EncodeToString(agent.Handle)
	unfinished := a.Unfinished(ctx, a.Desk, holder)
	if err := a.Desk.Clear(ctx); err != nil {
		return err
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	a.Desk.Put(ctx, keyDeskLogin, login)
	a.Desk.Put(ctx, keyDeskHolder, holder)
	if unfinished != nil {
		a.Desk.Put(ctx, web.KeyUnfinished, unfinished)
	}
	if entry != nil {
		a.sealInSession(c, keyDirectory, []byte(entry.IDToken))
	}
	a.RememberBrowser(c)
	return nil
}

func (a *Pages) logOutAgent(c echo.Context) error {
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.Leave(ctx, t, a.Actor(c)) }); err != nil {
		return err
	}
	if err := a.endJourneys(c); err != nil {
		return err
	}
	idToken := a.unsealed(c, keyDirectory)
	if err := a.Desk.Destroy(ctx); err != nil {
		return err
	}
	a.ClearBrowser(c)
	if left, err := a.leaveDirectory(c, idToken); left || err != nil {
		return err
	}
	return a.Redirect(c, loggedOut)
}

// sealInSession seals a secret that is stored in the browser's session, because sessions are stored in the database.
func (a *Pages) sealInSession(c echo.Context, key string, plain []byte) {
	a.Desk.Put(c.Request().Context(), key, hex.EncodeToString(a.DB.Keys().Seal("sessions."+key, nil, plain)))
}

// unsealed reads a value stored by sealInSession; nil when there is none or it cannot be decrypted.
func (a *Pages) unsealed(c echo.Context, key string) []byte {
	sealed, err := hex.DecodeString(a.Desk.GetString(c.Request().Context(), key))
	if err != nil {
		return nil
	}
	plain, err := a.DB.Keys().Open("sessions."+key, nil, sealed)
	if err != nil {
		return nil
	}
	return plain
}
