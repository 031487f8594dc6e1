package keywords

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrSquare means that the text of a QR code was altered.
var ErrSquare = errors.New("the text of a square was altered")

// Square returns the text of a key's QR code, in characters that such a code encodes compactly.
func Square(number, of int, key []byte) string {
	text := fmt.Sprintf("SESAME-CLE %d/%d %X", number, of, key)
	return text + " " + squareCheck(text)
}

func squareCheck(text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ToUpper(hex.EncodeToString(sum[:4]))
}

var squareForm = regexp.MustCompile(`(SESAME-CLE (\d{1,3})/(\d{1,3}) ([0-9A-F]{64})) ([0-9A-F]{8})`)

// readSquares reads the texts of QR codes. found is false if there is none.
func readSquares(text string) (numbered map[int][]byte, found bool, err error) {
	text = strings.Join(strings.Fields(strings.ToUpper(text)), " ")
	if !strings.Contains(text, "SESAME-CLE") {
		return nil, false, nil
	}
	numbered = map[int][]byte{}
	of := 0
	for _, m := range squareForm.FindAllStringSubmatch(text, -1) {
		if squareCheck(m[1]) != m[5] {
			return nil, true, ErrSquare
		}
		number, _ := strconv.Atoi(m[2]) // digits
		of, _ = strconv.Atoi(m[3])
		numbered[number], _ = hex.DecodeString(m[4]) // hexadecimal
	}
	if len(numbered) != strings.Count(text, "SESAME-CLE") {
		return nil, true, ErrSquare
	}
	for n := 1; n <= of; n++ {
		if numbered[n] == nil {
			return nil, true, &OrderError{Missing: n}
		}
	}
	return numbered, true, nil
}
