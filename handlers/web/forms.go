package web

import (
	"errors"
	"net/http"
	"reflect"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/texts"
	"sesame/views"
)

// parseForm reads every form before its handler does: reading a field would pass over a body that is too large or no
// form at all. Fields come from the body alone: what stands in an address is kept in histories and logs on its way.
func parseForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := c.Request().ParseForm(); err != nil {
			return badForm(err)
		}
		c.Request().Form = c.Request().PostForm
		return next(c)
	}
}

// badForm is a body that is no form, or too large a one.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}

// formName is the name that a form gives to a field.
func formName(f reflect.StructField) string { return f.Tag.Get("form") }

// FieldErrors turns the validator's findings into sentences; any other error passes.
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

// newValidator names fields as the forms do.
func newValidator() formValidator {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(formName)
	return formValidator{rules: v}
}

func blank(s string) bool {
	for _, r := range s {
		if r != ' ' && r != '\u00a0' && r != '\t' {
			return false
		}
	}
	return true
}
