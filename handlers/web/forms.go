package web

import (
	"errors"
	"mime"
	"net/http"
	"reflect"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/texts"
	"sesame/views"
)

// parseForm parses every form before its handler, because reading a field ignores errors such as a body that is too
// large or malformed. Fields are read from the body only: URLs are stored in browser histories and logs.
func parseForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !isForm(r) && !isUpload(r) && !isForPrograms(r) { // the standards of OpenID prescribe the error responses to programs
			return echo.NewHTTPError(http.StatusUnsupportedMediaType)
		}
		if err := r.ParseForm(); err != nil {
			return badForm(err)
		}
		r.Form = r.PostForm
		return next(c)
	}
}

// isForm says whether a request has the content type of a form, or no body. Every method other than POST counts as a form.
func isForm(r *http.Request) bool {
	said := r.Header.Get("Content-Type")
	if said == "" && r.ContentLength == 0 || r.Method != http.MethodPost {
		return true
	}
	kind, _, err := mime.ParseMediaType(said)
	return err == nil && kind == "application/x-www-form-urlencoded"
}

// badForm converts the error of a malformed or oversized body.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}

// formName returns a field's name in the form.
func formName(f reflect.StructField) string { return f.Tag.Get("form") }

// FieldErrors converts validation errors to sentences; it returns any other error unchanged.
func FieldErrors(err error) ([]views.FieldError, error) {
	var found validator.ValidationErrors
	if err == nil {
		return nil, nil
	}
	if !errors.As(err, &found) {
		return nil, err
	}
	var errs []views.FieldError
	for _, f := range found {
		message := account.ErrEmpty.Message
		if f.Tag() == "max" {
			message = texts.TooLong(f.Param())
		}
		errs = append(errs, views.FieldError{Field: f.Field(), Message: message})
	}
	return errs, nil
}

type formValidator struct{ rules *validator.Validate }

func (v formValidator) Validate(form any) error { return v.rules.Struct(form) }

// newValidator returns a validator that uses the forms' field names.
func newValidator() formValidator {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(formName)
	return formValidator{rules: v}
}
