package web

import (
	"cmp"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// TooLong rejects a password before any costly work. The limit is in characters after NFC.
func TooLong(password string) bool {
	return utf8.RuneCountInString(gauge.NormalisePassword(password)) > gauge.MaxPassword
}

// ChoosePassword reads the two fields of « Changement de votre mot de passe » and returns the new hash, or a refusal.
// former is the password just entered, if any: a similar new one is refused too.
func (a *Base) ChoosePassword(c echo.Context, m *db.Member, former string) (hash string, err error) {
	return a.NewPassword(c, Choice{Personal: a.Acts.Personal(m), Member: m, Former: former}, m.PasswordHash)
}

// NewPassword is ChoosePassword for any person; current is the hash in place, if any.
func (a *Base) NewPassword(c echo.Context, choice Choice, current string) (hash string, err error) {
	chosen, again := c.FormValue("nouveau"), c.FormValue("confirmation")
	refused := &Refusal{}
	switch { // both fields come back empty, so a message about either is shown at the first
	case chosen == "" && again == "":
		refused.Fields = []views.FieldError{{Field: "nouveau", Message: account.ErrEmpty.Message}, {Field: "confirmation", Message: account.ErrEmpty.Message}}
		return "", refused
	case chosen == "" || again == "":
		return "", Refuse("nouveau", texts.PasswordOnce)
	}
	if many, err := a.tooManyChoices(c, choice); err != nil || many {
		refused.Fields = []views.FieldError{{Field: "nouveau", Message: texts.PasswordManyTried}}
		return "", cmp.Or[error](err, refused)
	}
	verdict := choice.judge(chosen)
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
		return "", Refuse("nouveau", texts.PasswordsDiffer) // without Change: the gauge shows no verdict beside an empty field
	}
	hash, err = a.Acts.HashChosen(c.Request().Context(), chosen, verdict, current, choice.Former)
	var said *Refusal
	if errors.As(a.Said(err), &said) {
		refused.Fields = said.Fields
		verdict = refusedVerdict(verdict, said.Fields[0].Message)
		return "", refused
	}
	return hash, err
}

// weakness is the message for a refused password: the gauge's advice.
func weakness(v gauge.Verdict) string {
	if v.Advice != "" {
		return v.Advice
	}
	return texts.PasswordRules
}

// ProveCurrent verifies the current password of a logged-in member, with the same limits as a login.
func (a *Base) ProveCurrent(c echo.Context, m *db.Member, field, password string) error {
	if password == "" {
		return RefuseField(field, account.ErrEmpty)
	}
	if TooLong(password) {
		return RefuseField(field, keys.ErrPasswordTooLong)
	}
	err := a.Acts.ProvePassword(c.Request().Context(), a.Actor(c), m, password)
	var refused *acts.Refused
	if errors.As(err, &refused) && refused.Why == acts.WrongPassword {
		return Refuse(field, texts.PasswordNotYours)
	}
	return a.Said(err)
}

// Device names the browser and its system, never the header itself: « Firefox sur Windows ».
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
