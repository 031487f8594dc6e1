package walks

import (
	"fmt"
	"io"
	"testing"
	"text/tabwriter"
)

// figure is a line of the table that the benchmarks of this package print at the end.
type figure struct {
	what     string
	measured float64
	unit     string
	// reference is the divisor of the figure, measured in the same run; 0 where the figure itself is compared.
	reference float64
	of        string
	// Bounds of the ratio, or of the figure where it has no reference. One of the two is 0.
	least, most float64
}

// figures are the figures of this run.
var figures []figure

// tell adds a line to the table, and to the benchmark's metrics.
func tell(b *testing.B, f figure) {
	b.Helper()
	figures = append(figures, f)
	b.ReportMetric(f.value(), metric(f.what))
}

func (f figure) value() float64 {
	if f.reference == 0 {
		return f.measured
	}
	return f.measured / f.reference
}

// met reports whether the figure is within its bounds.
func (f figure) met() bool { return f.value() >= f.least && (f.most == 0 || f.value() <= f.most) }

// metric replaces the blanks of a name, which benchmarks do not accept in a metric.
func metric(what string) string {
	name := []rune(what)
	for i, r := range name {
		if r == ' ' {
			name[i] = '-'
		}
	}
	return string(name)
}

// printFigures writes the table: what was measured, its reference, their ratio, its bound, and « falls short » where the bound
// is not met.
func printFigures(out io.Writer) error {
	if len(figures) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tmeasured\treference\tratio\twanted\t")
	for _, f := range figures {
		reference, ratio, wanted, short := "", "", fmt.Sprintf("≥ %.2f", f.least), ""
		if f.reference != 0 {
			reference, ratio = fmt.Sprintf("%.4g %s", f.reference, f.of), fmt.Sprintf("%.2f", f.value())
		}
		if f.most != 0 {
			wanted = fmt.Sprintf("≤ %.2f", f.most)
		}
		if !f.met() {
			short = "falls short"
		}
		fmt.Fprintf(t, "%s\t%.4g %s\t%s\t%s\t%s\t%s\n", f.what, f.measured, f.unit, reference, ratio, wanted, short)
	}
	return t.Flush()
}
