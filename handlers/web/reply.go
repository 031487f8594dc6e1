package web

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/journey/acts"
	"sesame/texts"
)

// ReplyFields are the names of a form's fields for an answer to the identity question: the serial number of a card, and an
// amount. They may be one field.
type ReplyFields struct{ Serial, Amount string }

// ParseReply parses the answer to a category's identity question, of which « nature » says what is answered. What cannot be an
// answer by its format, or answers the other question, is refused and does not count as the answer. Nor does the member's
// identifier, given by its key: people confuse it with the serial number of the card.
func (a *Base) ParseReply(c echo.Context, in ReplyFields, category account.Category, identifierKey []byte) (acts.Reply, error) {
	q, _ := account.QuestionFor(category)
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return acts.Reply{}, Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		text := c.FormValue(in.Serial)
		serial, err := account.ParseSerial(text)
		if id, malformed := account.ParseIdentifier(text); malformed == nil && bytes.Equal(a.DB.Keys().IdentifierKey(id), identifierKey) {
			err = &account.FieldError{Message: texts.SerialIsIdentifier}
			if IsAgentSite(c.Request()) {
				err = &account.FieldError{Message: texts.SerialIsIdentifierTheirs}
			}
		}
		if err != nil {
			return acts.Reply{}, RefuseField(in.Serial, err)
		}
		return acts.Reply{Serial: serial}, nil
	}
	if len(q.Natures) == 0 || q.Vitale && choice != string(q.Natures[0]) {
		return acts.Reply{}, Refuse("nature", texts.NotOffered)
	}
	cents, err := account.ParseExactAmount(c.FormValue(in.Amount))
	if err != nil {
		return acts.Reply{}, RefuseField(in.Amount, err)
	}
	return acts.Reply{Nature: q.Natures[0], Cents: cents}, nil
}
