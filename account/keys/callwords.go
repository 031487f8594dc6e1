package keys

import (
	"strings"

	"sesame/account/gauge"
)

// callWords is the number of words that an agent says on the telephone, out of a list of 2,100: a guess is right once
// in four million calls.
const callWords = 2

// NewCallWords draws the words that prove to a member that a caller works for the caisse: the service shows them to both.
func NewCallWords() string { return strings.Join(gauge.DrawWords(callWords), " ") }
