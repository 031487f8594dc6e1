package account

import (
	"regexp"
	"strings"
)

var agentLogin = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)

// ErrAgentLogin: an agent's login has 2 to 40 letters, digits, points, dashes.
var ErrAgentLogin = &FieldError{"Le nom d'un agent a de 2 à 40 lettres sans accent, chiffres, points ou tirets, et commence par une lettre, comme jmartin."}

// ParseAgentLogin reads the name that an agent logs in with, in lower case, or returns ErrAgentLogin.
func ParseAgentLogin(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if !agentLogin.MatchString(s) {
		return "", ErrAgentLogin
	}
	return s, nil
}
