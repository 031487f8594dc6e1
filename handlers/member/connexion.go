package member

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// states are the sentences that a redirect may ask the login page to say.
var states = map[string]string{
	"deconnecte": texts.LoggedOut,
	"fin":        texts.SessionEnded,
	"abandon":    texts.JourneyAbandoned,
}

func (a *Pages) showLogin(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v != nil && !v.Limited() {
		return a.Redirect(c, "/espace")
	}
	return a.loginScreen(c, http.StatusOK, views.ConnexionData{}, nil)
}

func (a *Pages) loginScreen(c echo.Context, status int, d views.ConnexionData, errs []views.FieldError) error {
	d.FranceConnect, d.InscriptionURL = a.FranceConnect != nil, a.InscriptionURL
	s := views.Screen{Template: "connexion", Action: "/connexion", Errors: errs, Data: d}
	if status == http.StatusOK {
		s.Notice = cmp.Or(states[c.QueryParam("etat")], a.franceConnectNotice(c))
	} else {
		s.Values = web.Typed(c, nil)
	}
	return a.Render(c, status, s)
}

func (a *Pages) submitLogin(c echo.Context) error {
	typedID, password := c.FormValue("identifiant"), c.FormValue("mot_de_passe")
	var errs []views.FieldError
	id, err := account.ParseIdentifier(typedID)
	if errors.Is(err, account.ErrEmpty) {
		errs = append(errs, views.FieldError{Field: "identifiant", Message: account.ErrEmpty.Message})
	} else if err != nil {
		// Nobody has such an identifier; it is answered as any other that nobody has.
		id = account.Identifier{Kind: account.Tiers, Value: typedID}
	}
	if password == "" {
		errs = append(errs, views.FieldError{Field: "mot_de_passe", Message: account.ErrEmpty.Message})
	}
	if web.TooLong(password) {
		errs = append(errs, views.FieldError{Field: "mot_de_passe", Message: keys.ErrPasswordTooLong.Message})
	}
	if len(errs) > 0 {
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, errs)
	}
	ctx := c.Request().Context()
	key := a.DB.Keys().IdentifierKey(id)
	m, known, err := a.DB.MemberOrNeighbour(ctx, key, a.Now()) // the neighbour of nobody is read for the time it takes
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	if !known {
		m = nil
	}
	way, until, err := a.CheckPassword(c, key, m, password)
	if err != nil {
		return err
	}
	switch {
	case !until.IsZero():
		a.RetryAfter(c.Response(), until)
		return a.loginScreen(c, http.StatusTooManyRequests, views.ConnexionData{RetryAt: a.Clock(until)}, nil)
	case way == "":
		return a.refuseLogin(c, key)
	case way == web.MethodTemporary && !a.Now().Before(m.Temporary.ExpiresAt):
		err := a.DB.InTx(ctx, func(t *db.Tx) error {
			return errors.Join(a.ForgetTries(c, t, key), a.Audit(c, t, events.Login.Refused(key, events.Details{Way: events.ByTemporary, Cause: events.Expired})))
		})
		if err != nil {
			return err
		}
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{Expired: true}, nil)
	}
	if err := a.logIn(c, m, way); !errors.Is(err, errReplaced) {
		return err
	}
	return a.refuseLogin(c, key)
}

// refuseLogin is the answer to a wrong password, whoever asks: its sentence is all that a stranger learns.
func (a *Pages) refuseLogin(c echo.Context, key []byte) error {
	if err := a.AuditAlone(c, events.Login.Refused(key, events.Details{})); err != nil {
		return err
	}
	return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, []views.FieldError{{Message: texts.LoginIncorrect}})
}

// errReplaced: the password was found right, and was no longer the one in place when the session was to be opened.
var errReplaced = errors.New("the password was replaced meanwhile")

// stillRight makes sure, in the transaction that opens a session, that the password which was checked before it still
// counts: whoever changes a password closes the sessions that are open then, and must not miss this one.
func stillRight(ctx context.Context, t *db.Tx, m *db.Member, way string) error {
	now, err := t.Member(ctx, m.ID)
	switch {
	case err != nil:
		return err
	case way == web.MethodPassword && now.PasswordHash != m.PasswordHash,
		way == web.MethodTemporary && (now.Temporary == nil || now.Temporary.Hash != m.Temporary.Hash):
		return errReplaced
	}
	return nil
}

// logIn opens the private space, or the personalisation when it is due: after a temporary password, or where it was left.
func (a *Pages) logIn(c echo.Context, m *db.Member, way string) error {
	ctx, now := c.Request().Context(), a.Now()
	opened, limited := way, way == web.MethodTemporary || way != web.MethodFranceConnect && m.Personalising()
	if limited {
		opened = web.MethodTemporary
	}
	var login int64
	open := func(t *db.Tx) (err error) {
		if err := stillRight(ctx, t, m, way); err != nil {
			return err
		}
		if way != web.MethodFranceConnect { // which says nothing about who tries passwords meanwhile
			if err := a.ForgetTries(c, t, m.IdentifierKey); err != nil {
				return err
			}
		}
		if err := a.Audit(c, t, events.Login.OK(m.IdentifierKey, events.Details{Way: events.Way(opened)})); err != nil {
			return err
		}
		login, err = t.OpenLogin(ctx, m.ID, opened, web.Device(c.Request().UserAgent()), now)
		return err
	}
	if !limited {
		if err := a.DB.InTx(ctx, open); err != nil {
			return err
		}
		if err := a.Enter(c, login); err != nil {
			return err
		}
		return a.Redirect(c, "/espace")
	}
	w := a.journeys[journey.Personalisation.Name]
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey}
	if way != web.MethodTemporary { // the password was chosen before the journey was left
		f.ProvedAt, f.NewEmail = now, m.PendingEmail
	}
	err := w.Begin(c, f, func(t *db.Tx) error {
		if err := open(t); err != nil {
			return err
		}
		if f.ProvedAt.IsZero() || m.PendingEmail == "" {
			return nil
		}
		if err := a.SendCode(c, t, f, m, emailCode(m, m.PendingEmail), web.Owners, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	if err := a.Enter(c, login); err != nil {
		return err
	}
	return a.Redirect(c, w.Journey.Path)
}

// logOut ends the session on the server, clears the browser, and goes on to FranceConnect where it came from there.
func (a *Pages) logOut(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v != nil {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := t.CloseLogin(ctx, v.Member.ID, v.Login.ID, a.Now()); err != nil {
				return err
			}
			return a.Audit(c, t, events.Logout.OK(v.Member.IdentifierKey, events.Details{}))
		}); err != nil {
			return err
		}
	}
	outside := a.franceConnectLogout(c)
	if err := a.Sessions.Destroy(ctx); err != nil {
		return err
	}
	web.ClearBrowser(c)
	if outside != "" {
		return a.leaveForFranceConnect(c, outside)
	}
	return a.Redirect(c, "/connexion?etat=deconnecte")
}
