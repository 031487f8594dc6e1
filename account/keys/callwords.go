package keys

import (
	"encoding/binary"
	"strings"

	"sesame/account/gauge/words"
)

// callWords is the number of words that an agent says on the telephone, out of a list of 2,100: a guess is right once
// in four million calls.
// the right ones once in four million calls.
const callWords = 2

// CallWords returns the words that prove to a member that a caller works for the caisse: the service shows them to both
// on that day. They depend on the member and the day (« 2026-11-23 ») and cannot be computed without the key.
func CallWords(k *Keyring, identifierKey []byte, day string) string {
	list := words.Phrases()
	said := make([]string, callWords)
	drawn := k.Index("call words", identifierKey, []byte(day))
	for i := range said {
		// Use eight bytes per word. A key rotation does not change the first byte of an index; it is still part of the
		// HMAC.
		said[i] = list[binary.BigEndian.Uint64(drawn[8*i:])%uint64(len(list))]
	}
	return strings.Join(said, " ")
}
