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
	// Of 4,000 pairs among four million, two in a hundred thousand draws of this test have 20 that stand twice.
	if len(seen) < calls-20 {
		t.Errorf("%d different pairs in %d calls", len(seen), calls)
	}
	// Each word is missed by 8,000 draws once in fifty: some 46 of 2,100.
	if all := len(words.Phrases()); len(used) < all-150 {
		t.Errorf("%d words of %d are drawn", len(used), all)
	}
}
