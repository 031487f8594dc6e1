package account

import (
	"regexp"
	"strings"

	"sesame/texts"
)

var agentLogin = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)

// ErrAgentLogin means that a login is not 2 to 40 letters, digits, dots or dashes.
var ErrAgentLogin = &FieldError{texts.AgentLoginMalformed}

// NormaliseAgentLogin returns an agent's login as typed or pasted, in lower case, without blanks around it and invisible characters.
func NormaliseAgentLogin(s string) string { return strings.ToLower(Cleaned(keyed(s))) }

// ParseAgentLogin validates an agent's login and returns it in lower case. Its error is ErrAgentLogin.
func ParseAgentLogin(s string) (string, error) {
	s = NormaliseAgentLogin(s)
	if !agentLogin.MatchString(s) {
		return "", ErrAgentLogin
	}
	return s, nil
}
