package keys

import (
	"crypto/rand"
	"math/big"
	"strings"

	"sesame/account/gauge/words"
)

// callWords is the number of words that an agent says on the telephone, out of a list of 2,100: a guess is right once
// in four million calls.
const callWords = 2

// NewCallWords draws the words that prove to a member that a caller works for the caisse: the service shows them to both.
func NewCallWords() string {
	list := words.Phrases()
	said := make([]string, callWords)
	for i := range said {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(list)))) //nolint:errcheck // never fails (crypto/rand)
		said[i] = list[n.Int64()]
	}
	return strings.Join(said, " ")
}
