package web

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// TooLong refuses before any costly work; the bound is counted in characters after NFC.
func TooLong(password string) bool {
	return utf8.RuneCountInString(gauge.NormalisePassword(password)) > gauge.MaxPassword
}

// Gauge judges what is being typed, by the function that accepts or refuses it in the end.
func (a *Base) Gauge(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	var m *db.Member
	if v != nil {
		m = v.Member
	}
	return a.Views.Gauge(c.Response(), c.Request(), gauge.Judge(c.Request().PostFormValue("nouveau"), a.Personal(m)))
}

// Personal is the member's own data: a password made of it is the first that is guessed.
func (a *Base) Personal(m *db.Member) gauge.Personal {
	p := gauge.Personal{Words: []string{a.Caisse.Name}}
	if m == nil {
		return p
	}
	p.Words = append(p.Words, m.Profile.Identifier, m.Profile.LastName, m.Profile.FirstName, m.Profile.Company,
		m.Profile.BirthDate, m.Profile.BirthTown, m.PendingEmail)
	p.Words = append(p.Words, m.Profile.Address...)
	for _, contact := range m.Contacts {
		p.Words = append(p.Words, contact.Value)
	}
	return p
}

// ChoosePassword reads the two fields of « Changement de votre mot de passe » and returns the new hash, or a refusal. former is
// the password that was just given, where it was: one that is near it is refused too.
func (a *Base) ChoosePassword(c echo.Context, m *db.Member, former string) (hash string, err error) {
	return a.NewPassword(c, a.Personal(m), m.PasswordHash, former)
}

// NewPassword is choosePassword for anybody: personal is their own data, current the hash in place, if any.
func (a *Base) NewPassword(c echo.Context, personal gauge.Personal, current, former string) (hash string, err error) {
	chosen, again := c.FormValue("nouveau"), c.FormValue("confirmation")
	refused := &Refusal{}
	if chosen == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "nouveau", Message: account.ErrEmpty.Message})
	}
	if again == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "confirmation", Message: account.ErrEmpty.Message})
	}
	if len(refused.Fields) > 0 {
		return "", refused
	}
	verdict := gauge.Judge(chosen, personal)
	refused.Change = func(s *views.Screen) {
		if d, ok := s.Data.(views.PasswordData); ok {
			d.Verdict = verdict
			s.Data = d
		}
	}
	switch {
	case !verdict.Accepted:
		refused.Fields = []views.FieldError{{Field: "nouveau", Message: weakness(verdict)}}
		return "", refused
	case gauge.Plain(chosen) != gauge.Plain(again):
		refused.Fields = []views.FieldError{{Field: "confirmation", Message: texts.PasswordsDiffer}}
		return "", refused
	}
	ctx := c.Request().Context()
	if current != "" {
		same, err := a.Hasher.Verify(ctx, current, gauge.NormalisePassword(chosen))
		if err != nil {
			return "", err
		}
		if same {
			refused.Fields = []views.FieldError{{Field: "nouveau", Message: texts.PasswordUnchanged}}
			return "", refused
		}
	}
	if gauge.TooNear(former, chosen) {
		refused.Fields = []views.FieldError{{Field: "nouveau", Message: texts.PasswordTooNear}}
		return "", refused
	}
	return a.Hasher.Hash(ctx, gauge.NormalisePassword(chosen))
}

// weakness is the sentence of a refused password: the gauge's advice.
func weakness(v gauge.Verdict) string {
	if v.Advice != "" {
		return v.Advice
	}
	return texts.PasswordRules
}

// ProveCurrent checks « Votre mot de passe actuel » of a logged-in member; tries are limited as at the login.
func (a *Base) ProveCurrent(c echo.Context, m *db.Member, field, password string) error {
	ctx := c.Request().Context()
	if password == "" {
		return RefuseField(field, account.ErrEmpty)
	}
	if TooLong(password) {
		return RefuseField(field, keys.ErrPasswordTooLong)
	}
	until, err := a.ReserveTry(c, db.PasswordProofs, m.IdentifierKey, events.PasswordProved.Blocked(m.IdentifierKey, events.Details{}), nil)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return &TooMany{Until: until, Message: texts.TooManyTries(a.From(until))}
	}
	right := false
	if m.PasswordHash != "" {
		right, err = a.Hasher.Verify(ctx, m.PasswordHash, gauge.NormalisePassword(password))
	}
	settle := func(f func(*db.Tx) error) error { return a.DB.InTx(ctx, f) }
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, settle(func(t *db.Tx) error { return t.Uncount(ctx, db.PasswordProofs, m.IdentifierKey) }))
	case err != nil:
		return err
	case !right:
		if err := a.AuditAlone(c, events.PasswordProved.Refused(m.IdentifierKey, events.Details{})); err != nil {
			return err
		}
		return Refuse(field, texts.PasswordNotYours)
	}
	return settle(func(t *db.Tx) error {
		if err := t.Forget(ctx, db.PasswordProofs, m.IdentifierKey); err != nil {
			return err
		}
		return a.Audit(c, t, events.PasswordProved.OK(m.IdentifierKey, events.Details{}))
	})
}

// Device names a browser's family, never its header: « Firefox sur Windows ».
func Device(userAgent string) string {
	find := func(names ...[2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser := find([2]string{"Edg", "Edge"}, [2]string{"OPR/", "Opera"}, [2]string{"SamsungBrowser", "Samsung Internet"},
		[2]string{"Firefox", "Firefox"}, [2]string{"FxiOS", "Firefox"}, [2]string{"Chrome", "Chrome"}, [2]string{"CriOS", "Chrome"}, [2]string{"Safari", "Safari"})
	system := find([2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"}, [2]string{"Android", "Android"},
		[2]string{"Windows", "Windows"}, [2]string{"Macintosh", "Mac"}, [2]string{"Linux", "Linux"})
	switch {
	case browser != "" && system != "":
		return browser + " sur " + system
	case browser+system != "":
		return browser + system
	}
	return "Navigateur inconnu"
}

// NewTemporary draws a temporary password and hashes it, before any transaction.
func (a *Base) NewTemporary(ctx context.Context) (secret, hash string, err error) {
	secret = account.NewTemporaryPassword()
	hash, err = a.Hasher.Hash(ctx, secret)
	return secret, hash, err
}
