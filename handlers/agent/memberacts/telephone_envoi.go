package memberacts

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// callValue returns the value of a message of a call in the form.
func callValue(m acts.CallMessage) string {
	switch {
	case m.Proves == "":
		return "mots-" + string(m.Channel)
	case m.Former:
		return "ancien-" + string(m.Channel)
	}
	return "code-" + string(m.Channel)
}

// callNotes says what the code proves when it is read back.
var callNotes = map[db.CallProof]string{db.ProvesIdentity: texts.CallKnown, db.ProvesFresh: texts.CallFresh, db.ProvesSpelling: texts.CallSpelling}

// callChoice formats a message of a call as a choice in the form.
func callChoice(m acts.CallMessage) views.DeskChoice {
	by, whose := "par e-mail", " à "
	if m.Channel == account.SMS {
		by, whose = "par SMS", " au "
	}
	what := "Un code à vous dire, "
	if m.Proves == "" {
		what = "Les mots de cet appel, "
	}
	choice := views.DeskChoice{Value: callValue(m), Label: what + by, Note: callNotes[m.Proves]}
	if m.Former {
		choice.Note = texts.CallFormer
	}
	if m.Closed == acts.NoCall || m.Closed == 0 {
		choice.Label += whose + desk.ShownContact(db.ContactOf(m.Channel), m.To)
	}
	if m.Closed != 0 {
		choice.Note, choice.Closed = callClosed[m.Closed], true
	}
	return choice
}

// callClosed explains why a message of a call cannot be sent.
var callClosed = map[acts.Why]string{acts.NoSMS: texts.NoSMS, acts.NoEmail: texts.CallUnknown, acts.NoMobile: texts.CallUnknown, acts.NoCall: texts.CallNotBegun}

// SubmitCallMessage sends the words of the call, or a code to read back.
func (a *Pages) SubmitCallMessage(c echo.Context, m *db.Member) error {
	reason, noReason := desk.ParseGrounds(c, m.Profile)
	asked, err := a.chosenCallMessage(c, m)
	if err = web.JoinRefusals(err, noReason); err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.SendCallMessage(ctx, t, who, d, asked)
		})
		var closed *acts.Refused
		if errors.As(err, &closed) { // the channel became unavailable after the form was checked
			err = web.Refuse("envoi", texts.CallChooseSending)
		}
	}
	if err != nil {
		return a.Again(c, m, err, a.callScreen)
	}
	return a.Redirect(c, desk.MemberURL(m.ID)+"/telephone?etat=envoye")
}

func (a *Pages) chosenCallMessage(c echo.Context, m *db.Member) (acts.CallMessage, error) {
	all, err := a.Acts.CallMessages(c.Request().Context(), a.DB.Reader, a.Actor(c), m)
	if err != nil {
		return acts.CallMessage{}, err
	}
	for _, message := range all {
		if callValue(message) == c.FormValue("envoi") && message.Closed == 0 {
			return message, nil
		}
	}
	return acts.CallMessage{}, web.Refuse("envoi", texts.CallChooseSending)
}
