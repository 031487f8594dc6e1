package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

// states are the sentences that a redirect may ask the login page to say.
var states = map[string]string{
	"deconnecte": "Vous êtes déconnecté.",
	"fin":        "Votre session a pris fin, par sécurité. Connectez-vous de nouveau pour continuer.",
	"abandon":    "Vous avez abandonné. Rien de ce qui restait à faire n'a été enregistré.",
}

func (a *App) showLogin(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if v != nil && !v.limited() {
		return a.redirect(c, "/espace")
	}
	return a.loginScreen(c, http.StatusOK, views.ConnexionData{}, nil)
}

func (a *App) loginScreen(c echo.Context, status int, d views.ConnexionData, errs []views.FieldError) error {
	d.FranceConnect, d.InscriptionURL = a.FranceConnect != nil, a.InscriptionURL
	s := views.Screen{Template: "connexion", Action: "/connexion", Errors: errs, Data: d}
	if status == http.StatusOK {
		s.Notice = cmp.Or(states[c.QueryParam("etat")], a.franceConnectNotice(c))
	} else {
		s.Values = typed(c, nil)
	}
	return a.render(c, status, s)
}

// incorrect is all that a stranger learns of a failed login (journeys.md, A).
const incorrect = "Identifiant ou mot de passe incorrect."

func (a *App) submitLogin(c echo.Context) error {
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
	if tooLong(password) {
		errs = append(errs, views.FieldError{Field: "mot_de_passe", Message: account.ErrPasswordTooLong.Message})
	}
	if len(errs) > 0 {
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, errs)
	}
	ctx := c.Request().Context()
	key := a.DB.Keys().IdentifierKey(id)
	until, err := a.reserveTry(c, db.LoginFailures, eventLogin, key)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		a.retryAfter(c.Response(), until)
		return a.loginScreen(c, http.StatusTooManyRequests, views.ConnexionData{RetryAt: a.clock(until)}, nil)
	}
	m, known, err := a.DB.MemberOrNeighbour(ctx, key) // the neighbour of nobody is read for the time it takes
	if err != nil && !isNotFound(err) {
		return err
	}
	if !known {
		m = nil
	}
	way, err := a.checkPassword(ctx, m, password)
	if errors.Is(err, account.ErrBusy) {
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return t.Uncount(ctx, db.LoginFailures, key) }))
	}
	if err != nil {
		return err
	}
	switch {
	case way == "":
		if err := a.auditAlone(c, eventLogin, key, db.ResultRefused, ""); err != nil {
			return err
		}
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{}, []views.FieldError{{Message: incorrect}})
	case way == methodTemporary && !a.Now().Before(m.Temporary.ExpiresAt):
		err := a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := t.Forget(ctx, db.LoginFailures, key); err != nil {
				return err
			}
			return a.audit(c, t, eventLogin, key, db.ResultRefused, "expired")
		})
		if err != nil {
			return err
		}
		return a.loginScreen(c, http.StatusUnprocessableEntity, views.ConnexionData{Expired: true}, nil)
	}
	return a.logIn(c, m, way)
}

// reserveTry counts a try before its password is checked, so that parallel ones cannot slip under the limit. It says
// until when tries are refused; zero when this one may go on.
func (a *App) reserveTry(c echo.Context, kind db.LimitKind, event string, key []byte) (until time.Time, err error) {
	ctx := c.Request().Context()
	now := a.Now()
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		failures, err := t.Events(ctx, kind, key, now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if until = a.Limits.LoginRetry(failures, now); !until.IsZero() {
			return a.audit(c, t, event, key, db.ResultBlocked, "")
		}
		return t.Count(ctx, kind, key, now)
	})
	return until, err
}

// checkPassword returns the way in, or "" for a wrong password. What it costs depends on what was typed and never on
// who asks: one hash, for a temporary password is told by its form; two where spaces stand in one, as on a letter, for
// they may as well belong to a permanent password.
func (a *App) checkPassword(ctx context.Context, m *db.Member, password string) (way string, err error) {
	joined := strings.Join(strings.Fields(password), "") // a letter prints it in groups
	temporary := account.IsTemporary(joined)
	if temporary {
		hash := ""
		if m != nil && m.Temporary != nil {
			hash = m.Temporary.Hash
		}
		right, err := a.verify(ctx, hash, account.NormaliseTemporary(joined))
		if err != nil {
			return "", err
		}
		if right {
			way = methodTemporary
		}
	}
	if !temporary || joined != password {
		hash := ""
		if m != nil {
			hash = m.PasswordHash
		}
		right, err := a.verify(ctx, hash, account.NormalisePassword(password))
		if err != nil {
			return "", err
		}
		if right && way == "" {
			way = methodPassword
		}
	}
	return way, nil
}

// verify compares with a hash; without one it costs the same and is wrong.
func (a *App) verify(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		return false, a.Hasher.Burn(ctx, password)
	}
	return a.Hasher.Verify(ctx, hash, password)
}

// logIn opens the private space, or journey B when it is due: after a temporary password, or where it was left.
func (a *App) logIn(c echo.Context, m *db.Member, way string) error {
	ctx, now := c.Request().Context(), a.Now()
	opened, limited := way, way == methodTemporary || way != methodFranceConnect && m.Personalising()
	if limited {
		opened = methodTemporary
	}
	var login int64
	open := func(t *db.Tx) (err error) {
		if way != methodFranceConnect { // which says nothing about who tries passwords meanwhile
			if err := t.Forget(ctx, db.LoginFailures, m.IdentifierKey); err != nil {
				return err
			}
		}
		if err := a.audit(c, t, eventLogin, m.IdentifierKey, db.ResultOK, opened); err != nil {
			return err
		}
		login, err = t.OpenLogin(ctx, m.ID, opened, device(c.Request().UserAgent()), now)
		return err
	}
	if !limited {
		if err := a.DB.InTx(ctx, open); err != nil {
			return err
		}
		if err := a.enter(c, login); err != nil {
			return err
		}
		return a.redirect(c, "/espace")
	}
	w := a.journeys[journey.Personalisation.Name]
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey}
	if way != methodTemporary {
		f.ProvedAt = now // the password was chosen before the journey was left
	}
	err := w.begin(c, f, func(t *db.Tx) error {
		if err := open(t); err != nil {
			return err
		}
		if f.ProvedAt.IsZero() || m.PendingEmail == "" {
			return nil
		}
		if err := a.sendCode(c, t, f, m, emailCode(m, m.PendingEmail), owners, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	a.Wake()
	if err := a.enter(c, login); err != nil {
		return err
	}
	return a.redirect(c, w.journey.Path)
}

// logOut ends the session on the server, clears the browser, and goes on to FranceConnect where it came from there.
func (a *App) logOut(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if v != nil {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := t.CloseLogin(ctx, v.member.ID, v.login.ID, a.Now()); err != nil {
				return err
			}
			return a.audit(c, t, eventLogout, v.member.IdentifierKey, db.ResultOK, "")
		}); err != nil {
			return err
		}
	}
	outside := a.franceConnectLogout(c)
	if err := a.sessions.Destroy(ctx); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	if outside != "" {
		return a.leaveForFranceConnect(c, outside)
	}
	return a.redirect(c, "/connexion?etat=deconnecte")
}
