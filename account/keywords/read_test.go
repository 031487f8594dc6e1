package keywords

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// The list is that of github.com/tyler-smith/go-bip39 v1.1.0 (wordlists/french.go), whose licence stands beside it.
const publishedList, publishedLicence = "ebc3959ab7801a1df6bac4fa7d970652f1df76b683cd2f4003c941c63d517e59", "2661267837e120229b88baaef827d11f7a58f6395bc7701332691d887d76b306"

func TestTheListIsThePublishedOne(t *testing.T) {
	for name, want := range map[string]string{"french.txt": publishedList, "LICENSE": publishedLicence} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); got != want {
			t.Errorf("%s has the SHA-256 %s", name, got)
		}
	}
	if len(list()) != fieldSize || len(numbers()) != fieldSize {
		t.Errorf("%d words, %d of them told apart by four letters", len(list()), len(numbers()))
	}
}

// drawn is the fixed key of this test.
func drawn(r *rand.Rand) []byte {
	key := make([]byte, keyBytes)
	for i := range key {
		key[i] = byte(r.Uint32())
	}
	return key
}

func source() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestWordsAreReadAsPeopleTypeThem(t *testing.T) {
	r := source()
	one, two := drawn(r), drawn(r)
	first, second := Words(1, one), Words(2, two)
	numbered := ""
	for i, word := range first {
		numbered += fmt.Sprintf("%d. %s\t", i+1, word)
	}
	var short []string
	for _, word := range first {
		short = append(short, string([]rune(word)[:4]))
	}
	for name, c := range map[string]struct {
		text string
		want [][]byte
	}{
		"as printed":             {strings.Join(first, " "), [][]byte{one}},
		"capitals":               {strings.ToUpper(strings.Join(first, "\n")), [][]byte{one}},
		"without accents":        {strings.NewReplacer("é", "e", "è", "e", "ê", "e", "â", "a", "î", "i", "ô", "o", "û", "u", "ç", "c").Replace(strings.Join(first, " ")), [][]byte{one}},
		"with their numbers":     {numbered, [][]byte{one}},
		"four letters":           {strings.Join(short, ", "), [][]byte{one}},
		"two keys":               {strings.Join(first, " ") + "\r\n\r\n" + strings.Join(second, " "), [][]byte{one, two}},
		"two keys, second first": {strings.Join(second, " ") + " " + strings.Join(first, " "), [][]byte{one, two}},
		"a square":               {"QR-Code:" + Square(1, 1, one) + "\n", [][]byte{one}},
		"squares, small letters": {strings.ToLower(Square(2, 2, two) + "\n" + Square(1, 2, one)), [][]byte{one, two}},
		"all bits":               {strings.Join(Words(1, bytes.Repeat([]byte{255}, keyBytes)), " "), [][]byte{bytes.Repeat([]byte{255}, keyBytes)}},
	} {
		got, err := Read(c.text)
		if err != nil || !slices.EqualFunc(got, c.want, bytes.Equal) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
}

func TestWrongWordsAreFound(t *testing.T) {
	r := source()
	for range 200 {
		words := Words(byte(1+r.IntN(3)), drawn(r))
		wrong := r.Perm(PerKey)[:1+r.IntN(2)]
		slices.Sort(wrong)
		var want []int
		for _, i := range wrong {
			words[i] = list()[(numbers()[plain(words[i])[:prefix]]+1+r.IntN(fieldSize-1))%fieldSize]
			want = append(want, i+1)
		}
		var e *WordError
		if _, err := Read(strings.Join(words, " ")); !errors.As(err, &e) || !slices.Equal(e.Words, want) || e.Key != 1 {
			t.Fatalf("words %v are wrong: %v", want, err)
		}
	}
}

func TestFourWrongWordsAreNeverTakenForAKey(t *testing.T) {
	r := source()
	for range 500 {
		words := Words(1, drawn(r))
		for _, i := range r.Perm(PerKey)[:3+r.IntN(2)] {
			words[i] = list()[(numbers()[plain(words[i])[:prefix]]+1+r.IntN(fieldSize-1))%fieldSize]
		}
		if keys, err := Read(strings.Join(words, " ")); err == nil {
			t.Fatalf("read as %x", keys)
		}
	}
}

func TestTwoWordsInEachOthersPlaceAreFound(t *testing.T) {
	words := Words(1, drawn(source()))
	words[4], words[5] = words[5], words[4]
	var e *WordError
	if _, err := Read(strings.Join(words, " ")); !errors.As(err, &e) || !slices.Equal(e.Words, []int{5, 6}) {
		t.Error(err)
	}
}

func TestWhatIsMissingIsTold(t *testing.T) {
	r := source()
	one, two := drawn(r), drawn(r)
	words := strings.Join(Words(1, one), " ")
	var word *WordError
	var order *OrderError
	if _, err := Read("  \n 12 "); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
	if _, err := Read(words[:strings.LastIndex(words, " ")]); !errors.Is(err, ErrCount) {
		t.Error(err)
	}
	if _, err := Read(strings.Replace(words, strings.Fields(words)[6], "wxyz", 1)); !errors.As(err, &word) || !slices.Equal(word.Words, []int{7}) {
		t.Error(err)
	}
	if _, err := Read(strings.Join(Words(2, two), " ")); !errors.As(err, &order) || order.Missing != 1 {
		t.Error(err)
	}
	if _, err := Read(words + " " + words); !errors.As(err, &order) || order.Missing != 2 {
		t.Error(err)
	}
	if _, err := Read(Square(1, 2, one)); !errors.As(err, &order) || order.Missing != 2 {
		t.Error(err)
	}
	square := Square(1, 1, one)
	for _, text := range []string{strings.Replace(square, " 1/1 ", " 1/2 ", 1), square[:len(square)-1], square[:40] + "G" + square[41:]} {
		if _, err := Read(text); !errors.Is(err, ErrSquare) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
