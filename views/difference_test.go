package views_test

import (
	"strings"
	"testing"
)

// difference compares two pages line by line and returns the changes like a unified diff, with two lines around each change;
// empty for equal pages. Non-breaking spaces are shown as « ~ ».
func difference(want, got string) string {
	if want == got {
		return ""
	}
	const around = 2
	edits := lineEdits(strings.Split(want, "\n"), strings.Split(got, "\n"))
	shown := make([]bool, len(edits))
	for i, edit := range edits {
		if edit[0] != ' ' {
			for k := max(0, i-around); k <= min(i+around, len(edits)-1); k++ {
				shown[k] = true
			}
		}
	}
	var b strings.Builder
	for i, edit := range edits {
		if shown[i] {
			b.WriteString(strings.NewReplacer("\u00a0", "~", "\u202f", "~").Replace(edit) + "\n")
		} else if i == 0 || shown[i-1] {
			b.WriteString("  ...\n")
		}
	}
	return b.String()
}

// lineEdits lists all lines of both texts in order: "  " before a common one, "- " before one that only the first text has, "+
// " before one that only the second has. It follows a longest common subsequence.
func lineEdits(a, b []string) []string {
	common := make([][]int, len(a)+1) // length of the longest common subsequence of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var edits []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			edits = append(edits, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			edits = append(edits, "- "+a[i])
			i++
		default:
			edits = append(edits, "+ "+b[j])
			j++
		}
	}
	return edits
}

func TestADifferenceIsTheChangedLinesAndTwoAroundThem(t *testing.T) {
	for _, c := range []struct{ name, want, got, diff string }{
		{"equal", "a\nb\n", "a\nb\n", ""},
		{"a changed line", "a\nb\nc\nd\ne\nf\ng", "a\nb\nc\nD\ne\nf\ng", "  ...\n  b\n  c\n- d\n+ D\n  e\n  f\n  ...\n"},
		{"a line more", "a\nb", "a\nx\nb", "  a\n+ x\n  b\n"},
		{"a line less, at the end", "a\nb\nc\nd", "a\nb\nc", "  ...\n  b\n  c\n- d\n"},
		{"two changes far apart", "a\n1\n2\n3\n4\n5\nb", "A\n1\n2\n3\n4\n5\nB", "- a\n+ A\n  1\n  2\n  ...\n  4\n  5\n- b\n+ B\n"},
		{"a space that does not break", "Où ?", "Où\u00a0?", "- Où ?\n+ Où~?\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := difference(c.want, c.got); diff != c.diff {
				t.Errorf("got\n%s\nwant\n%s", diff, c.diff)
			}
		})
	}
}
