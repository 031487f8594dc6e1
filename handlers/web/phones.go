package web

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// phoneFields lists the three optional numbers in display order.
var phoneFields = []struct {
	field string
	kind  db.ContactKind
	parse func(string) (string, error)
}{
	{"portable", db.Mobile, account.ReadMobile},
	{"fixe", db.Landline, account.ReadPhone},
	{"fax", db.Fax, account.ReadPhone},
}

// PhoneValues returns the three numbers as shown in the form.
func PhoneValues(m *db.Member) map[string]string {
	values := map[string]string{}
	for _, f := range phoneFields {
		values[f.field] = account.FormatPhone(m.Contacts[f.kind].Value)
	}
	return values
}

// ParsePhones parses the three numbers; an empty one removes the stored number.
func ParsePhones(c echo.Context) (map[db.ContactKind]string, error) {
	numbers, refusal := map[db.ContactKind]string{}, &Refusal{}
	for _, f := range phoneFields {
		number, err := f.parse(c.FormValue(f.field))
		if errors.Is(err, account.ErrEmpty) {
			numbers[f.kind] = ""
			continue
		}
		var refused *account.FieldError
		if errors.As(err, &refused) {
			refusal.Fields = append(refusal.Fields, views.FieldError{Field: f.field, Message: refused.Message})
			continue
		}
		if err != nil {
			return nil, err
		}
		numbers[f.kind] = number
	}
	if len(refusal.Fields) > 0 {
		return nil, refusal
	}
	return numbers, nil
}
