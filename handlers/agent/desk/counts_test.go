package desk

import "testing"

func TestAListIsCountedUpToAThousand(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		want   string
	}{
		{nil, "0"}, {map[string]int{"email": 12, "fax": 3}, "15"}, {map[string]int{"email": 999, "fax": 1}, "1\u202f000"}, {map[string]int{"email": 600, "fax": 600}, "plus de 1\u202f000"},
		{map[string]int{"email": MostCounted + 1}, "plus de 1\u202f000"},
	} {
		if got := CountWords(Sum(c.counts)); got != c.want {
			t.Errorf("%v: %q, want %q", c.counts, got, c.want)
		}
	}
}
