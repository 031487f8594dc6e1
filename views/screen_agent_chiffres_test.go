package views

import "testing"

// The scale ends near the highest bar, at a round number, with few marks.
func TestTheScaleFitsTheCounts(t *testing.T) {
	for highest, want := range map[int]int{0: 1, 1: 1, 5: 5, 7: 8, 9: 10, 61: 80, 82: 100, 101: 120, 200: 200, 4_321: 5_000} {
		p := DeskPlot{Series: []string{"a", "b"}, Rows: []DeskPlotRow{{Counts: []int{0, highest}}, {Counts: []int{highest / 2, 0}}}}
		if got := p.top(); got != want {
			t.Errorf("a highest count of %d is drawn under %d, expected %d", highest, got, want)
		}
		if n := len(p.Scale()); n > mostTicks+1 {
			t.Errorf("%d marks for %d", n, highest)
		}
	}
}
