package account

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"sesame/texts"
)

const agentNameLength = 80 // characters

// agentName matches letters and digits, and the punctuation of a name, a site and an extension.
var agentName = regexp.MustCompile(`^[\p{L}\p{N} ,.'’()/-]*$`)

// errAgentName means that a text cannot be an agent's display name.
var errAgentName = &FieldError{texts.AgentNameMalformed}

// ParseAgentName validates an agent's display name, with site and extension; an empty one is allowed. Its error
// is a *FieldError.
func ParseAgentName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > agentNameLength || !agentName.MatchString(s) {
		return "", errAgentName
	}
	return s, nil
}
