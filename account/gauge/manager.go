package gauge

import "fmt"

const (
	managerLength = 12         // a random password of the least length is often too weak
	managerSigns  = "-!?*+=_." // special characters that every keyboard and every password manager has
)

// ManagerRules describes to password managers which passwords to generate, in the syntax of the passwordrules
// attribute.
var ManagerRules = fmt.Sprintf("minlength: %d; maxlength: %d; required: lower; required: upper; required: digit; required: [%s]",
	managerLength, MaxPassword, managerSigns)
