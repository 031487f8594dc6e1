package member

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// contactForm is what the form brings. Bounds are in characters.
type contactForm struct {
	Subject    string `form:"sujet" validate:"required,max=120"`
	Name       string `form:"nom" validate:"required,max=120"`
	Identifier string `form:"identifiant" validate:"max=40"`
	Email      string `form:"email" validate:"required,max=254"`
	Message    string `form:"message" validate:"required,max=5000"`
}

// contactsPerDay bounds what one address of the network may write in 24 hours, so that nobody floods the caisse's mailbox.
const contactsPerDay = 10

func (a *Pages) showContact(c echo.Context) error {
	return a.contactScreen(c, http.StatusOK, nil)
}

func (a *Pages) contactScreen(c echo.Context, status int, errs []views.FieldError) error {
	s := views.Screen{Template: "contact", Action: "/contact", Errors: errs}
	if status != http.StatusOK {
		s.Values = web.Typed(c, nil)
	}
	return a.Render(c, status, s)
}

func (a *Pages) parseContact(c echo.Context) (contactForm, []views.FieldError, error) {
	field := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	form := contactForm{Subject: field("sujet"), Name: field("nom"), Identifier: field("identifiant"), Email: field("email"), Message: field("message")}
	errs, err := web.FieldErrors(c.Validate(form))
	if err != nil {
		return form, nil, err
	}
	email, err := account.ParseEmail(form.Email)
	var malformed *account.FieldError
	if errors.As(err, &malformed) && form.Email != "" {
		errs = append(errs, views.FieldError{Field: "email", Message: malformed.Message})
	}
	form.Email = email
	return form, errs, nil
}

// submitContact keeps the message for the agents and sends it to the caisse's mailbox, in one transaction.
func (a *Pages) submitContact(c echo.Context) error {
	form, errs, err := a.parseContact(c)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return a.contactScreen(c, http.StatusUnprocessableEntity, errs)
	}
	ctx, now := c.Request().Context(), a.Now()
	m := db.ContactMessage{Number: account.NewRequestNumber(), Subject: form.Subject, Name: form.Name, Identifier: form.Identifier, Email: form.Email, Message: form.Message}
	if id, err := account.ParseIdentifier(form.Identifier); err == nil {
		// As at the login: nobody costs what a member costs.
		member, known, err := a.DB.MemberOrNeighbour(ctx, a.DB.Keys().IdentifierKey(id), now)
		if err != nil && !web.IsNotFound(err) {
			return err
		}
		if known {
			m.MemberID = member.ID
		}
	}
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.keepContact(c, t, m, now) })
	var many *web.TooMany
	if errors.As(err, &many) {
		a.RetryAfter(c.Response(), many.Until)
		return a.contactScreen(c, http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}})
	}
	if err != nil {
		return err
	}
	a.Sessions.Put(ctx, web.KeyContact, m.Number)
	return a.Redirect(c, "/contact/confirmation")
}

func (a *Pages) keepContact(c echo.Context, t *db.Tx, m db.ContactMessage, now time.Time) error {
	ctx := c.Request().Context()
	from := a.OriginKey(c)
	until, err := web.FreeAt(ctx, t.Reader, db.ContactMessages, from, []account.Cap{{Max: contactsPerDay, Window: 24 * time.Hour}}, now)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return &web.TooMany{Until: until, Message: texts.TooManyMessages(a.From(until), a.Caisse.Phone)}
	}
	if err := t.Count(ctx, db.ContactMessages, from, now); err != nil {
		return err
	}
	if err := t.AddContactMessage(ctx, m, now); err != nil {
		return err
	}
	if err := a.Audit(c, t, events.ContactMessage.OK(nil, events.Details{})); err != nil {
		return err
	}
	given := ""
	if m.Identifier != "" {
		given = "oui"
	}
	return t.Post(ctx, 0, db.Message{
		Kind: db.KindContact, Channel: account.Email, To: a.Caisse.ContactEmail, Request: m.Number, At: now,
		Fields: map[string]string{"number": m.Number, "subject": m.Subject, "name": m.Name, "identifier": given, "email": m.Email, "message": m.Message},
	}, now, now.Add(web.NoticeLife))
}

func (a *Pages) showContactSent(c echo.Context) error {
	number := a.Sessions.GetString(c.Request().Context(), web.KeyContact)
	if number == "" {
		return a.Redirect(c, "/contact")
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "contact/confirmation", Data: views.ContactSentData{Number: number}})
}
