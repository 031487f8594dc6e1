package views

import (
	"slices"
	"strconv"
)

// DeskFiguresData is the data of « agent/chiffres ».
type DeskFiguresData struct {
	By         string // « jour » or « semaine »
	Plots      []DeskPlot
	Groups     []DeskFigureGroup
	Reinforced int // number of times that « mode renforcé » began
	Nobody     int // number of journeys with an unknown identifier
	Queues     []DeskQueue
}

// DeskPlot holds counts over the same periods, shown as a chart and a table.
type DeskPlot struct {
	ID, Title, Note string
	Period          string // « jour » or « semaine »
	Series          []string
	Further         []string // columns of the table only
	Rows            []DeskPlotRow
}

// DeskPlotRow is a period, with one count per series, in their order.
type DeskPlotRow struct {
	Label, Short string // 03/03/2026, 03/03
	Counts       []int
	Further      []string
}

// DeskFigureGroup holds the counts of a group of details. Small counts are hidden.
type DeskFigureGroup struct {
	Title string
	Lines []DeskFigureLine
}

// Advised says whether one of its lines has advice.
func (g DeskFigureGroup) Advised() bool {
	return slices.ContainsFunc(g.Lines, func(l DeskFigureLine) bool { return l.Advice != "" })
}

// DeskFigureLine is one count; Count is a number, or words in its place.
type DeskFigureLine struct {
	Label, Count string
	Advice       string // what to do about it; empty for nothing
}

// DeskQueue is the state of a queue.
type DeskQueue struct {
	Name            string
	Waiting         int
	Retried, Oldest string
}

// Dimensions of the chart, in its own units.
const (
	plotWidth, plotHeight = 720, 240
	plotLeft, plotTop     = 48, 12
	plotBottom            = 28
)

// DeskBar is a count, drawn as a rectangle.
type DeskBar struct {
	X, Y, Width, Height string
	Series              int // from 1
	Says                string
}

// DeskTick is a mark of an axis.
type DeskTick struct{ At, Label string }

// mostTicks is the maximum number of intervals on the scale of the counts.
const mostTicks = 6

// step returns the interval between two marks of the scale: the smallest round number with at most mostTicks intervals.
func (p DeskPlot) step() int {
	highest := p.highest()
	for step := 1; ; step *= 10 {
		for _, m := range []int{1, 2, 5} {
			if mostTicks*m*step >= highest {
				return m * step
			}
		}
	}
}

// top returns the mark at or above the highest bar.
func (p DeskPlot) top() int {
	return (p.highest() + p.step() - 1) / p.step() * p.step()
}

// highest returns the highest count; at least 1, so that an empty chart has a scale.
func (p DeskPlot) highest() int {
	highest := 1
	for _, r := range p.Rows {
		for _, n := range r.Counts {
			highest = max(highest, n)
		}
	}
	return highest
}

func (p DeskPlot) y(n int) float64 {
	return plotTop + float64(plotHeight-plotTop-plotBottom)*(1-float64(n)/float64(p.top()))
}

func (p DeskPlot) slot() float64 { return float64(plotWidth-plotLeft) / float64(max(1, len(p.Rows))) }

// Bars returns the rectangles, period by period.
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

// Scale returns the marks of the counts.
func (p DeskPlot) Scale() (ticks []DeskTick) {
	for n := 0; n <= p.top(); n += p.step() {
		ticks = append(ticks, DeskTick{decimal(p.y(n)), strconv.Itoa(n)})
	}
	return ticks
}

// Dates returns the marks of the periods, at most about eight.
func (p DeskPlot) Dates() (ticks []DeskTick) {
	every := max(1, (len(p.Rows)+7)/8)
	for i, r := range p.Rows {
		if i%every == 0 {
			ticks = append(ticks, DeskTick{decimal(plotLeft + p.slot()*(float64(i)+.5)), r.Short})
		}
	}
	return ticks
}

// Totals returns the sums over the periods, in the order of the series.
func (p DeskPlot) Totals() []int {
	sums := make([]int, len(p.Series))
	for _, r := range p.Rows {
		for i, n := range r.Counts {
			sums[i] += n
		}
	}
	return sums
}

// Keys returns the legend: the series with their totals, numbered from 1 like their colours.
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
