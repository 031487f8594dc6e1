package web

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/texts"
	"sesame/views"
)

// ParseIdentifier parses the field « identifiant ». What is most likely mistyped is refused at no cost, whoever asks; the
// screen then offers to go on with it, because the caisse may have given a tiers any number.
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

// asked adds choices to the screen of a refused entry.
func asked(refused error, choices ...views.Choice) error {
	if r, ok := refused.(*Refusal); ok { //nolint:errorlint // from RefuseField
		r.Change = func(s *views.Screen) { s.Choices = choices }
	}
	return refused
}
