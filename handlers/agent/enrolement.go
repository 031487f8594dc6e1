package agent

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// invited is an enrolment under way. It stands sealed in the session: nothing counts before its last step.
type invited struct {
	Agent    int64
	Key      []byte // of the invitation
	Password string // hash of the password, once it is chosen
	TOTP     string // secret that the authenticator is shown
}

func (a *Pages) keepInvited(c echo.Context, i invited) error {
	plain, err := json.Marshal(i) //nolint:gosec // G117: it is sealed before it is kept
	if err != nil {
		return err
	}
	a.sealInSession(c, keyDeskInvited, plain)
	return nil
}

// invitedAgent is who enrols, while the invitation stands; nil for nobody.
func (a *Pages) invitedAgent(c echo.Context) (invited, *db.Agent, error) {
	var i invited
	if json.Unmarshal(a.unsealed(c, keyDeskInvited), &i) != nil {
		return i, nil, nil
	}
	ctx := c.Request().Context()
	agent, err := a.DB.Agent(ctx, i.Agent)
	if web.IsNotFound(err) {
		return i, nil, nil
	}
	if err != nil {
		return i, nil, err
	}
	if ok, err := a.DB.Invited(ctx, agent, i.Key, a.Now()); err != nil || !ok {
		return i, nil, err
	}
	return i, agent, nil
}

func (a *Pages) showEnrolment(c echo.Context) error {
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/enrolement", Action: web.AgentPath + "/enrolement", Step: 1, Steps: 3}, nil)
}

// submitEnrolment takes the one-time secret, which is not spent before the last step.
func (a *Pages) submitEnrolment(c echo.Context) error {
	login, secret := agentLogin(c), account.NormaliseTemporary(c.FormValue("secret"))
	refused := &web.Refusal{}
	if login == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	}
	if secret == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "secret", Message: account.ErrEmpty.Message})
	}
	screen := views.Screen{Template: "agent/enrolement", Action: web.AgentPath + "/enrolement", Step: 1, Steps: 3}
	if len(refused.Fields) > 0 {
		return a.deskScreen(c, 0, screen, refused)
	}
	ctx := c.Request().Context()
	agent, err := a.DB.AgentByLogin(ctx, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	try := &acts.Try{Of: db.AgentSecrets, Login: login, Event: events.AgentLogin, Details: acts.Tried(events.BySecret, agent), Stranger: true}
	if agent == nil { // costs the same
		agent = &db.Agent{Handle: make([]byte, 32)}
	}
	var key []byte
	err = a.tryAgent(c, try, "secret", texts.EnrolmentSecretWrong, func(ctx context.Context) (bool, error) {
		key = a.DB.InvitationKey(agent, secret)
		return a.DB.Invited(ctx, agent, key, a.Now())
	})
	if err != nil {
		return a.deskScreen(c, 0, screen, err)
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	if err := a.keepInvited(c, invited{Agent: agent.ID, Key: key}); err != nil {
		return err
	}
	return a.Redirect(c, web.AgentPath+"/enrolement/mot-de-passe")
}

// deskPersonal is what an agent's password must not be made of.
func (a *Pages) deskPersonal(agent *db.Agent) gauge.Personal {
	p := a.Acts.Personal(nil)
	if agent != nil {
		p.Words = append(p.Words, agent.Login, "agent")
	}
	return p
}

func (a *Pages) deskGauge(c echo.Context) error {
	_, agent, err := a.invitedAgent(c)
	if err != nil {
		return err
	}
	if d, err := a.findAgent(c); err != nil {
		return err
	} else if d != nil {
		agent = d.agent
	}
	return a.Views.Gauge(c.Response(), c.Request(), gauge.Judge(c.Request().PostFormValue("nouveau"), a.deskPersonal(agent)))
}

func (a *Pages) passwordScreen(c echo.Context, agent *db.Agent, refused error) error {
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/mot-de-passe", Action: web.AgentPath + "/enrolement/mot-de-passe", Step: 2, Steps: 3,
		Username: agent.Login, Data: views.PasswordData{}}, refused)
}

func (a *Pages) showEnrolmentPassword(c echo.Context) error {
	_, agent, err := a.invitedAgent(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/enrolement")
	}
	return a.passwordScreen(c, agent, nil)
}

func (a *Pages) submitEnrolmentPassword(c echo.Context) error {
	i, agent, err := a.invitedAgent(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/enrolement")
	}
	if i.Password, err = a.NewPassword(c, a.deskPersonal(agent), "", ""); err != nil {
		return a.passwordScreen(c, agent, err)
	}
	if i.TOTP == "" {
		i.TOTP = newTOTPSecret()
	}
	if err := a.askNewPasskey(c, agent); err != nil {
		return err
	}
	if err := a.keepInvited(c, i); err != nil {
		return err
	}
	return a.Redirect(c, web.AgentPath+"/enrolement/second-facteur")
}

