package web

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/journey/acts"
	"sesame/texts"
)

// ParseReply parses the answer to a category's identity question, in the fields « nature » and « reponse ». What cannot be an
// answer by its format, or answers the other question, is refused and does not count as the answer. Nor does the member's
// identifier, given by its key: people confuse it with the serial number of the card.
func (a *Base) ParseReply(c echo.Context, category account.Category, identifierKey []byte) (acts.Reply, error) {
	q, _ := account.QuestionFor(category)
	text := c.FormValue("reponse")
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return acts.Reply{}, Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		serial, err := account.ParseSerial(text)
		if id, malformed := account.ParseIdentifier(text); malformed == nil && bytes.Equal(a.DB.Keys().IdentifierKey(id), identifierKey) {
			err = &account.FieldError{Message: texts.SerialIsIdentifier}
			if IsAgentSite(c.Request()) {
				err = &account.FieldError{Message: texts.SerialIsIdentifierTheirs}
			}
		}
		if err != nil {
			return acts.Reply{}, RefuseField("reponse", err)
		}
		return acts.Reply{Serial: serial}, nil
	}
	if len(q.Natures) == 0 || q.Vitale && choice != string(q.Natures[0]) {
		return acts.Reply{}, Refuse("nature", texts.NotOffered)
	}
	cents, err := account.ParseExactAmount(text)
	if err != nil {
		return acts.Reply{}, RefuseField("reponse", err)
	}
	return acts.Reply{Nature: q.Natures[0], Cents: cents}, nil
}
