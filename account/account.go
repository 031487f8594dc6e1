// Package account holds the rules of an account: identifiers, temporary passwords, codes, the identity question,
// contacts and limits. Apart from crypto/rand its functions are pure: no HTTP, no SQL, and the current time is a
// parameter.
package account

import "sesame/texts"

// FieldError is a rejected form value. Its message is a plain French sentence that tells the user what to do.
type FieldError struct{ Message string }

func (e *FieldError) Error() string { return e.Message }

// ErrEmpty is the message for a required field left blank.
var ErrEmpty = &FieldError{texts.Required}

// Caisse describes the organisation that runs the service, for screens, messages and letters. Every page where the user
// cannot continue shows Phone and Hours.
type Caisse struct {
	Name         string
	Phone        string
	Hours        string
	Address      string
	Site         string
	ContactEmail string // recipient of the contact form
	Color        string // #rrggbb
	Host         string // the host in the « @host #code » line that binds a code to this site
	AnswerDays   int    // working days within which the contact form is answered; 0 when it is not stated
	Legal        Legal
}

// Path is how « oubli » and « inscription » continue once the identifier is known (docs/journeys.md, « Oubli »).
type Path string

const (
	ByCode     Path = "code"     // members who have completed a personalisation
	ByQuestion Path = "question" // members who have not, and about whom the caisse holds an answer
	ByLetter   Path = "letter"   // members whom the caisse can neither ask nor reach otherwise
)