// enrolling is whoever has chosen a password and now a second factor; nil leads back.
func (a *Pages) enrolling(c echo.Context) (invited, *db.Agent, error) {
	i, agent, err := a.invitedAgent(c)
	if i.Password == "" {
		agent = nil
	}
	return i, agent, err
}

func (a *Pages) newFactorScreen(c echo.Context, i invited, agent *db.Agent, refused error) error {
	options, err := a.passkeyOptions(c)
	if err != nil {
		return err
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/nouveau-facteur", Action: web.AgentPath + "/enrolement/second-facteur", Step: 3, Steps: 3,
		Data: views.DeskNewFactorData{Login: agent.Login, Passkey: options, Secret: grouped(i.TOTP), QR: web.AgentPath + "/enrolement/qr.png", Host: a.AgentURL.Hostname()}}, refused)
}

// grouped sets a space after every fourth character: it is copied by hand.
func grouped(s string) string {
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}

func (a *Pages) showEnrolmentFactor(c echo.Context) error {
	i, agent, err := a.enrolling(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/enrolement/mot-de-passe")
	}
	return a.newFactorScreen(c, i, agent, nil)
}

func (a *Pages) showEnrolmentQR(c echo.Context) error {
	i, agent, err := a.enrolling(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return echo.ErrNotFound
	}
	drawn, err := a.totpQR(agent, i.TOTP)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", drawn)
}

// submitEnrolmentFactor puts password, second factor and recovery codes in place, all at once, and opens the session.
func (a *Pages) submitEnrolmentFactor(c echo.Context) error {
	i, agent, err := a.enrolling(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/enrolement/mot-de-passe")
	}
	e := db.Enrolment{PasswordHash: i.Password, RecoveryCodes: newRecoveryCodes()}
	how, err := a.newFactor(c, agent, i.TOTP, &e)
	if err != nil {
		if err := a.askNewPasskey(c, agent); err != nil {
			return err
		}
		return a.newFactorScreen(c, i, agent, err)
	}
	ctx := c.Request().Context()
	var login int64
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		login, err = a.Acts.Enrol(ctx, t, a.Actor(c), agent, i.Key, e, how)
		return err
	})
	if errors.Is(err, db.ErrNotFound) { // somebody else has used the secret meanwhile
		return a.Redirect(c, web.AgentPath+"/enrolement")
	}
	if err != nil {
		return err
	}
	if err := a.enterDesk(c, login); err != nil {
		return err
	}
	a.sealInSession(c, keyDeskCodes, []byte(strings.Join(e.RecoveryCodes, "\n")))
	return a.Redirect(c, web.AgentPath+"/codes-de-secours")
}

// newFactor reads the answer of a new passkey, or the first code of an authenticator, into e.
func (a *Pages) newFactor(c echo.Context, agent *db.Agent, secret string, e *db.Enrolment) (how events.Way, err error) {
	if answer := c.FormValue("reponse"); answer != "" {
		key, ok, err := a.newPasskey(c, agent, answer)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", web.Refuse("", texts.PasskeyNotAdded)
		}
		e.Passkey = &key
		return events.ByPasskey, nil
	}
	code := account.NormaliseCode(c.FormValue("code"))
	if code == "" {
		return "", web.RefuseField("code", account.ErrEmpty)
	}
	step, right, err := matchTOTP(secret, code, a.Now())
	if err != nil || !right {
		return "", errors.Join(err, web.Refuse("code", texts.AuthenticatorWrong))
	}
	e.TOTPSecret, e.TOTPStep = secret, step
	return events.ByTOTP, nil
}

// recoveryCodes is how many codes an agent has for the day when the second factor is lost.
const recoveryCodes = 10

func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = account.NewRecoveryCode()
	}
	return codes
}

func (a *Pages) showRecoveryCodes(c echo.Context) error {
	codes := a.unsealed(c, keyDeskCodes)
	if codes == nil {
		return a.Redirect(c, web.AgentPath)
	}
	d := views.DeskCodesData{}
	for code := range strings.SplitSeq(string(codes), "\n") {
		d.Codes = append(d.Codes, code[:5]+"-"+code[5:])
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/codes-de-secours", Action: web.AgentPath + "/codes-de-secours", Data: d})
}

// noteRecoveryCodes forgets the codes: they were shown, and noted down.
func (a *Pages) noteRecoveryCodes(c echo.Context) error {
	a.Desk.Remove(c.Request().Context(), keyDeskCodes)
	return a.Redirect(c, web.AgentPath)
}
