package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

const ownPath = web.AgentPath + "/mon-acces"

// ownStates maps the state in a redirect's query to the message on « Mon accès ».
var ownStates = map[string]string{ //nolint:gosec // G101: sentences
	"cle":          texts.PasskeyAdded,
	"cle-retiree":  texts.PasskeyDropped,
	"application":  texts.AuthenticatorSet,
	"sans":         texts.AuthenticatorGone,
	"mot-de-passe": texts.PasswordChanged,
	"sessions":     texts.OtherSessionsClosed,
	"annuaire":     texts.DirectoryOwnPassword,
	"touches":      texts.ShortcutsOn,
	"sans-touches": texts.ShortcutsOff,
}

// keyName is a short hash of the credential ID for use in URLs; raw IDs can be 1,023 bytes.
func keyName(id []byte) string {
	sum := sha256.Sum256(id)
	return hex.EncodeToString(sum[:8])
}

func (a *Pages) showOwnAccess(c echo.Context) error {
	ctx, d := c.Request().Context(), desk.VisitorOf(c)
	data := views.DeskAccessData{TOTP: d.Agent.HasTOTP, CanAddKey: a.passkeys != nil, ByDirectory: d.Agent.ByDirectory, FactorThere: a.factorThere(d.Agent), Shortcuts: d.Agent.Shortcuts}
	keys, err := a.DB.Passkeys(ctx, d.Agent)
	if err != nil {
		return err
	}
	for _, k := range keys {
		data.Keys = append(data.Keys, views.DeskKey{ID: keyName(k.ID), Name: k.Name, Used: a.Moment(k.UsedAt)})
	}
	data.Last = len(keys) == 1 && !d.Agent.HasTOTP || len(keys) == 0
	if data.Codes, err = a.DB.RecoveryCodesLeft(ctx, d.Agent); err != nil {
		return err
	}
	logins, err := a.DB.AgentLogins(ctx, d.Agent)
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.Open(a.Now(), a.Limits.AgentIdle, a.Limits.SessionMax) {
			data.Sessions = append(data.Sessions, views.SessionRow{ID: l.ID, Device: l.Device, Since: a.Moment(l.OpenedAt), Seen: a.Moment(l.LastSeenAt), Current: l.ID == d.Login.ID})
		}
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/mon-acces", Notice: ownStates[c.QueryParam("etat")], Data: data}, nil)
}

// factorThere says whether the directory also verifies the agent's second factor; then none is asked for here.
func (a *Pages) factorThere(agent *db.Agent) bool {
	return agent.ByDirectory && (a.directory == nil || !a.directory.FactorHere)
}

// recentLogin is the maximum age of the login of an agent of the directory who changes their access. It takes the place of the
// current password, which they do not have.
const recentLogin = 10 * time.Minute

// proveAgent verifies the current password of a logged-in agent, with the same limits as a login. An agent of the directory
// must have logged in within recentLogin.
func (a *Pages) proveAgent(c echo.Context) error {
	if d := desk.VisitorOf(c); d.Agent.ByDirectory {
		if a.Now().Sub(d.Login.OpenedAt) >= recentLogin {
			return web.Refuse("", texts.DirectoryProofLate)
		}
		return nil
	}
	agent, password := desk.VisitorOf(c).Agent, c.FormValue("actuel")
	if password == "" {
		return web.RefuseField("actuel", account.ErrEmpty)
	}
	if web.TooLong(password) {
		return web.RefuseField("actuel", keys.ErrPasswordTooLong)
	}
	try := &acts.Try{Of: db.AgentProofs, Login: agent.Login, Agent: agent, Event: events.AgentProved}
	return a.tryAgent(c, try, "actuel", texts.PasswordNotYours, func(ctx context.Context) (bool, error) {
		return a.Acts.Compare(ctx, agent.PasswordHash, gauge.NormalisePassword(password))
	})
}

// ownAct is a change of the agent's own access: a page that asks for the current password, and the act performed after
// it. about adds text to the page, or returns a not-found error when there is nothing to do; it may be nil.
type ownAct struct {
	path, title, text, button string
	about                     func(echo.Context) (string, error)
	do                        func(echo.Context) (to string, err error)
}

func (a *Pages) ownActs() []ownAct {
	return []ownAct{
		{"/cles/:id/retrait", "Retirer une clé d'accès", texts.AboutDroppingPasskey, "Retirer la clé", a.aboutKey, a.dropKey},
		{"/application/retrait", "Retirer mon application", texts.AboutDroppingTOTP, "Retirer l'application", nil, a.dropTOTP},
		{"/codes-de-secours", "Avoir de nouveaux codes de secours", texts.AboutNewRecoveryCodes, "Avoir de nouveaux codes", nil, a.renewCodes},
		{"/sessions", "Fermer mes autres sessions", texts.AboutClosingOtherLogin, "Fermer mes autres sessions", nil, a.closeOwnSessions},
	}
}

func (a *Pages) ownActScreen(c echo.Context, act ownAct, refused error) error {
	data := views.DeskProofData{Title: act.title, Text: act.text, Button: act.button, ByDirectory: desk.VisitorOf(c).Agent.ByDirectory}
	if act.about != nil {
		about, err := act.about(c)
		if err != nil {
			return err
		}
		data.About = about
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/preuve", Action: c.Request().URL.Path, Data: data}, refused)
}

// orHome redirects to « Mon accès » when there is nothing left to act on, because another tab was first.
func (a *Pages) orHome(c echo.Context, err error) error {
	if web.IsNotFound(err) || errors.Is(err, echo.ErrNotFound) {
		return a.Redirect(c, ownPath)
	}
	return err
}

// ownActRoutes returns a GET and a POST route for each act.
func (a *Pages) ownActRoutes() (rows []route) {
	for _, act := range a.ownActs() {
		rows = append(rows,
			route{http.MethodGet, "/mon-acces" + act.path, acts.MayEnter, func(c echo.Context) error { return a.orHome(c, a.ownActScreen(c, act, nil)) }},
			route{http.MethodPost, "/mon-acces" + act.path, acts.MayEnter, func(c echo.Context) error {
				if err := a.proveAgent(c); err != nil {
					return a.orHome(c, a.ownActScreen(c, act, err))
				}
				to, err := act.do(c)
				switch {
				case errors.Is(err, db.ErrLastFactor):
					return a.ownActScreen(c, act, web.Refuse("", texts.LastFactor))
				case err != nil:
					return a.orHome(c, err)
				}
				return a.Redirect(c, to)
			}})
	}
	return rows
}
