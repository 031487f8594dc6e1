package web

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/journey/acts"
	"sesame/texts"
)

// ReplyFields names the form's fields for an answer to the identity question: the serial number of a card, and an amount.
// They may be the same field.
type ReplyFields struct{ Serial, Amount string }

// ParseReply parses the answer to a category's identity question; the field « nature » says which question is answered. An
// entry that cannot be an answer by its format, or that answers another question, is refused and does not count as an
// answer.
func ParseReply(c echo.Context, in ReplyFields, category account.Category) (acts.Reply, error) {
	q, _ := account.QuestionFor(category)
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return acts.Reply{}, Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		serial, err := account.ParseSerial(c.FormValue(in.Serial))
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
