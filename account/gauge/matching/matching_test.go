package matching

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn/match"
	library "github.com/trustelem/zxcvbn/matching"
)

func TestPatternsAreThoseOfTheLibrary(t *testing.T) {
	for _, password := range []string{
		"", "a", "password", "P@ssw0rd1", "drowssap", "qwertyuiop", "zaqxsw", "abcdefgh", "97531", "aaaaaaaa", "abcabcabc",
		"1985-05-17", "17051985", "02/29/2000", "91/1/5", "2012", "Jennifer1987!", "correcthorsebatterystaple", "4dm1n|str4t0r", "m.K2(q)",
	} {
		found, want := told(Omnimatch(password, []string{"poitou"})), told(library.Omnimatch(password, []string{"poitou"}))
		if !slices.Equal(found, want) {
			t.Errorf("%q: got\n%s\nthe library finds\n%s", password, strings.Join(found, "\n"), strings.Join(want, "\n"))
		}
	}
}

// told describes matches, and those of what they repeat, in an order of their own: the library looks through its
// dictionaries in any order.
func told(matches []*match.Match) (all []string) {
	for _, m := range matches {
		flat := *m
		flat.BaseMatches = nil
		all = append(all, fmt.Sprintf("%+v %s", flat, told(m.BaseMatches)))
	}
	slices.Sort(all)
	return all
}

func TestTheOtherFilesAreTheLibrarys(t *testing.T) {
	list, err := os.Open("CHECKSUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	compared := 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		want, name, ok := strings.Cut(lines.Text(), "  ") // as sha256sum writes; the first line tells where they come from
		if !ok {
			continue
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the library's: %x, want %s", name, sum, want)
		}
		compared++
	}
	if compared != 8 {
		t.Errorf("%d files compared, want seven and the licence", compared)
	}
}
