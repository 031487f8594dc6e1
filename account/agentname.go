package account

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"sesame/texts"
)

const agentNameLength = 80 // characters

// agentName holds letters, and what stands between them in a name, a site and an extension.
var agentName = regexp.MustCompile(`^[\p{L}\p{N} ,.'’()/-]*$`)

// ErrAgentName means that a text is no name that colleagues could read.
var ErrAgentName = &FieldError{texts.AgentNameMalformed}

// ParseAgentName validates how colleagues read an agent's name, with site and extension; empty for none. Its error is ErrAgentName.
func ParseAgentName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > agentNameLength || !agentName.MatchString(s) {
		return "", ErrAgentName
	}
	return s, nil
}
