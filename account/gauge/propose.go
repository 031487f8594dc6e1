package gauge

import (
	"crypto/rand"
	"math/big"
	"strings"

	"sesame/account/gauge/words"
)

const (
	proposedWords  = 3
	proposedDigits = "23456789" // without 0 and 1, which look like letters
	proposedSigns  = "!?*+="    // easy to reach on phones and accepted by every form
)

// Propose generates a password that is easy to remember and type, « Moulin-girafe-cerise7! »: three of 2,100 common
// words, a digit and a sign, each chosen uniformly: 38.5 bits. Judge rates every one as « fort ».
func Propose() string { return ProposeFor(Personal{}) }

// ProposeFor is Propose without words from the member's data. Rejecting such words costs less than a thousandth of a
// bit, because they are rare.
func ProposeFor(p Personal) string {
	for {
		drawn := DrawWords(proposedWords)
		drawn[0] = strings.ToUpper(drawn[0][:1]) + drawn[0][1:]
		s := strings.Join(drawn, "-") + anySign(proposedDigits) + anySign(proposedSigns)
		if Judge(s, p).Level == Strong {
			return s
		}
	}
}

// DrawWords chooses n of the 2,100 common words, each uniformly.
func DrawWords(n int) []string {
	drawn := make([]string, n)
	for i := range drawn {
		drawn[i] = words.Phrases()[uniform(len(words.Phrases()))]
	}
	return drawn
}

func anySign(signs string) string {
	i := uniform(len(signs))
	return signs[i : i+1]
}

// uniform returns a random number below n.
func uniform(n int) int {
	drawn, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // never: crypto/rand ends the program instead
	}
	return int(drawn.Int64())
}
