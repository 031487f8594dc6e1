package member

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// contactForm holds the fields of the form. Limits are in characters.
type contactForm struct {
	Subject    string `form:"sujet" validate:"required,max=120"`
	Name       string `form:"nom" validate:"required,max=120"`
	Identifier string `form:"identifiant" validate:"max=40"`
	Email      string `form:"email" validate:"required,max=254"`
	Message    string `form:"message" validate:"required,max=5000"`
}

// contactSubjects maps the parameter of a link to the form to the subject that it fills in.
var contactSubjects = map[string]string{"suspect": texts.SuspectSubject, "effacement": texts.ErasureSubject}

func (a *Pages) showContact(c echo.Context) error {
	return a.contactScreen(c, http.StatusOK, nil)
}

func (a *Pages) contactScreen(c echo.Context, status int, refused *web.Refusal) error {
	s := views.Screen{Template: "contact", Action: "/contact"}
	refused.Apply(&s)
	if status != http.StatusOK {
		s.Values = web.Typed(c, nil)
		return a.Render(c, status, s)
	}
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	s.Values = map[string]string{"identifiant": a.CarriedIdentifier(c)}
	if v != nil && !v.Limited() {
		s.Values = map[string]string{"identifiant": v.Member.Profile.Identifier, "nom": v.Member.Profile.DisplayName(), "email": account.ShowEmail(v.Member.Contacts[db.Email].Value)}
	}
	s.Values["sujet"] = contactSubjects[c.QueryParam("objet")]
	return a.Render(c, status, s)
}

// parseContact parses the form. The identifier is optional; a probable typing mistake in it is queried.
func (a *Pages) parseContact(c echo.Context) (contactForm, *account.Identifier, error) {
	field := func(name string) string { return account.Cleaned(c.FormValue(name)) }
	form := contactForm{Subject: field("sujet"), Name: field("nom"), Identifier: field("identifiant"), Email: field("email"), Message: strings.TrimSpace(account.Readable(c.FormValue("message")))}
	errs, err := web.FieldErrors(c.Validate(form))
	if err != nil {
		return form, nil, err
	}
	var (
		id                *account.Identifier
		unclear, mistyped error
	)
	if form.Identifier != "" {
		var parsed account.Identifier
		parsed, unclear = a.ParseIdentifier(c)
		id = &parsed
	}
	if form.Email != "" {
		form.Email, mistyped = a.ParseEmail(c, "")
	}
	return form, id, web.JoinRefusals(&web.Refusal{Fields: errs}, unclear, mistyped)
}

// submitContact stores the message for the agents and sends it to the caisse's mailbox, in one transaction.
func (a *Pages) submitContact(c echo.Context) error {
	form, id, err := a.parseContact(c)
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.contactScreen(c, http.StatusUnprocessableEntity, refused)
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	m := db.ContactMessage{Number: account.NewRequestNumber(), Subject: form.Subject, Name: form.Name, Identifier: form.Identifier, Email: form.Email, Message: form.Message}
	if id != nil {
		member, err := a.DB.OpenMember(ctx, a.DB.Keys().IdentifierKey(*id), a.Now())
		if err != nil {
			return err
		}
		if member != nil {
			m.MemberID = member.ID
		}
	}
	v, err := a.Visitor(c) // so that the actor is the member, if one is logged in
	if err != nil {
		return err
	}
	m.Proved = v != nil && !v.Limited() && v.Member.ID == m.MemberID
	err = a.Said(a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.WriteContact(ctx, t, a.Actor(c), &m) }))
	if slowed := a.Slowed(c, err); slowed != nil {
		return a.contactScreen(c, http.StatusTooManyRequests, slowed)
	}
	var no *web.Unavailable
	if errors.As(err, &no) { // the form keeps what was typed
		a.RetryAfter(c.Response(), a.Now().Add(web.NoRoomRetry))
		return a.contactScreen(c, http.StatusServiceUnavailable, web.Refuse("", no.Message))
	}
	if err != nil {
		return err
	}
	a.Sessions.Put(ctx, web.KeyContact, m.Number)
	if a.KnowsBrowser(c) {
		return a.Redirect(c, contactSentURL)
	}
	return a.Redirect(c, contactSentURL+"?"+sentParam+"="+a.SealForURL(sentParam, []byte(m.Number)))
}

// The confirmation of a message reads its number from the session. For a browser that may refuse cookies, the address carries the
// number, sealed, because the message has arrived either way.
const (
	contactSentURL = "/contact/confirmation"
	sentParam      = "recu"
)

func (a *Pages) showContactSent(c echo.Context) error {
	number := a.Sessions.GetString(c.Request().Context(), web.KeyContact)
	switch carried := c.QueryParam(sentParam); {
	case number != "" && carried != "":
		return a.Redirect(c, contactSentURL)
	case number == "":
		number = string(a.OpenFromURL(sentParam, carried))
	}
	if number == "" {
		return a.Redirect(c, "/contact")
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "contact/confirmation", Data: views.ContactSentData{Number: number, Answer: texts.AnswerWithin(a.Caisse.AnswerDays)}})
}
