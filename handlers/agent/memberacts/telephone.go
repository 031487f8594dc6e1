package memberacts

import (
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// ShowCall shows the page of a call.
func (a *Pages) ShowCall(c echo.Context, m *db.Member) error { return a.callScreen(c, m, nil) }

func (a *Pages) callScreen(c echo.Context, m *db.Member, refused error) error {
	ctx, login, now := c.Request().Context(), desk.VisitorOf(c).Login.ID, a.Now()
	d := views.DeskCallData{Who: a.Who(m)}
	call, live, err := a.Acts.LiveCall(ctx, a.DB.Reader, m, login)
	if err != nil {
		return err
	}
	if live {
		d.Words, d.Until = call.Words, "jusqu'"+a.Until(web.LastMinute(call.ExpiresAt))
	}
	if d.Proved, err = a.Proofs(c, m); err != nil {
		return err
	}
	if len(d.Proved) > 0 && live {
		d.Forgets = texts.OtherCallForgets
	}
	d.Category = m.Category
	_, d.Question = account.QuestionFor(m.Category)
	code, err := a.DB.NewestCallCode(ctx, m.ID, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	if err == nil && code.SpentAt.IsZero() && code.Tries < acts.CallTries && now.Before(code.ExpiresAt) {
		d.Asked = texts.CallCodeSent(a.Moment(code.CreatedAt), a.Until(web.LastMinute(code.ExpiresAt)))
	}
	messages, err := a.Acts.CallMessages(ctx, a.DB.Reader, a.Actor(c), m)
	if err != nil {
		return err
	}
	for _, message := range messages {
		d.Sending = append(d.Sending, callChoice(message))
	}
	d.Sending = d.Sending.Lettered()
	s := views.Screen{Data: d}
	if state := c.QueryParam("etat"); refused == nil && (live || state != "appel") {
		s.Notice = callStates[state]
	}
	return a.ActScreen(c, m, "telephone", s, refused)
}

// callStates maps the state in a redirect's query to the notice on the page.
var callStates = map[string]string{
	"appel":       texts.CallBegun,
	"envoye":      texts.CallMessageSent,
	"juste":       texts.QuestionRight,
	"orthographe": texts.SpellingRight,
	"compte":      texts.SpellingTrusted,
}

// BeginCall generates the words of a call.
func (a *Pages) BeginCall(c echo.Context, m *db.Member) error {
	err := a.OnMember(c, m, events.Grounds{}, a.Acts.BeginCall)
	if err != nil {
		return a.Again(c, m, err, a.callScreen)
	}
	a.KeepRest(c)
	return a.Redirect(c, desk.MemberURL(m.ID)+"/telephone?etat=appel")
}

// SubmitCall checks the code that the member has read back. The key Enter in any field of the page is handled here, too: it performs
// the act whose fields are filled in. An answer, which counts once, is refused if a message is filled in as well.
func (a *Pages) SubmitCall(c echo.Context, m *db.Member) error {
	message := filled(c, "envoi", "motif")
	switch entered := c.FormValue("entree") != ""; {
	case !entered, filled(c, "code"):
	case filled(c, "reponse") && message: // the answer counts once, so Enter in the reason must not use it up
		return a.Again(c, m, web.Refuse("reponse", texts.PressForAnswer), a.callScreen)
	case filled(c, "reponse"):
		return a.SubmitCallAnswer(c, m)
	case message, !c.Request().PostForm.Has("code"):
		return a.SubmitCallMessage(c, m)
	}
	return a.submitCallCode(c, m)
}

// filled says whether one of the fields is not blank.
func filled(c echo.Context, fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool { return strings.TrimFunc(c.FormValue(field), account.Blank) != "" })
}

// submitCallCode checks the code that the member has read back.
func (a *Pages) submitCallCode(c echo.Context, m *db.Member) error {
	code := account.ReadCode(c.FormValue("code"), acts.CallDigits)
	if code == "" {
		return a.callScreen(c, m, web.RefuseField("code", account.ErrEmpty))
	}
	if len(code) != acts.CallDigits || !web.AllDigits(code) {
		return a.callScreen(c, m, web.Refuse("code", texts.CallCodeShape(acts.CallDigits)))
	}
	var (
		refused *acts.Refused
		proves  db.CallProof
	)
	err := a.OnMember(c, m, events.Grounds{}, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		proves, refused, err = a.Acts.TryCallCode(ctx, t, who, d, code)
		return err
	})
	if err == nil && refused != nil {
		return a.RefusedTry(c, m, a.callRefused(refused), a.callScreen)
	}
	if err != nil {
		return a.Again(c, m, err, a.callScreen)
	}
	if proves == db.ProvesSpelling {
		a.KeepRest(c)
		return a.Redirect(c, desk.MemberURL(m.ID)+"/telephone?etat="+a.spelt(c.Request().Context(), m))
	}
	return a.Acted(c, m, "prouve")
}

// spelt returns the state for the redirect: « compte » if the code has also verified the contact, else « orthographe ».
func (a *Pages) spelt(ctx context.Context, before *db.Member) string {
	if after, err := a.DB.Member(ctx, before.ID); err == nil {
		for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
			if before.Contacts[kind].VerifiedAt.IsZero() && !after.Contacts[kind].VerifiedAt.IsZero() {
				return "compte"
			}
		}
	}
	return "orthographe"
}

// callRefused describes the refusal of a code that the member has read back.
func (a *Pages) callRefused(r *acts.Refused) error {
	switch r.Why {
	case acts.TooManyCodes:
		return &web.TooMany{Until: r.Until, Message: texts.CallTooManyCodes(a.From(r.Until))}
	case acts.WrongCode:
		return web.Refuse("code", texts.CallCodeWrong)
	}
	return web.Refuse("", texts.CallCodeSpent)
}
