// Package account holds the rules of an account: identifiers, temporary passwords, codes, the identity question,
// contacts and limits. It is pure but for crypto/rand: it knows neither HTTP nor SQL, and every instant is given to it.
package account

import "sesame/texts"

// FieldError is a refused entry, in words for the person who typed it: a plain French sentence that says what to do.
type FieldError struct{ Message string }

func (e *FieldError) Error() string { return e.Message }

// ErrEmpty is the guide's sentence for a field left blank.
var ErrEmpty = &FieldError{texts.Required}

// Caisse is the organisation that runs the service, as screens, messages and letters name it. Each dead end shows
// Phone and Hours.
type Caisse struct {
	Name         string
	Phone        string
	Hours        string
	Address      string
	Site         string
	ContactEmail string // where the contact form leads
	Color        string // #rrggbb
	Host         string // the host of the « @host #code » line that ties a code to this site
}

// Path is how « oubli » and « inscription » continue once the identifier is known (docs/journeys.md, « Oubli »).
type Path string

const (
	ByCode     Path = "code"     // whoever has finished a personalisation
	ByQuestion Path = "question" // whoever has not, and for whom the caisse holds an answer
	ByLetter   Path = "letter"   // whoever the caisse can neither ask nor reach
)
