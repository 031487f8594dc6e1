package keys

import (
	"encoding/binary"
	"strings"

	"sesame/account/gauge/words"
)

// callWords is how many words an agent says on the telephone: two of the 2,100 plain ones. Who does not know them says
// the right ones once in four million calls.
const callWords = 2

// CallWords are the words by which a member knows today that who calls is of the caisse: the service shows them to both.
// They depend on the member and the day (« 2026-11-23 »), and tell nothing to who lacks the key.
func CallWords(k *Keyring, identifierKey []byte, day string) string {
	list := words.Phrases()
	said := make([]string, callWords)
	drawn := k.Index("call words", identifierKey, []byte(day))
	for i := range said {
		// Eight bytes a word: the first byte of an index is carried on unchanged by a rotation, and is of the HMAC all the same.
		said[i] = list[binary.BigEndian.Uint64(drawn[8*i:])%uint64(len(list))]
	}
	return strings.Join(said, " ")
}
