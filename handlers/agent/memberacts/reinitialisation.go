package memberacts

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// ShowReset shows the form that resets a password.
func (a *Pages) ShowReset(c echo.Context, m *db.Member) error { return a.resetScreen(c, m, nil) }

func (a *Pages) resetScreen(c echo.Context, m *db.Member, refused error) error {
	ways, err := a.waysTo(c.Request().Context(), a.Actor(c), m)
	if err != nil {
		return err
	}
	lasting, err := a.DB.Troubles(c.Request().Context())
	if err != nil {
		return err
	}
	colleague, err := a.colleague(c)
	if err != nil {
		return err
	}
	d := views.DeskResetData{Who: a.Who(m), Lacks: lacks(m)}
	hold, err := a.DB.HoldOf(c.Request().Context(), m)
	if err != nil {
		return err
	}
	for _, w := range ways {
		choice := views.DeskChoice{Value: w.value, Label: w.label, Note: w.closed, Key: wayKeys[w.Channel], Closed: w.closed != ""}
		if w.Act.Need().Strength != acts.NoProofNeeded && !choice.Closed {
			choice.Note = a.resetNote(m, w.Way, colleague)
		}
		if w.Channel == account.Letter && !choice.Closed && hold.Held() {
			choice.Note = texts.LetterAddressHeld
		}
		if stuck := a.stuck(lasting, w.Channel, m.Destination(w.Channel)); stuck != "" && !choice.Closed {
			choice.Note = strings.TrimSpace(stuck + " " + choice.Note)
		}
		d.Channels = append(d.Channels, choice)
	}
	return a.ActScreen(c, m, "reinitialisation", views.Screen{Data: d}, refused)
}

// lacks says what a member without an e-mail address and a mobile number will need after the next login; empty for any other
// member.
func lacks(m *db.Member) string {
	if m.Contacts[db.Email].Value == "" && m.Contacts[db.Mobile].Value == "" {
		return texts.WithoutContact
	}
	return ""
}

// resetNote says why a password for this contact requires more, and what: a proof, or a colleague.
func (a *Pages) resetNote(m *db.Member, w acts.Way, colleague string) string {
	changed := a.Moment(m.Contacts[db.ContactOf(w.Channel)].ChangedAt)
	why := texts.ResetFresh(changed)
	if w.Act == acts.ToResetUnproved {
		why = texts.ResetUnproved(changed)
	}
	if !w.Asks {
		return texts.Join(why, texts.ProofHeld(strengthWords[w.Act.Need().Strength]))
	}
	return texts.Join(why, asked(w.Act), colleague)
}

// colleague says why a request of this agent cannot be approved yet; empty if a colleague can approve it.
func (a *Pages) colleague(c echo.Context) (string, error) {
	agent := desk.VisitorOf(c).Agent
	from, ok, err := a.Acts.NextApprover(c.Request().Context(), a.DB.Reader, agent)
	switch own := acts.ApprovesFrom(agent); {
	case err != nil:
		return "", err
	case own.After(a.Now()):
		return texts.AskerTooNew(a.From(own)), nil
	case !ok:
		return texts.ApproverNone, nil
	case !from.IsZero():
		return texts.ApproverLater(a.Moment(from)), nil
	}
	return "", nil
}

// stuck warns that messages of a channel are not leaving, or that the provider of this address does not accept them.
func (a *Pages) stuck(lasting []db.Trouble, channel account.Channel, to string) string {
	for _, t := range lasting {
		if t.Channel == channel && (t.Provider == "" || t.Provider == courier.Provider(to)) {
			return texts.WayStuck(channel == account.SMS, t.Provider, a.Since(t.Since))
		}
	}
	return ""
}

// SubmitReset resets a password, or requests a second agent's approval.
func (a *Pages) SubmitReset(c echo.Context, m *db.Member) error {
	asked, err := a.reset(c, m)
	if err != nil {
		return a.Again(c, m, err, a.resetScreen)
	}
	if asked {
		return a.Acted(c, m, "approbation")
	}
	return a.Acted(c, m, "reinitialise")
}

func (a *Pages) reset(c echo.Context, m *db.Member) (asked bool, err error) {
	reason, err := desk.ParseGrounds(c, m.Profile)
	w, unknown := a.chosen(c.Request().Context(), a.Actor(c), m, c.FormValue("voie"))
	if err := web.JoinRefusals(unknown, err); err != nil {
		return false, err
	}
	p, err := a.Acts.NewTemporary(c.Request().Context(), m.ID)
	if err != nil {
		return false, err
	}
	err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		asked, err = a.Acts.Reset(ctx, t, who, d, w.Channel, p)
		return err
	})
	var closed *acts.Refused
	if errors.As(err, &closed) { // the channel became unavailable after the form was checked
		w.Closed, w.Until = closed.Why, closed.Until
		return false, web.Refuse("voie", wayLabel(m, w.Way)+" : "+a.wayClosed(w.Way))
	}
	return asked, err
}
