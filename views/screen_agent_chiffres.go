package views

import "strconv"

// DeskFiguresData belongs to « agent/chiffres ».
type DeskFiguresData struct {
	By         string // jour, semaine
	Plots      []DeskPlot
	Groups     []DeskFigureGroup
	Reinforced int // times that « mode renforcé » began
	Nobody     int // journeys with an identifier that nobody has
	Queues     []DeskQueue
}

// DeskPlot is some counts over the same periods: a drawing and a table.
type DeskPlot struct {
	ID, Title, Note string
	Period          string // jour, semaine
	Series          []string
	Further         []string // columns of the table alone
	Rows            []DeskPlotRow
}

// DeskPlotRow is a period: a count for each series, in their order.
type DeskPlotRow struct {
	Label, Short string // 03/03/2026, 03/03
	Counts       []int
	Further      []string
}

// DeskFigureGroup is details with the small ones hidden.
type DeskFigureGroup struct {
	Title string
	Lines []DeskFigureLine
}

// DeskFigureLine is one; Count is a number, or words instead.
type DeskFigureLine struct{ Label, Count string }

// DeskQueue is how something that waits fares.
type DeskQueue struct {
	Name            string
	Waiting         int
	Retried, Oldest string
}

// The drawing, in its own units.
const (
	plotWidth, plotHeight = 720, 240
	plotLeft, plotTop     = 48, 12
	plotBottom            = 28
)

// DeskBar is a count as a rectangle.
type DeskBar struct {
	X, Y, Width, Height string
	Series              int // from 1
	Says                string
}

// DeskTick is a mark of an axis.
type DeskTick struct{ At, Label string }

// top is the round number that the highest bar fits under.
func (p DeskPlot) top() int {
	highest := 0
	for _, r := range p.Rows {
		for _, n := range r.Counts {
			highest = max(highest, n)
		}
	}
	for step := 1; ; step *= 10 {
		for _, m := range []int{1, 2, 5} {
			if top := 4 * m * step; top >= highest {
				return top
			}
		}
	}
}

func (p DeskPlot) y(n int) float64 {
	return plotTop + float64(plotHeight-plotTop-plotBottom)*(1-float64(n)/float64(p.top()))
}

func (p DeskPlot) slot() float64 { return float64(plotWidth-plotLeft) / float64(max(1, len(p.Rows))) }

// Bars are the rectangles, period by period.
func (p DeskPlot) Bars() (bars []DeskBar) {
	top := p.top()
	height := float64(plotHeight - plotTop - plotBottom)
	width := p.slot() * .84 / float64(max(1, len(p.Series)))
	for i, r := range p.Rows {
		for s, n := range r.Counts {
			if n == 0 {
				continue
			}
			h := height * float64(n) / float64(top)
			bars = append(bars, DeskBar{X: decimal(plotLeft + p.slot()*(float64(i)+.08) + width*float64(s)), Y: decimal(plotHeight - plotBottom - h),
				Width: decimal(width), Height: decimal(h), Series: s + 1, Says: r.Label + ", " + p.Series[s] + " : " + strconv.Itoa(n)})
		}
	}
	return bars
}

// Scale marks the counts.
func (p DeskPlot) Scale() (ticks []DeskTick) {
	for i := range 5 {
		n := p.top() / 4 * i
		ticks = append(ticks, DeskTick{decimal(p.y(n)), strconv.Itoa(n)})
	}
	return ticks
}

// Dates marks some periods: as many as there is room for.
func (p DeskPlot) Dates() (ticks []DeskTick) {
	every := max(1, (len(p.Rows)+7)/8)
	for i, r := range p.Rows {
		if i%every == 0 {
			ticks = append(ticks, DeskTick{decimal(plotLeft + p.slot()*(float64(i)+.5)), r.Short})
		}
	}
	return ticks
}

// Totals are the sums over the periods, in the order of the series.
func (p DeskPlot) Totals() []int {
	sums := make([]int, len(p.Series))
	for _, r := range p.Rows {
		for i, n := range r.Counts {
			sums[i] += n
		}
	}
	return sums
}

// Keys numbers the series from 1, as their colours are.
func (p DeskPlot) Keys() (keys []struct {
	Number, Total int
	Label         string
}) {
	for i, total := range p.Totals() {
		keys = append(keys, struct {
			Number, Total int
			Label         string
		}{i + 1, total, p.Series[i]})
	}
	return keys
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
