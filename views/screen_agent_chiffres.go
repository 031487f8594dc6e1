package views

import (
	"slices"
	"strconv"
)

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

// Advised says that a line of it says what to do.
func (g DeskFigureGroup) Advised() bool {
	return slices.ContainsFunc(g.Lines, func(l DeskFigureLine) bool { return l.Advice != "" })
}

// DeskFigureLine is one; Count is a number, or words instead.
type DeskFigureLine struct {
	Label, Count string
	Advice       string // what to do about it; empty for nothing
}

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

// mostTicks is how many intervals the scale of the counts has at most.
const mostTicks = 6

// step is the round number between two marks of the scale: as small as the highest bar allows.
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

// top is the mark that the highest bar fits under.
func (p DeskPlot) top() int {
	return (p.highest() + p.step() - 1) / p.step() * p.step()
}

// highest is the highest count, 1 where there is none, so that an empty drawing has a scale.
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
	for n := 0; n <= p.top(); n += p.step() {
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
