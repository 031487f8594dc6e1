package keys

import (
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

func TestCallWordsAreDrawnAnewFromTheWholeList(t *testing.T) {
	const calls = 4000
	seen, used := map[string]bool{}, map[string]bool{}
	for range calls {
		said := NewCallWords()
		seen[said] = true
		parts := strings.Split(said, " ")
		if len(parts) != callWords {
			t.Fatalf("« %s »", said)
		}
		for _, w := range parts {
			used[w] = true
		}
	}
	// Among 4,000 draws of four million pairs, 20 or more repetitions have a probability of two in a hundred thousand.
	if len(seen) < calls-20 {
		t.Errorf("%d different pairs in %d calls", len(seen), calls)
	}
	// In 8,000 draws each word is missing with a probability of one in fifty: about 46 of 2,100.
	if all := len(words.Phrases()); len(used) < all-150 {
		t.Errorf("%d words of %d are drawn", len(used), all)
	}
}
