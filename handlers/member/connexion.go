package member

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// states maps the state in a redirect's query to the message on the login page.
var states = map[string]string{
	"deconnecte": texts.LoggedOut,
	"fin":        texts.SessionEnded,
	"saisie":     texts.EntryKept,
	"abandon":    texts.JourneyAbandoned,

	"deconnecte-ici":       texts.FranceConnectStays,
	"abandon-demande":      texts.DemandAbandoned,
	"abandon-mot-de-passe": texts.JourneyAbandonedChosen,

	web.StateMissing: texts.SessionMissing, web.StateEnded: texts.SessionEnded, web.StateFinished: texts.SessionEnded, web.StateAnswered: texts.DemandFinished,
}

func (a *Pages) showLogin(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if to := a.Sessions.PopString(c.Request().Context(), keyAfterLogout); to != "" && v == nil {
		a.Views.RedirectOutside(c.Response(), c.Request(), to)
		return nil
	}
	if v != nil && (!v.Limited() || c.QueryParam("etat") == "deconnecte") { // deconnecte: back from FranceConnect, where another person has logged out
		waiting, err := a.Pending(c)
		switch {
		case err != nil:
			return err
		case waiting == nil:
			return a.Redirect(c, "/espace")
		case v.Satisfies(waiting.AuthorizationRequest):
			return a.RedirectKept(c, web.ContinuePath, nil)
		}
	}
	return a.loginScreen(c, http.StatusOK, views.ConnexionData{}, nil)
}

func (a *Pages) loginScreen(c echo.Context, status int, d views.ConnexionData, refused *web.Refusal) error {
	d.FranceConnect, d.Passkey, d.InscriptionURL = a.FranceConnect != nil, a.passkeys != nil, a.InscriptionURL
	s := views.Screen{Template: "connexion", Action: "/connexion", Advice: web.InAppAdvice(c), Data: d}
	refused.Apply(&s)
	waiting, service, err := a.PendingService(c)
	if err != nil {
		return err
	}
	a.AllowRedirects(c, waiting)
	if waiting != nil {
		d.Service, d.Way = service.Name, hex.EncodeToString(waiting.ID)
		s.Data = d
	}
	if status == http.StatusOK {
		s.Notice = cmp.Or(states[c.QueryParam("etat")], a.franceConnectNotice(c))
		if waiting != nil {
			s.Values = map[string]string{"identifiant": waiting.LoginHint}
		}
	} else {
		s.Values = web.Typed(c, nil)
	}
	return a.Render(c, status, s)
}

// chosenWay stores for which client's request the form was sent, where several wait in several tabs.
func (a *Pages) chosenWay(c echo.Context) error {
	id, err := hex.DecodeString(c.FormValue("suite"))
	if err != nil || len(id) == 0 {
		return nil //nolint:nilerr // an altered field names no request
	}
	waiting, err := a.Pending(c)
	if err != nil || waiting != nil && bytes.Equal(waiting.ID, id) {
		return err
	}
	return a.ChooseRequest(c, id)
}

func (a *Pages) submitLogin(c echo.Context) error {
	id, err := a.ParseIdentifier(c)
	password, malformed := readPassword(c)
	var refusal *web.Refusal
	if err = web.JoinRefusals(err, malformed); errors.As(err, &refusal) {
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, refusal)
	}
	if err != nil {
		return err
	}
	a.CarryIdentifier(c)
	ctx := c.Request().Context()
	key := a.DB.Keys().IdentifierKey(id)
	m, err := a.DB.KnownMember(ctx, key, a.Now())
	if err != nil {
		return err
	}
	w := a.journeys[journey.Personalisation.Name]
	entered, err := a.Acts.LogIn(ctx, a.Actor(c), key, m, password, w.Former(c))
	var refused *acts.Refused
	switch {
	case errors.As(err, &refused) && refused.Why == acts.TooManyPasswords:
		a.RetryAfter(c.Response(), refused.Until)
		return a.loginScreen(c, http.StatusTooManyRequests, views.ConnexionData{RetryAt: a.Clock(refused.Until)}, nil)
	case errors.As(err, &refused) && refused.Why == acts.TemporaryExpired:
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{Expired: true}, nil)
	case isSuspended(err):
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{Suspended: true}, nil)
	case errors.As(err, &refused):
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, refusedLogin(refused, web.Refuse("", texts.LoginIncorrect)))
	case err != nil:
		return err
	}
	if err := a.chosenWay(c); err != nil {
		return err
	}
	to, err := a.entered(c, entered, nil)
	if err != nil {
		return err
	}
	return a.RedirectKept(c, to, key)
}

// isSuspended says whether the login was refused because the account is suspended. Only a holder who has proved their
// identity is told.
func isSuspended(err error) bool {
	var refused *acts.Refused
	return errors.As(err, &refused) && refused.Why == acts.AccountSuspended
}

// readPassword reads the password of a login. A temporary password may be pasted with the whole message around it.
func readPassword(c echo.Context) (string, error) {
	password := c.FormValue("mot_de_passe")
	if password == "" {
		return "", web.RefuseField("mot_de_passe", account.ErrEmpty)
	}
	if secret, found := account.FindTemporary(password); found && web.TooLong(password) {
		password = secret
	}
	if web.TooLong(password) {
		return "", web.RefuseField("mot_de_passe", keys.ErrPasswordTooLong)
	}
	return password, nil
}

// refusedLogin returns the message for a temporary password that was replaced or used; for any other refusal it returns
// wrong.
func refusedLogin(r *acts.Refused, wrong *web.Refusal) *web.Refusal {
	switch r.Why {
	case acts.TemporaryReplaced:
		return web.Refuse("mot_de_passe", texts.TemporaryReplaced(r.Wanted, events.ChannelWords(r.Channel)))
	case acts.TemporaryUsed:
		return web.Refuse("mot_de_passe", texts.TemporaryUsed)
	}
	return wrong
}

// keyAfterLogout holds, in the session, the address to go to on the return from the logout at FranceConnect.
const keyAfterLogout = "after.logout"

func (a *Pages) logOut(c echo.Context) error { return a.LogOut(c, "") }

// LogOut ends the session on the server, clears the browser's data, and continues at FranceConnect if the login came
// from there. It ends at the address to, of a client, or at the login page if to is empty.
func (a *Pages) LogOut(c echo.Context, to string) error {
	ctx := c.Request().Context()
	v, err := a.VisitorEvenIdle(c)
	if err != nil {
		return err
	}
	if v != nil {
		who := a.Actor(c)
		who.Kind, who.Session = acts.Member, v.Login.ID
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.LogOut(ctx, t, who, v.Member) }); err != nil {
			return err
		}
	}
	outside, stays := a.franceConnectLogout(a.Sessions.GetBytes(ctx, keyIDToken))
	if err := a.Sessions.Destroy(ctx); err != nil {
		return err
	}
	a.ClearBrowser(c)
	switch {
	case outside != "":
		if to != "" {
			a.Sessions.Put(ctx, keyAfterLogout, to)
		}
		return a.leaveForFranceConnect(c, outside, texts.FranceConnectLoggedOut)
	case to != "":
		a.Views.RedirectOutside(c.Response(), c.Request(), to)
		return nil
	case stays:
		return a.Redirect(c, "/connexion?etat=deconnecte-ici")
	}
	return a.Redirect(c, "/connexion?etat=deconnecte")
}
