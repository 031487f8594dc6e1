package words

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTheDataAreThoseThatWereGenerated(t *testing.T) {
	sums, err := os.ReadFile(filepath.Join("data", "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	embedded := map[string]string{"words.bin": wordsData, "common.bin": commonData, "letters.bin": lettersData}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(embedded[name]))); got != sum {
			t.Errorf("%s is %s; SHA256SUMS says %s: run the generator", name, got, sum)
		}
		delete(embedded, name)
	}
	for name := range embedded {
		t.Errorf("%s has no checksum", name)
	}
}

// TestTheOwnListsAreInTheData reports a list that was changed without running the generator.
func TestTheOwnListsAreInTheData(t *testing.T) {
	for _, name := range []string{"farm", "msa", "culture", "sms", "names", "joins"} {
		data, err := os.ReadFile(filepath.Join("lists", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range Lines(string(data)) {
			one, _ := Fold(strings.ReplaceAll(w, "_", ""))
			if len(one) >= 2 && len(one) <= MaxWord && Default().Rank(Of(one)) == 0 {
				t.Errorf("%s: %q is not in data/words.bin", name, w)
			}
		}
	}
}

func TestWordsAreRanked(t *testing.T) {
	for _, c := range []struct {
		word        string
		least, most float64
	}{
		{"de", 1, 1}, {"bonjour", 1, 400}, {"tracteur", 100, 1000}, {"marseille", 1, 1000}, {"gironde", 1, 2000}, {"dupont", 1, 4000},
		{"saintetienne", 1, 1000}, {"coeur", 1, 500}, {"cour", 1, 500}, {"xkqzw", 0, 0},
	} {
		if rank := Default().Rank(Of(c.word)); rank < c.least || rank > c.most {
			t.Errorf("%s has rank %v; want %v to %v", c.word, rank, c.least, c.most)
		}
	}
}

func TestTheMillionIsKnownWholeAndUndressed(t *testing.T) {
	for word, want := range map[string]bool{"azerty123": true, "password1": true, "loulou": true, "semaient": true, "abricotassions": true, "k7$qw2xp": false, "girafe-moulin": false} {
		if got := Default().Common(Of(word)); got != want {
			t.Errorf("%s: %v; want %v", word, got, want)
		}
	}
}

func TestLettersThatMakeNoWordWeighMore(t *testing.T) {
	for _, pair := range [][2]string{{"poupinou", "jmlpdtdb"}, {"kermarec", "xkqzjwvb"}, {"titouane", "fhjdkslq"}} {
		if name, none := Default().Bits(pair[0]), Default().Bits(pair[1]); name+8 > none {
			t.Errorf("%s weighs %.1f bits, %s %.1f", pair[0], name, pair[1], none)
		}
	}
}

func TestWordsHeldOutAreHidden(t *testing.T) {
	hidden, seen := Default().WithoutHeldOut(), 0
	for _, w := range Phrases() {
		h := Of(w)
		if h.HeldOut() {
			seen++
		}
		if got := hidden.Rank(h) == 0; got != h.HeldOut() && Default().Rank(h) != 0 {
			t.Errorf("%s: hidden %v, held out %v", w, got, h.HeldOut())
		}
	}
	if n := len(Phrases()); seen < n/40 || seen > n/10 {
		t.Errorf("%d of %d are held out", seen, n)
	}
}

// A proposal may be read by somebody in mourning, and the words of a call are spoken to them.
func TestWordsOfProposalsHurtNobody(t *testing.T) {
	for w := range strings.FieldsSeq("andouille caveau cercueil courge cruche deuil faucheuse fosse fumier gouffre gourde pendu tombe tombeau urne veuf veuve") {
		if slices.Contains(Phrases(), w) {
			t.Errorf("%s is among them", w)
		}
	}
}

func TestWordsOfProposalsAreEasyToType(t *testing.T) {
	all := Phrases()
	if len(all) < 2048 {
		t.Errorf("%d words; 11 bits each want 2,048", len(all))
	}
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("not sorted, or a word stands twice")
	}
	for _, w := range all {
		if !OnlyLetters(w) || len(w) < 4 || len(w) > 9 || Default().Rank(Of(w)) == 0 && !Default().Common(Of(w)) {
			t.Errorf("%q", w)
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range [][3]string{
		{"Saint-Étienne", "saintetienne", "saintetienne"}, {"cœur", "cour", "coeur"}, {"L'Haÿ-les-Roses", "lhaylesroses", "lhaylesroses"}, {"été", "ete", "ete"}, {"日本", "", ""},
	} {
		if one, two := Fold(c[0]); one != c[1] || two != c[2] {
			t.Errorf("Fold(%q) = %q, %q", c[0], one, two)
		}
	}
}

func BenchmarkRank(b *testing.B) {
	l, h := Default(), Of("tracteur")
	for b.Loop() {
		l.Rank(h)
	}
}

func TestTheSayingsAreWritten(t *testing.T) {
	eachSayingLine(func(parts []FramePart, _ bool) bool {
		if parts[0].Optional && waysOf(parts) > mostWays {
			t.Errorf("a compound begins with what may be missing: %v", parts)
		}
		for _, p := range parts {
			for _, way := range p.Ways {
				if !OnlyLetters(way) {
					t.Errorf("%q: %v", way, parts)
				}
			}
		}
		return true
	})
}
