package gauge

import (
	"crypto/rand"
	"math/big"
	"strings"

	"sesame/account/gauge/words"
)

const (
	proposedWords  = 3
	proposedDigits = "23456789" // no 0 and 1, read as letters
	proposedSigns  = "!?*+="    // near at hand on telephones, kept whole by every form
)

// Propose draws a password that is easy to remember and to type, « Moulin-girafe-cerise7! »: three of the 2,100 words
// of a list of plain ones, a digit and a sign, each drawn uniformly: 38.5 bits. Judge says « fort » of each.
func Propose() string { return ProposeFor(Personal{}) }

// ProposeFor is Propose for a member whose own data the words must not meet. Drawing again costs less than a
// thousandth of a bit, for the words are rare enough that it seldom happens.
func ProposeFor(p Personal) string {
	for {
		drawn := make([]string, proposedWords)
		for i := range drawn {
			drawn[i] = words.Phrases()[uniform(len(words.Phrases()))]
		}
		drawn[0] = strings.ToUpper(drawn[0][:1]) + drawn[0][1:]
		s := strings.Join(drawn, "-") + anySign(proposedDigits) + anySign(proposedSigns)
		if Judge(s, p).Level == Strong {
			return s
		}
	}
}

func anySign(signs string) string {
	i := uniform(len(signs))
	return signs[i : i+1]
}

// uniform draws a number below n.
func uniform(n int) int {
	drawn, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // never: crypto/rand ends the program instead
	}
	return int(drawn.Int64())
}
