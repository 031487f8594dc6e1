package account

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// keyBySubtraction is INSEE's other way for Corsica: A or B is read as 0, and one or two million are subtracted.
func keyBySubtraction(t *testing.T, nir string) string {
	t.Helper()
	n, err := strconv.Atoi(strings.NewReplacer("A", "0", "B", "0").Replace(nir))
	if err != nil {
		t.Fatal(err)
	}
	n -= 1_000_000*strings.Count(nir, "A") + 2_000_000*strings.Count(nir, "B")
	return fmt.Sprintf("%02d", 97-n%97)
}

func TestTheKeyOfANIR(t *testing.T) {
	for _, c := range []struct{ name, nir, want string }{
		{"a published example", "1841276451089", "46"},
		{"another", "2550814168025", "38"},
		{"the remainder is 96: the key keeps its zero", "1850175000080", "01"},
		{"the remainder is 0: the key is 97, never 00", "1850175000081", "97"},
		{"Corse-du-Sud counts as 19", "185012A123456", "66"},
		{"Haute-Corse counts as 18", "185012B123456", "93"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := NIRKey(c.nir)
			if err != nil || got != c.want {
				t.Errorf("NIRKey(%s) = %q, %v; want %q", c.nir, got, err, c.want)
			}
			if other := keyBySubtraction(t, c.nir); got != other {
				t.Errorf("NIRKey(%s) = %q; by subtraction %q", c.nir, got, other)
			}
		})
	}
	for _, wrong := range []string{"", "285057800608", "28505780060841", "0850578006084", "28505782A6084", "285052C006084"} {
		if key, err := NIRKey(wrong); err == nil {
			t.Errorf("NIRKey(%q) = %q; it is no NIR", wrong, key)
		}
	}
}
