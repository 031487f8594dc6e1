package web

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/texts"
	"sesame/views"
)

// ParseIdentifier parses the field « identifiant ». A probable typing mistake is refused without any look-up, so that the
// answer is the same whether or not a member exists. The screen then offers to keep what was typed, because the caisse may
// have given a tiers any number.
func (a *Base) ParseIdentifier(c echo.Context) (account.Identifier, error) {
	const field = "identifiant"
	typed := c.FormValue(field)
	id, err := account.ParseIdentifier(typed)
	if err != nil {
		return id, RefuseField(field, err)
	}
	doubt := id.Doubt(a.TiersDigits)
	if doubt == nil {
		return id, nil
	}
	if confirmed, err := account.ParseIdentifier(c.FormValue(views.ConfirmedName(field))); err == nil && confirmed == id {
		return id, nil
	}
	return id, asked(RefuseField(field, doubt), views.Choice{Name: views.ConfirmedName(field), Value: typed, Label: texts.IdentifierConfirm})
}

// ParseEmail parses the field « email ». A probable typing mistake is refused: the screen offers the address that was
// probably meant, and to keep the one that was typed. The address inPlace is accepted without this check.
func (a *Base) ParseEmail(c echo.Context, inPlace string) (string, error) {
	const field = "email"
	form := c.Request().PostForm
	if corrected := form.Get(views.CorrectedName(field)); corrected != "" {
		form.Set(field, corrected) // so that the screen shows it if another field is refused
	}
	typed := form.Get(field)
	address, malformed := account.ReadEmail(typed)
	if errors.Is(malformed, account.ErrEmpty) {
		return "", RefuseField(field, malformed)
	}
	meant := account.SuggestEmail(typed, a.DB.CommonDomains())
	confirmed, err := account.ReadEmail(form.Get(views.ConfirmedName(field)))
	switch {
	case malformed != nil && meant == "":
		return "", RefuseField(field, malformed)
	case malformed != nil:
		return "", asked(Refuse(field, texts.EmailMeant(account.ShowEmail(meant))), correction(field, meant))
	case meant == "", account.SameEmail(address, inPlace), err == nil && account.SameEmail(address, confirmed):
		return address, nil
	}
	keep := views.Choice{Name: views.ConfirmedName(field), Value: address, Label: texts.EmailKeep}
	if IsAgentSite(c.Request()) {
		keep.Label = texts.EmailKeepTheirs
	}
	return "", asked(Refuse(field, texts.EmailMeant(account.ShowEmail(meant))), correction(field, meant), keep)
}

func correction(field, meant string) views.Choice {
	return views.Choice{Name: views.CorrectedName(field), Value: meant, Label: texts.EmailCorrect(account.ShowEmail(meant))}
}

// asked adds choices to the screen that shows a refused entry.
func asked(refused error, choices ...views.Choice) error {
	if r, ok := refused.(*Refusal); ok { //nolint:errorlint // from RefuseField
		r.Change = func(s *views.Screen) { s.Choices = append(s.Choices, choices...) }
	}
	return refused
}
