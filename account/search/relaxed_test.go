package search

import "testing"

func TestANameResemblesWhatIsHeardOfIt(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"caravel yann", "KERAVEL", true}, {"evrard loic", "ŒUVRARD", true}, {"boutellier", "BOUTEILLER", false}, {"boutellier raymonde", "BOUTEILLER", true},
		{"martin yann", "MARCHAND", false}, {"durand yann", "DUBOIS", false}, {"yann 1969", "KERAVEL", false}, {"dubo yann", "DUBOIS", false},
		{"caravel yann 29 1969 lesneven", "KERAVEL", false},
	} {
		got := false
		for _, r := range Parse(c.text).Relaxed() {
			got = got || r.Resembles(TraitsOf(Searchable{LastName: c.name}))
		}
		if got != c.want {
			t.Errorf("%q and %s: %v", c.text, c.name, got)
		}
	}
}

func TestDistanceOfWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"abc", "abc", 0}, {"abc", "acb", 2}, {"abcd", "bcd", 1}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
