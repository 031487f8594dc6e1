package account

import (
	"regexp"
	"strings"

	"sesame/texts"
)

var agentLogin = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)

// ErrAgentLogin: an agent's login has 2 to 40 letters, digits, points, dashes.
var ErrAgentLogin = &FieldError{texts.AgentLoginMalformed}

// ParseAgentLogin reads the name that an agent logs in with, in lower case, or returns ErrAgentLogin.
func ParseAgentLogin(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if !agentLogin.MatchString(s) {
		return "", ErrAgentLogin
	}
	return s, nil
}
