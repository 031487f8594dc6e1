package texts

import "testing"

func TestJoinPutsASpaceBetweenSentencesAndLeavesOutWhatIsEmpty(t *testing.T) {
	for _, c := range []struct {
		sentences []string
		want      string
	}{
		{nil, ""}, {[]string{"", ""}, ""}, {[]string{"Un.", "Deux."}, "Un. Deux."}, {[]string{"", "Un.", "", "Deux.", ""}, "Un. Deux."},
	} {
		if got := Join(c.sentences...); got != c.want {
			t.Errorf("%q joined: %q, not %q", c.sentences, got, c.want)
		}
	}
}
